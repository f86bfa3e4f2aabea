/* How many networks lie in a region: exact where that can be had, else an estimate with bounds. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "search/enumerate.h"
#include "trellis/box.h"
#include "trellis/count.h"
#include "trellis/total.h"

#define TRIES 100000      /* of an estimate: 0.3 % at worst where most fit */
#define TRIES_MIN 1000    /* where networks have so many choices that each takes long */
#define CHOICES_TRIED 5e7 /* all tries together */
#define CONFIDENCE 1.96   /* standard deviations: 95 % */

/* ---- Exact ----------------------------------------------------------------------------------- */

static bool has_empty_range(const hwnas_where_t *where) {
  for (size_t i = 0; i < where->sums.n; i++)
    if (where->sums.ranges[i].low > where->sums.ranges[i].high) return true;
  return false;
}

static hwnas_status_t *count_sums(const hwnas_region_t *region, bool force, bool *out_done, mpz_t out) {
  const hwnas_where_t *where = &region->where;
  if (where->sums.n == 0) return hwnas_trellis_total(region->trellis, out);
  if (where->sums.n == 1)
    return hwnas_trellis_count(region->trellis, 0, where->sums.ranges[0], force, out_done, out);
  return hwnas_trellis_count_box(region->trellis, where->sums.ranges, force, out_done, out);
}

/* ---- Estimates ------------------------------------------------------------------------------- */

/* number * 2^log2_scale, rounded down or up. */
static void set_scaled(mpz_t out, double number, double log2_scale, bool up) {
  int exponent;
  double whole = floor(log2_scale);
  double mantissa = ldexp(frexp(number * exp2(log2_scale - whole), &exponent), 53);
  double shift = exponent - 53 + whole;
  mpz_set_d(out, mantissa);
  if (shift >= 0)
    mpz_mul_2exp(out, out, (mp_bitcnt_t)shift);
  else if (up)
    mpz_cdiv_q_2exp(out, out, (mp_bitcnt_t)-shift);
  else
    mpz_fdiv_q_2exp(out, out, (mp_bitcnt_t)-shift);
}

/* The interval in which a share lies of which k of n draws have been seen (Wilson, 1927); without any, the
 * rule of three. */
static void share_bounds(double k, double n, double *out_least, double *out_most) {
  double z2 = CONFIDENCE * CONFIDENCE, middle = (k + z2 / 2) / (n + z2);
  double half = CONFIDENCE / (n + z2) * sqrt(k * (n - k) / n + z2 / 4);
  *out_least = k > 0 ? fmax(middle - half, 0) : 0;
  *out_most = k > 0 ? fmin(middle + half, 1) : 3 / n;
}

static size_t tries_of(const hwnas_region_t *region) {
  double n = CHOICES_TRIED / (double)(region->space->n_choices + 1);
  return n >= TRIES ? TRIES : n > TRIES_MIN ? (size_t)n : TRIES_MIN;
}

static hwnas_status_t *try_some(hwnas_region_t *region, size_t n, double *out_accepted) {
  hwnas_random_t random;
  uint16_t *point = calloc(region->space->n_choices + 1, sizeof *point);
  HWNAS_TRY_ALLOC(point);
  hwnas_random_seed(&random, 0, 0);
  *out_accepted = 0;
  hwnas_status_t *status = NULL;
  for (size_t i = 0; i < n && !status; i++) {
    bool fits = false;
    status = hwnas_region_propose(region, &random, &fits, point);
    *out_accepted += fits;
  }
  free(point);
  return status;
}

typedef struct estimate {
  mpz_t number, least, most, bound;
  bool proven;
} estimate_t;

/* The number of proposals there are, and how many of them are certain to fit; 0 if that cannot be told. */
static hwnas_status_t *proposals(const hwnas_region_t *region, double *out_least, double *out_most,
                                 double *out_log2_scale) {
  *out_least = *out_log2_scale = 0;
  if (region->networks) {
    *out_most = hwnas_sampler_networks(region->networks);
    return isfinite(*out_most) ? NULL : hwnas_status_make(HWNAS_ERROR_TRELLIS_BUDGET, "%s", region->reason);
  }
  hwnas_range_sampler_bounds(region->proposals, out_least, out_most, out_log2_scale);
  return NULL;
}

