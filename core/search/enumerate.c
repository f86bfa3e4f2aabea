#include "search/enumerate.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "trellis/each.h"
#include "trellis/total.h"

#define NETWORKS 20        /* log2 of those that are gone through: a second or so */
#define NETWORKS_FORCED 36 /* the same if that is asked for */

typedef struct enumeration {
  hwnas_region_t *region;
  uint16_t *canonical;
  uint64_t n;
} enumeration_t;

static hwnas_status_t *test(const enumeration_t *enumeration, const uint16_t *point, bool *out_fits) {
  const hwnas_space_t *space = enumeration->region->space;
  memcpy(enumeration->canonical, point, space->n_choices * sizeof *point);
  hwnas_space_canonicalize(space, enumeration->canonical);
  return hwnas_region_test(enumeration->region, enumeration->canonical, out_fits);
}

static hwnas_status_t *visit(void *self, const uint16_t *point, const int64_t *values) {
  enumeration_t *enumeration = self;
  const hwnas_region_t *region = enumeration->region;
  bool fits = true;
  for (size_t i = 0; i < region->where.sums.n && fits; i++)
    fits = values[i] >= region->ranges[i].low && values[i] <= region->ranges[i].high;
  if (fits && region->tests) HWNAS_TRY(test(enumeration, point, &fits));
  enumeration->n += fits;
  return NULL;
}

/* ---- Paths ----------------------------------------------------------------------------------- */

static hwnas_status_t *go_through_paths(enumeration_t *enumeration, bool force, bool *out_done) {
  const hwnas_trellis_t *trellis = enumeration->region->trellis;
  mpz_t total;
  mpz_init(total);
  hwnas_status_t *status = hwnas_trellis_total(trellis, total);
  *out_done = !status && mpz_sizeinbase(total, 2) <= (force ? NETWORKS_FORCED : NETWORKS);
  mpz_clear(total);
  return *out_done ? hwnas_trellis_each(trellis, visit, enumeration) : status;
}

/* ---- Points ---------------------------------------------------------------------------------- */

static bool are_few(const hwnas_space_t *space, bool force) {
  double n = 1;
  for (size_t c = 0; c < space->n_choices; c++) n *= space->choices[c].n;
  return n <= ldexp(1, force ? NETWORKS_FORCED : NETWORKS);
}

/* The next point; false after the last. */
static bool next_point(const hwnas_space_t *space, uint16_t *point) {
  for (size_t c = space->n_choices; c-- > 0; point[c] = 0)
    if (++point[c] < space->choices[c].n) return true;
  return false;
}

static hwnas_status_t *go_through_points(enumeration_t *enumeration) {
  const hwnas_region_t *region = enumeration->region;
  size_t bytes = region->space->n_choices * sizeof(uint16_t);
  uint16_t *point = calloc(region->space->n_choices + 1, sizeof *point);
  HWNAS_TRY_ALLOC(point);
  hwnas_status_t *status = NULL;
  do {
    bool fits = true;
    status = test(enumeration, point, &fits);
    bool counts = region->law == HWNAS_LAW_LABELS || memcmp(point, enumeration->canonical, bytes) == 0;
    enumeration->n += fits && counts;
  } while (!status && next_point(region->space, point));
  free(point);
  return status;
}

/* ---- All ------------------------------------------------------------------------------------- */

hwnas_status_t *hwnas_region_enumerate(hwnas_region_t *region, bool force, bool *out_done, mpz_t out) {
  enumeration_t enumeration = {.region = region};
  hwnas_status_t *status = NULL;
  enumeration.canonical = calloc(region->space->n_choices + 1, sizeof *enumeration.canonical);
  HWNAS_TRY_ALLOC(enumeration.canonical);
  *out_done = !region->trellis && are_few(region->space, force);
  if (region->trellis) status = go_through_paths(&enumeration, force, out_done);
  if (!region->trellis && *out_done) status = go_through_points(&enumeration);
  if (!status && *out_done) mpz_set_ui(out, enumeration.n);
  free(enumeration.canonical);
  return status;
}
