/* Networks of a region by given distributions over the choices, and near others: mutations and children. */
#include <stdlib.h>
#include <string.h>

#include "search/region.h"
#include "trellis/distribution.h"

#define TRIES_MAX ((size_t)1 << 20)
#define SAME_MAX 1000 /* mutations in a row that are the network itself */

typedef struct varier {
  hwnas_region_t *region;
  hwnas_distribution_t p;
  hwnas_trellis_t *trellis;       /* what has a probability; NULL: the graph would be too large */
  hwnas_range_sampler_t *sampler; /* the same */
  bool tests;                     /* proposals are to be tested */
} varier_t;

/* ---- Making ---------------------------------------------------------------------------------- */

/* Where there is no graph of networks there is none of all labels, which is larger. */
static hwnas_status_t *prepare(hwnas_region_t *region) {
  if (region->labels || region->labels_reason || !region->trellis) return NULL;
  const hwnas_trellis_of_t of = hwnas_region_trellis_of(region, HWNAS_LAW_LABELS);
  hwnas_status_t *status =
      hwnas_trellis_create_partial(&of, region->where.sums.ranges, &region->labels_reason, &region->labels);
  if (!status && region->labels) status = hwnas_region_ranges(region, region->labels, &region->label_ranges);
  return status;
}

static hwnas_status_t *varier_init(varier_t *varier, hwnas_region_t *region, const double *probabilities) {
  *varier = (varier_t){.region = region, .p = {.probabilities = probabilities, .first = region->first}};
  varier->tests =
      !region->labels || region->where.left || !region->gates || !hwnas_trellis_is_exact(region->labels);
  if (!region->labels) return NULL;
  HWNAS_TRY(hwnas_trellis_restrict(region->labels, &varier->p, &varier->trellis));
  hwnas_status_t *status =
      hwnas_range_sampler_create(varier->trellis, region->label_ranges, &varier->sampler);
  return status ? hwnas_status_detail(status, "of those that the given distributions allow") : NULL;
}

static void varier_deinit(varier_t *varier) {
  hwnas_range_sampler_destroy(varier->sampler);
  hwnas_trellis_destroy(varier->trellis);
}

/* ---- Drawing --------------------------------------------------------------------------------- */

/* Rounding may leave a little of the target: then it is the last value that has a probability. */
static uint16_t draw_value(const double *p, uint32_t n, double target) {
  uint32_t taken = 0;
  for (uint32_t k = 0; k < n && target >= 0; k++) {
    if (!(p[k] > 0)) continue;
    taken = k;
    target -= p[k];
  }
  return (uint16_t)taken;
}

static hwnas_status_t *propose(const varier_t *varier, hwnas_random_t *random, bool *out_fits,
                               uint16_t *out) {
  hwnas_region_t *region = varier->region;
  const hwnas_space_t *space = region->space;
  *out_fits = true;
  if (varier->sampler)
    HWNAS_TRY(hwnas_range_sampler_propose(varier->sampler, random, out_fits, out));
  else
    for (size_t c = 0; c < space->n_choices; c++)
      out[c] = draw_value(&varier->p.probabilities[region->first[c]], space->choices[c].n,
                          hwnas_random_unit(random));
  if (!*out_fits) return NULL;
  hwnas_space_canonicalize(space, out);
  return varier->tests ? hwnas_region_test(region, out, out_fits) : NULL;
}

static hwnas_status_t *draw_one(const varier_t *varier, hwnas_random_t *random, uint16_t *out_point) {
  for (size_t tries = 0; tries < TRIES_MAX; tries++) {
    bool fits;
    HWNAS_TRY(propose(varier, random, &fits, out_point));
    if (fits) return NULL;
  }
  return hwnas_status_make(HWNAS_ERROR_SAMPLING,
                           "none of %zu networks by the given distributions satisfies the conditions",
                           TRIES_MAX);
}

