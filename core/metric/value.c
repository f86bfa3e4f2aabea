#include "metric/internal.h"

/* The cell of a look-up. For few terms the trip count is a constant to the compiler, which then unrolls the
 * loop. */
static inline __attribute__((always_inline)) size_t locate(const hwnas_lookup_t *lookup, uint32_t n_terms,
                                                           const uint16_t *full) {
  size_t cell = lookup->first;
#pragma GCC unroll 8
  for (uint32_t t = 0; t < n_terms; t++)
    cell += (size_t)full[lookup->terms[t].axis] * lookup->terms[t].stride;
  return cell;
}

/* Look-ups are sorted by their number of terms: all that have n_terms, from *first on. */
static inline __attribute__((always_inline)) uint64_t sum_equal(const hwnas_program_t *program, size_t *first,
                                                                uint32_t n_terms, const uint16_t *full) {
  uint64_t sum = 0;
  size_t f = *first;
  for (; f < program->n_lookups && program->lookups[f].n_terms == n_terms; f++)
    sum += program->narrow_pool[locate(&program->lookups[f], n_terms, full)];
  *first = f;
  return sum;
}

/* The case that searches spend their time in: one metric with narrow tables. */
static int64_t value_of_one(const hwnas_program_t *program, const uint16_t *full) {
  uint64_t sum = 0;
  size_t f = 0;
  sum += sum_equal(program, &f, 1, full);
  sum += sum_equal(program, &f, 2, full);
  sum += sum_equal(program, &f, 3, full);
  sum += sum_equal(program, &f, 4, full);
  sum += sum_equal(program, &f, 5, full);
  sum += sum_equal(program, &f, 6, full);
  while (f < program->n_lookups) sum += sum_equal(program, &f, program->lookups[f].n_terms, full);
  return program->bases[0] + program->units[0] * (int64_t)sum;
}

void hwnas_program_sum(const hwnas_program_t *program, const uint16_t *full, int64_t *out) {
  size_t n = program->n_metrics;
  if (n == 1 && program->narrow) {
    out[0] = value_of_one(program, full);
    return;
  }
  for (size_t m = 0; m < n; m++) out[m] = 0;
  for (size_t f = 0; f < program->n_lookups; f++) {
    size_t cell = locate(&program->lookups[f], program->lookups[f].n_terms, full) * n;
    if (program->narrow)
      for (size_t m = 0; m < n; m++) out[m] += program->narrow_pool[cell + m];
    else
      for (size_t m = 0; m < n; m++) out[m] += program->wide_pool[cell + m];
  }
  for (size_t m = 0; m < n; m++) out[m] = program->bases[m] + program->units[m] * out[m];
}

static void sum_derived(const hwnas_metric_set_t *set, const uint16_t *point, int64_t *out) {
  uint16_t room[hwnas_space_room(set->space)];
  hwnas_program_sum(&set->program, hwnas_space_full(set->space, point, room), out);
}

hwnas_status_t *hwnas_metric_set_value(const hwnas_metric_set_t *set, const uint16_t *point, int64_t *out) {
  if (hwnas_space_derives(set->space))
    sum_derived(set, point, out);
  else
    hwnas_program_sum(&set->program, point, out);
  if (set->n_opaque == 0) return NULL;
  return hwnas_metric_profile(set, point, 1, (hwnas_batch_out_t){out, 1, set->n_metrics});
}