static hwnas_status_t *estimate(hwnas_region_t *region, estimate_t *out) {
  double least = 0, most = 0, log2_scale = 0, accepted = 0, share_least, share_most;
  size_t n = tries_of(region);
  HWNAS_TRY(hwnas_region_prepare(region));
  HWNAS_TRY(try_some(region, n, &accepted));
  HWNAS_TRY(proposals(region, &least, &most, &log2_scale));
  share_bounds(accepted, (double)n, &share_least, &share_most);
  out->proven = region->trellis && !region->tests && region->where.sums.n == 1 && least > 0;
  if (!out->proven) least = most * share_least;
  set_scaled(out->number, most * accepted / (double)n, log2_scale, false);
  set_scaled(out->least, least * (1 - 1e-9), log2_scale, false);
  set_scaled(out->bound, most * (1 + 1e-9), log2_scale, true);
  set_scaled(out->most, most * share_most * (1 + 1e-9), log2_scale, true);
  if (out->proven) mpz_set(out->most, out->bound);
  return NULL;
}

/* ---- All ------------------------------------------------------------------------------------- */

static hwnas_status_t *fill(const estimate_t *numbers, hwnas_region_count_t *out) {
  out->proven = out->exact || numbers->proven;
  HWNAS_TRY(hwnas_count_text(numbers->number, &out->networks));
  HWNAS_TRY(hwnas_count_text(out->exact ? numbers->number : numbers->least, &out->least));
  HWNAS_TRY(hwnas_count_text(out->exact ? numbers->number : numbers->most, &out->most));
  return hwnas_count_text(out->exact ? numbers->number : numbers->bound, &out->bound);
}

static hwnas_status_t *count_exactly(hwnas_region_t *region, bool force, hwnas_region_count_t *out,
                                     mpz_t number) {
  out->exact = true;
  out->method = region->where.sums.n ? "sums" : "paths";
  if (has_empty_range(&region->where)) return NULL;
  out->exact = false;
  if (region->trellis && !region->tests) {
    out->exact = true;
    HWNAS_TRY(count_sums(region, force, &out->exact, number));
    if (out->exact) return NULL;
  }
  out->method = "enumeration";
  return hwnas_region_enumerate(region, force, &out->exact, number);
}

hwnas_status_t *hwnas_region_is_empty(hwnas_region_t *region, bool *out_empty) {
  hwnas_region_count_t count = {0};
  mpz_t number;
  mpz_init(number);
  hwnas_status_t *status = count_exactly(region, false, &count, number);
  *out_empty = !status && count.exact && mpz_sgn(number) == 0;
  mpz_clear(number);
  return status;
}

static hwnas_status_t *set_reason(const hwnas_region_t *region, hwnas_region_count_t *out) {
  const char *reason = hwnas_region_is_exact(region) ? NULL : region->reason;
  if (!reason && region->tests)
    reason = "some of the conditions is neither on labels alone nor compares a metric with a number";
  if (!reason) reason = "the metric has too many different sums; --exact counts them all the same";
  size_t size = strlen(reason) + 1;
  out->reason = malloc(size);
  HWNAS_TRY_ALLOC(out->reason);
  memcpy(out->reason, reason, size);
  return NULL;
}

static const char *method_of(const hwnas_region_t *region) {
  if (!region->trellis) return "samples";
  return hwnas_trellis_is_exact(region->trellis) ? "buckets" : "partial";
}

static hwnas_status_t *count(hwnas_region_t *region, bool force, hwnas_region_count_t *out,
                             estimate_t *numbers) {
  HWNAS_TRY(count_exactly(region, force, out, numbers->number));
  if (out->exact) return fill(numbers, out);
  out->method = method_of(region);
  hwnas_status_t *status = estimate(region, numbers);
  if (status && status->error == HWNAS_ERROR_EMPTY_RANGE) {
    hwnas_status_destroy(status);
    out->exact = true;
    return fill(numbers, out);
  }
  if (!status) status = set_reason(region, out);
  return status ? status : fill(numbers, out);
}

hwnas_status_t *hwnas_region_count(hwnas_region_t *region, bool force, hwnas_region_count_t *out) {
  estimate_t numbers = {0};
  *out = (hwnas_region_count_t){0};
  mpz_inits(numbers.number, numbers.least, numbers.most, numbers.bound, NULL);
  hwnas_status_t *status = count(region, force, out, &numbers);
  mpz_clears(numbers.number, numbers.least, numbers.most, numbers.bound, NULL);
  return status;
}

void hwnas_region_count_deinit(hwnas_region_count_t *count) {
  free(count->networks);
  free(count->least);
  free(count->most);
  free(count->bound);
  free(count->reason);
  *count = (hwnas_region_count_t){0};
}