static hwnas_status_t *draw_others(hwnas_region_t *region, const double *probabilities,
                                   hwnas_random_t *random, size_t n, const uint16_t *other_than,
                                   uint16_t *out_points) {
  varier_t varier;
  size_t n_choices = region->space->n_choices, same = 0;
  hwnas_status_t *status = varier_init(&varier, region, probabilities);
  for (size_t i = 0; i < n && !status;) {
    uint16_t *point = &out_points[i * n_choices];
    status = draw_one(&varier, random, point);
    if (!status && other_than && memcmp(point, other_than, n_choices * sizeof *point) == 0) {
      if (++same == SAME_MAX)
        status =
            hwnas_status_make(HWNAS_ERROR_EMPTY_RANGE,
                              "no other network differs in the chosen labels and satisfies the conditions");
    } else {
      i++;
    }
  }
  varier_deinit(&varier);
  return status;
}

hwnas_status_t *hwnas_region_draw_by(hwnas_region_t *region, const double *probabilities,
                                     hwnas_random_t *random, size_t n, uint16_t *out_points) {
  HWNAS_TRY(prepare(region));
  const hwnas_distribution_t p = {.probabilities = probabilities, .first = region->first};
  HWNAS_TRY(hwnas_distribution_check(&p, region->space));
  return draw_others(region, probabilities, random, n, NULL, out_points);
}

/* ---- Near others ----------------------------------------------------------------------------- */

static void set_any(const hwnas_region_t *region, size_t c, double *p) {
  uint32_t n = region->space->choices[c].n;
  for (uint32_t k = 0; k < n; k++) p[region->first[c] + k] = 1.0 / n;
}

typedef struct parents {
  const uint16_t *points[2];
  const uint8_t *chosen; /* of a mutation, which has one parent; else NULL */
  bool *active[2];       /* per choice */
} parents_t;

static void set_probabilities(const hwnas_region_t *region, const parents_t *parents, double *p) {
  for (size_t c = 0; c < region->space->n_choices; c++) {
    bool of[2];
    for (size_t i = 0; i < 2; i++)
      of[i] = parents->points[i] && parents->active[i][c] && !(parents->chosen && parents->chosen[c]);
    if (!of[0] && !of[1]) set_any(region, c, p);
    for (size_t i = 0; i < 2; i++)
      if (of[i]) p[region->first[c] + parents->points[i][c]] += of[1 - i] ? 0.5 : 1;
  }
}

static void set_active(const hwnas_space_t *space, const uint16_t *point, bool *active) {
  uint16_t room[hwnas_space_room(space)];
  const uint16_t *full = hwnas_space_full(space, point, room);
  for (size_t c = 0; c < space->n_choices; c++) active[c] = hwnas_choice_active(&space->choices[c], full);
}

static hwnas_status_t *draw_child(hwnas_region_t *region, parents_t parents, hwnas_random_t *random,
                                  uint16_t *out_point) {
  HWNAS_TRY(prepare(region));
  size_t n = region->space->n_choices;
  double *p = calloc(region->first[n] + 1, sizeof *p);
  bool *active = calloc(2 * n + 1, sizeof *active);
  hwnas_status_t *status = p && active ? NULL : hwnas_status_no_memory();
  for (size_t i = 0; i < 2 && !status; i++) {
    parents.active[i] = &active[i * n];
    if (parents.points[i]) set_active(region->space, parents.points[i], parents.active[i]);
  }
  if (!status) set_probabilities(region, &parents, p);
  if (!status)
    status = draw_others(region, p, random, 1, parents.chosen ? parents.points[0] : NULL, out_point);
  free(p);
  free(active);
  return status;
}

hwnas_status_t *hwnas_region_mutate(hwnas_region_t *region, const uint16_t *point, const uint8_t *chosen,
                                    hwnas_random_t *random, uint16_t *out_point) {
  return draw_child(region, (parents_t){.points = {point}, .chosen = chosen}, random, out_point);
}

hwnas_status_t *hwnas_region_cross(hwnas_region_t *region, const uint16_t *a, const uint16_t *b,
                                   hwnas_random_t *random, uint16_t *out_point) {
  return draw_child(region, (parents_t){.points = {a, b}}, random, out_point);
}
