/* hwnas/profiler.h - metrics that are known before training: work, parameters, latency.
 *
 * A profiler prices single operators (cost); the host sums them over the active modules of a network, so
 * values, batches and breakdowns come for free: such a profiler never sums. Where the parts of a network do
 * not add up, as for what was measured on a device, it gives the value of whole networks (profile): good for
 * constraints, objectives and filters, but not for what needs the parts. Where they add up choice by choice
 * and not operator by operator, as learned scores of blocks do, it gives tables over choices (tables): good
 * for all of it, but for breakdowns by module. A profiler has one of the three. */
#ifndef HWNAS_PROFILER_H
#define HWNAS_PROFILER_H

#include "hwnas/plugin.h"
#include "hwnas/shape_formula.h"

#ifdef __cplusplus
extern "C" {
#endif

#define HWNAS_GOAL_MINIMIZE 0
#define HWNAS_GOAL_MAXIMIZE 1

#define HWNAS_PER_USE 0    /* every use of an operator pays: work, time */
#define HWNAS_PER_MODULE 1 /* each owner of parameters pays once, if any of its uses is active: size */
#define HWNAS_PER_PEAK                                                                         \
  2 /* the dearest use alone: memory that is taken and given back. Costs are at least 0. Since \
       ABI 1.1 */

typedef struct hwnas_metric_info {
  const char *name; /* what shape_formula.cost and formulas as data call it, e.g. "flops" */
  const char *unit; /* "FLOP", "ms"; "1" for plain numbers */
  double quantum;   /* values are whole multiples of it; 1 for counts, 1e-6 for milliseconds */
  int32_t goal;     /* HWNAS_GOAL_* */
  int32_t per;      /* HWNAS_PER_* */
} hwnas_metric_info_t;

/* Takes the tables of a metric that is a sum over choices; valid during the call only. */
typedef struct hwnas_table_taker hwnas_table_taker_t;
struct hwnas_table_taker {
  uint32_t struct_size, reserved;
  void *host;
  /* One table over n different choices, by their numbers in hwnas.space/1 and in any order: one value for
   * each combination of their indices, row-major, so that the index of the last choice moves fastest;
   * n_values is the product of their domain sizes. It counts where all of these choices are active: the host
   * sees to it, and which number stands where one is inactive is of no account. n 0: one value, which counts
   * in every network. n is at most 24; a large table takes memory in every metric set. Values are rounded to
   * whole quanta, one by one; NaN and infinity are refused. All is copied. Not HWNAS_OK: the table is
   * refused, and with it the metric; the call has been told why. [serial] */
  hwnas_result_t (*take)(const hwnas_table_taker_t *, hwnas_call_t *, const uint32_t *choices, uint32_t n,
                         const double *values, size_t n_values);
};

#define HWNAS_KIND_PROFILER "hwnas.profiler/1"
typedef struct hwnas_profiler {
  uint32_t struct_size, reserved;
  const hwnas_metric_info_t *metrics; /* the first is the one that the run file's key names */
  uint32_t n_metrics, metric_size;
  /* Makes an instance with these options, which are valid during the call only. [any] */
  hwnas_result_t (*create)(hwnas_call_t *, const hwnas_options_t *options, hwnas_object_t **out);
  void (*destroy)(hwnas_object_t *); /* [serial] */
  /* The cost of one operator in metric number `metric`, in the metric's unit. op has outputs, work and
   * weights. HWNAS_NO_COST: unknown to this profiler; the host then reports the operator to the user
   * and never takes 0 instead. NULL for profilers that have profile or tables. [any] */
  hwnas_result_t (*cost)(hwnas_object_t *, hwnas_call_t *, const hwnas_op_t *op, uint32_t metric,
                         double *out);
  /* Optional: the name of the counting convention these options select ("nni"), or NULL: formulas as
   * data may price it apart as "flops@nni". [any] */
  const char *(*convention)(hwnas_object_t *);

  /* ---- For profilers of whole networks and of tables, which have profile or tables in place of cost ---- */

  /* Optional: what the options make of metric number `metric`; out holds what metrics says. Only unit (which
   * must live as long as the instance), quantum and goal may be changed. [any] */
  hwnas_result_t (*describe)(hwnas_object_t *, hwnas_call_t *, uint32_t metric, hwnas_metric_info_t *out);
  /* Optional, called once before profile or tables: the networks will be of the space behind the service
   * hwnas.space/1, which is there from now on, as is hwnas.json/1. What depends on the space is made ready
   * here, so that a wrong file is known before a search begins. [serial] */
  hwnas_result_t (*bind)(hwnas_object_t *, hwnas_call_t *);
  /* Metric number `metric` of n networks, in the metric's unit; points are canonical, n x n_choices. NaN: the
   * network is unknown to this profiler. out is not read unless HWNAS_OK is returned. [any] */
  hwnas_result_t (*profile)(hwnas_object_t *, hwnas_call_t *, uint32_t metric, const uint16_t *points,
                            size_t n, double *out);
  /* Since ABI 1.1. Hands all tables of metric number `metric` to the host, in the metric's unit: a network's
   * value is the sum of their entries for it. Not HWNAS_OK: there are none, whatever was handed over.
   * [serial] */
  hwnas_result_t (*tables)(hwnas_object_t *, hwnas_call_t *, uint32_t metric, const hwnas_table_taker_t *);
} hwnas_profiler_t;

#ifdef __cplusplus
}
#endif
#endif
