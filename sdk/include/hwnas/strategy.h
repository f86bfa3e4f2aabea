/* hwnas/strategy.h - search strategies: propose networks, learn from reports.
 *
 * The host owns the loop, the trial numbers, the seeds and the store. A strategy is asked for points
 * and told what became of them. A point is one domain index per choice, uint16_t[n_choices], and
 * always canonical: inactive choices are 0. */
#ifndef HWNAS_STRATEGY_H
#define HWNAS_STRATEGY_H

#include "hwnas/plugin.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- The space, as strategies and middleware see it ------------------------------------------ */

/* A random stream; xoshiro256**, seeded by the host's seed() or by splitmix64. */
typedef struct hwnas_random {
  uint64_t state[4];
} hwnas_random_t;

#define HWNAS_SERVICE_SPACE "hwnas.space/1"
typedef struct hwnas_space_service {
  uint32_t struct_size, n_choices;
  const void *host;
  const char *(*label)(const struct hwnas_space_service *, uint32_t choice);    /* [any] */
  uint32_t (*domain_size)(const struct hwnas_space_service *, uint32_t choice); /* [any] */
  /* How many networks (canonical samples) sample() draws from: exact, rounded, or a bound from above. [any]
   */
  double (*networks)(const struct hwnas_space_service *);
  void (*seed)(const struct hwnas_space_service *, uint64_t seed, uint64_t stream,
               hwnas_random_t *out); /* [any] */
  /* n points, uniform over the networks that the space's own constraints allow, and those of the run as far
   * as that can be had without trying. [any] */
  hwnas_result_t (*sample)(const struct hwnas_space_service *, hwnas_call_t *, hwnas_random_t *, size_t n,
                           uint16_t *out_points);
  /* Sets inactive choices to 0, in place. [any] */
  hwnas_result_t (*canonicalize)(const struct hwnas_space_service *, hwnas_call_t *, size_t n,
                                 uint16_t *points);
  /* A number that is equal for equal points: exact (no two points share it) if *out_exact is 1. [any] */
  uint64_t (*key)(const struct hwnas_space_service *, const uint16_t *point, int32_t *out_exact);
  /* Value number index of a choice as JSON text: 3, 0.5, "conv"; NULL outside the domain, or if memory ran
   * out. Lives as long as the service. [any] */
  const char *(*value)(const struct hwnas_space_service *, uint32_t choice, uint32_t index);
  /* Reads a sample, {"label": value, ...} of length bytes, into a canonical point. Fails with HWNAS_E_DATA
   * and what is wrong: an unknown label, a missing active one, a value outside its domain. [any] */
  hwnas_result_t (*parse)(const struct hwnas_space_service *, hwnas_call_t *, const char *sample,
                          size_t length, uint16_t *out_point);

  /* Since ABI 1.1: what follows draws networks that the constraints of the space and of the run allow; those
   * of the run that are no ranges of sums and no conditions on labels are met by trying. Every label is drawn
   * by itself, and what the constraints do not allow is thought away: the first call makes the graph of all
   * labels, and each call costs a pass over what its distributions leave of it. HWNAS_EXHAUSTED: there is no
   * such network. */

  /* n points by distributions over the choices: one probability per value of each choice, choice after
   * choice, 1 in sum for each. [serial] */
  hwnas_result_t (*draw_by)(const struct hwnas_space_service *, hwnas_call_t *, hwnas_random_t *,
                            const double *probabilities, size_t n, uint16_t *out_points);
  /* Another network than the canonical point: choices with chosen[c] not 0, and those that are not active in
   * the point, get any of their values; the others stay. [serial] */
  hwnas_result_t (*mutate)(const struct hwnas_space_service *, hwnas_call_t *, hwnas_random_t *,
                           const uint16_t *point, const uint8_t *chosen, uint16_t *out_point);
  /* A child of two canonical points: each choice as in one of them. [serial] */
  hwnas_result_t (*cross)(const struct hwnas_space_service *, hwnas_call_t *, hwnas_random_t *,
                          const uint16_t *a, const uint16_t *b, uint16_t *out_point);

  /* Since ABI 1.1. The number of the choice of that label. Fails with HWNAS_E_DATA and what was probably
   * meant. [any] */
  hwnas_result_t (*find)(const struct hwnas_space_service *, hwnas_call_t *, const char *label,
                         uint32_t *out_choice);
  /* Since ABI 1.1. The index of a value, as hwnas.json/1 of evaluator.h gives it, in the domain of a choice.
   * Fails with HWNAS_E_DATA and what there is. [any] */
  hwnas_result_t (*find_value)(const struct hwnas_space_service *, hwnas_call_t *, uint32_t choice,
                               int32_t kind, double number, const char *text, uint16_t *out_index);
} hwnas_space_service_t;

#define HWNAS_SERVICE_METRIC "hwnas.metric/1"
typedef struct hwnas_predicate hwnas_predicate_t;
typedef struct hwnas_metric_service {
  uint32_t struct_size, reserved;
  const void *host;
  /* Compiles an expression over metrics and labels, such as "ms <= 25 and flops/params < 100". The
   * predicate belongs to the host and lives as long as the run. [serial] */
  hwnas_result_t (*predicate)(const struct hwnas_metric_service *, hwnas_call_t *, const char *expression,
                              hwnas_predicate_t **out);
  /* out[i] = 1 if points[i] satisfies it, else 0. [any] */
  hwnas_result_t (*test)(const struct hwnas_metric_service *, hwnas_call_t *, const hwnas_predicate_t *,
                         size_t n, const uint16_t *points, uint8_t *out);
} hwnas_metric_service_t;

