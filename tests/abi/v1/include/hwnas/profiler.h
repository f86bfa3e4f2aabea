/* hwnas/profiler.h - metrics that are known before training: work, parameters, latency.
 *
 * A profiler prices single operators (cost); the host sums them over the active modules of a network, so
 * values, batches and breakdowns come for free: such a profiler never sums. Where the parts of a network do
 * not add up, as for what was measured on a device, it gives the value of whole networks (profile): good for
 * constraints, objectives and filters, but not for what needs the parts. */
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

typedef struct hwnas_metric_info {
  const char *name; /* what shape_formula.cost and formulas as data call it, e.g. "flops" */
  const char *unit; /* "FLOP", "ms"; "1" for plain numbers */
  double quantum;   /* values are whole multiples of it; 1 for counts, 1e-6 for milliseconds */
  int32_t goal;     /* HWNAS_GOAL_* */
  int32_t per;      /* HWNAS_PER_* */
} hwnas_metric_info_t;

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
   * and never takes 0 instead. NULL for profilers of whole networks. [any] */
  hwnas_result_t (*cost)(hwnas_object_t *, hwnas_call_t *, const hwnas_op_t *op, uint32_t metric,
                         double *out);
  /* Optional: the name of the counting convention these options select ("nni"), or NULL: formulas as
   * data may price it apart as "flops@nni". [any] */
  const char *(*convention)(hwnas_object_t *);

  /* ---- For profilers of whole networks, which have profile in place of cost ---- */

  /* Optional: what the options make of metric number `metric`; out holds what metrics says. Only unit (which
   * must live as long as the instance), quantum and goal may be changed. [any] */
  hwnas_result_t (*describe)(hwnas_object_t *, hwnas_call_t *, uint32_t metric, hwnas_metric_info_t *out);
  /* Optional, called once before profile: the networks will be of the space behind the service
   * hwnas.space/1, which is there from now on, as is hwnas.json/1. What depends on the space is made ready
   * here, so that a wrong file is known before a search begins. [serial] */
  hwnas_result_t (*bind)(hwnas_object_t *, hwnas_call_t *);
  /* Metric number `metric` of n networks, in the metric's unit; points are canonical, n x n_choices. NaN: the
   * network is unknown to this profiler. out is not read unless HWNAS_OK is returned. [any] */
  hwnas_result_t (*profile)(hwnas_object_t *, hwnas_call_t *, uint32_t metric, const uint16_t *points,
                            size_t n, double *out);
} hwnas_profiler_t;

#ifdef __cplusplus
}
#endif
#endif
