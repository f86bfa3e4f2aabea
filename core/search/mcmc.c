/* Networks of a region by a random walk on combinations of labels, from one to the next by a new value of one
 * label. The more combinations stand for a network, the less likely is each of them, so that all networks
 * are alike. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "search/region.h"
#include "space/truth.h"

#define STARTS 1000                    /* combinations of labels; the way begins at the nearest */
#define APPROACH_MAX ((size_t)1 << 20) /* steps of all ways into the region */
#define STUCK 100                      /* sweeps without coming nearer, after which another way is begun */
#define BURN_IN 100                    /* sweeps before the first network */
#define THINNING 10                    /* sweeps from one network to the next */

typedef struct state {
  uint16_t *labels;  /* of all choices */
  uint16_t *network; /* the canonical point that they stand for */
  double distance;   /* 0: in the region */
  double log_weight; /* within the region */
} state_t;

typedef struct walker {
  hwnas_region_t *region;
  hwnas_random_t *random;
  state_t here, there;
} walker_t;

/* ---- States ------------------------------------------------------------------------------------ */

static double beyond(const hwnas_range_t *range, int64_t quanta) {
  if (quanta == HWNAS_METRIC_UNKNOWN) return 0;
  int64_t bound = quanta > range->high ? range->high : quanta < range->low ? range->low : quanta;
  return fabs((double)quanta - (double)bound) / (fabs((double)bound) + 1);
}

static double all_beyond(const hwnas_limits_t *limits, const int64_t *quanta) {
  double distance = 0;
  for (size_t i = 0; i < limits->n; i++) distance += beyond(&limits->ranges[i], quanta[limits->metrics[i]]);
  return distance;
}

/* How far metrics are from their ranges, each as a share of its limit, and 1 for all that does not hold. */
static double distance_of(const hwnas_region_t *region, const uint16_t *network, const uint16_t *full) {
  const hwnas_where_t *where = &region->where;
  double distance = all_beyond(&where->sums, region->quanta) + all_beyond(&where->others, region->quanta);
  for (size_t i = 0; i < region->space->n_constraints; i++)
    distance += !hwnas_condition_holds(region->space->constraints[i].table, full);
  for (size_t i = 0; i < region->n_predicates; i++)
    distance += !hwnas_predicate_test(region->predicates[i], network, region->quanta);
  return distance;
}

/* Choices that are not active can have any value. */
static double log_weight_of(const hwnas_space_t *space, const uint16_t *full) {
  double log_weight = 0;
  for (size_t c = 0; c < space->n_choices; c++)
    if (hwnas_choice_active(&space->choices[c], full)) log_weight += log(space->choices[c].n);
  return log_weight;
}

static hwnas_status_t *measure(hwnas_region_t *region, state_t *state) {
  const hwnas_space_t *space = region->space;
  uint16_t room[hwnas_space_room(space)];
  bool fits;
  memcpy(state->network, state->labels, space->n_choices * sizeof *state->network);
  hwnas_space_canonicalize(space, state->network);
  HWNAS_TRY(hwnas_region_test(region, state->network, &fits));
  const uint16_t *full = hwnas_space_full(space, state->network, room);
  state->distance = fits ? 0 : distance_of(region, state->network, full);
  state->log_weight = fits && region->law == HWNAS_LAW_NETWORKS ? log_weight_of(space, full) : 0;
  return NULL;
}

/* ---- Steps ------------------------------------------------------------------------------------- */

static void move(walker_t *walker) {
  state_t left = walker->here;
  walker->here = walker->there;
  walker->there = left;
}

/* One label has any of its values: the one it had among them, so that the walk has no rhythm. */
static hwnas_status_t *propose(walker_t *walker) {
  const hwnas_space_t *space = walker->region->space;
  memcpy(walker->there.labels, walker->here.labels, space->n_choices * sizeof *walker->there.labels);
  size_t c = (size_t)hwnas_random_below(walker->random, space->n_choices);
  walker->there.labels[c] = (uint16_t)hwnas_random_below(walker->random, space->choices[c].n);
  return measure(walker->region, &walker->there);
}

static hwnas_status_t *step(walker_t *walker) {
  HWNAS_TRY(propose(walker));
  double share = exp(walker->there.log_weight - walker->here.log_weight);
  if (walker->there.distance == 0 && hwnas_random_unit(walker->random) < share) move(walker);
  return NULL;
}

static hwnas_status_t *take_sweeps(walker_t *walker, size_t n) {
  n *= walker->region->space->n_choices;
  for (size_t i = 0; i < n; i++) HWNAS_TRY(step(walker));
  return NULL;
}

/* ---- The way into the region ------------------------------------------------------------------- */

static hwnas_status_t *start(walker_t *walker) {
  const hwnas_space_t *space = walker->region->space;
  walker->here.distance = INFINITY;
  for (size_t i = 0; i < STARTS && walker->here.distance > 0; i++) {
    for (size_t c = 0; c < space->n_choices; c++)
      walker->there.labels[c] = (uint16_t)hwnas_random_below(walker->random, space->choices[c].n);
    HWNAS_TRY(measure(walker->region, &walker->there));
    if (walker->there.distance < walker->here.distance) move(walker);
  }
  return NULL;
}

static hwnas_status_t *approach(walker_t *walker) {
  size_t patience = STUCK * walker->region->space->n_choices;
  HWNAS_TRY(start(walker));
  for (size_t i = 0, since = 0; walker->here.distance > 0; i++, since++) {
    if (i == APPROACH_MAX)
      return hwnas_status_make(HWNAS_ERROR_SAMPLING,
                               "no network that satisfies the conditions was found, "
                               "by %zu changes of single labels towards them",
                               APPROACH_MAX);
    if (since == patience) {
      HWNAS_TRY(start(walker));
      since = 0;
    }
    HWNAS_TRY(propose(walker));
    if (walker->there.distance < walker->here.distance) since = 0;
    if (walker->there.distance <= walker->here.distance) move(walker);
  }
  return NULL;
}

/* ---- All --------------------------------------------------------------------------------------- */

static hwnas_status_t *walk(walker_t *walker, size_t n, uint16_t *out_points) {
  size_t n_choices = walker->region->space->n_choices;
  HWNAS_TRY(approach(walker));
  HWNAS_TRY(take_sweeps(walker, BURN_IN));
  for (size_t i = 0; i < n; i++) {
    HWNAS_TRY(take_sweeps(walker, THINNING));
    memcpy(&out_points[i * n_choices], walker->here.network, n_choices * sizeof *out_points);
  }
  return NULL;
}

hwnas_status_t *hwnas_region_draw_mcmc(hwnas_region_t *region, hwnas_random_t *random, size_t n,
                                       uint16_t *out_points) {
  size_t size = region->space->n_choices + 1;
  uint16_t *room = calloc(4 * size, sizeof *room);
  HWNAS_TRY_ALLOC(room);
  walker_t walker = {.region = region,
                     .random = random,
                     .here = {.labels = room, .network = room + size},
                     .there = {.labels = room + 2 * size, .network = room + 3 * size}};
  hwnas_status_t *status = walk(&walker, n, out_points);
  free(room);
  return status;
}