#define HWNAS_SERVICE_LOOP "hwnas.loop/1"
typedef struct hwnas_loop_service {
  uint32_t struct_size, reserved;
  void *host;
  /* A middleware tells that it tested n proposals and dropped `dropped` of them. [serial] */
  void (*dropped)(const struct hwnas_loop_service *, uint64_t tested, uint64_t dropped);
  /* The direction of each objective of the run, HWNAS_GOAL_* of profiler.h. Reports carry objectives turned
   * so that smaller is better: a value of a maximised objective has its sign changed. */
  const int32_t *goals;
  uint32_t n_objectives, reserved_2;
} hwnas_loop_service_t;

/* Since ABI 1.1. */
#define HWNAS_SERVICE_BEST "hwnas.best/1"
typedef struct hwnas_ranking hwnas_ranking_t;

/* What is known of the networks of a ranking that were listed so far. */
typedef struct hwnas_ranking_proof {
  uint32_t struct_size;
  int32_t exact;   /* 1: each network has its rank, none is missing before or between them */
  uint64_t proven; /* so many, from the first one on, have the score of their rank */
  double bound;    /* in the unit of the score: no network that was not found is better */
  double gap;      /* how much better than the first one that is not certain a network might be */
} hwnas_ranking_proof_t;

typedef struct hwnas_best_service {
  uint32_t struct_size, reserved;
  const void *host;
  /* The networks that keep the constraints of the run, by a score that is known before any evaluation and is
   * a sum. metric: its name, or NULL for the only objective of the run. goal: HWNAS_GOAL_* of profiler.h; -1:
   * that of the objective or, if it is none, of the metric. steps: the work that a search may take, in edges
   * of the graph of all networks; 0: the host's own measure. The ranking belongs to the host and lives as
   * long as the run. [serial] */
  hwnas_result_t (*rank)(const struct hwnas_best_service *, hwnas_call_t *, const char *metric, int32_t goal,
                         uint64_t steps, hwnas_ranking_t **out);
  /* Writes up to cap canonical points, of ranks first, first + 1 ..., the best being of rank 0, and how many
   * to *out_n. HWNAS_EXHAUSTED, together with the last ones, if there are no more, or if the work does not go
   * further: then the proof is not exact. [serial] */
  hwnas_result_t (*list)(const struct hwnas_best_service *, hwnas_call_t *, hwnas_ranking_t *, uint64_t first,
                         size_t cap, uint16_t *points, size_t *out_n);
  /* Fills what fits in out->struct_size. [serial] */
  void (*proof)(const struct hwnas_best_service *, const hwnas_ranking_t *, hwnas_ranking_proof_t *out);
} hwnas_best_service_t;

/* ---- Strategies ------------------------------------------------------------------------------ */

#define HWNAS_TRIAL_DONE 1
#define HWNAS_TRIAL_FAILED 2
#define HWNAS_TRIAL_INVALID 3 /* dropped or answered by a filter, never evaluated */
#define HWNAS_TRIAL_STOPPED 4

typedef struct hwnas_report {
  uint32_t struct_size;
  int32_t status; /* HWNAS_TRIAL_* */
  const uint16_t *point;
  uint32_t n_objectives, reserved;
  const double *objectives; /* in the order of the run file, each so that smaller is better; NULL unless done
                               or answered */
} hwnas_report_t;

typedef struct hwnas_make {
  uint32_t struct_size, reserved;
  const hwnas_options_t *options; /* during create only */
  uint64_t seed;                  /* the only source of randomness allowed */
} hwnas_make_t;

#define HWNAS_KIND_STRATEGY "hwnas.strategy/1"
typedef struct hwnas_strategy {
  uint32_t struct_size, reserved;
  hwnas_result_t (*create)(hwnas_call_t *, const hwnas_make_t *, hwnas_object_t **out); /* [any] */
  void (*destroy)(hwnas_object_t *);                                                    /* [serial] */
  /* Writes up to cap points and how many to *out_n. May write some and return HWNAS_OK, or return
   * HWNAS_EXHAUSTED or HWNAS_NEED_REPORTS together with the last ones. HWNAS_OK without any: ask again.
   * [serial] */
  hwnas_result_t (*ask)(hwnas_object_t *, hwnas_call_t *, size_t cap, uint16_t *points, size_t *out_n);
  /* Learns what became of earlier points. NULL: reports are of no use to it. [serial] */
  hwnas_result_t (*tell)(hwnas_object_t *, hwnas_call_t *, const hwnas_report_t *reports, size_t n);
  hwnas_result_t (*save)(hwnas_object_t *, hwnas_call_t *, hwnas_stream_t *); /* [serial] */
  hwnas_result_t (*load)(hwnas_object_t *, hwnas_call_t *, hwnas_stream_t *); /* [serial] */
} hwnas_strategy_t;

/* A strategy together with its instance. */
typedef struct hwnas_strategy_ref {
  uint32_t struct_size, n_choices;
  const hwnas_strategy_t *table;
  hwnas_object_t *self;
} hwnas_strategy_ref_t;

#ifdef __cplusplus
}
#endif
#endif
