#include <string.h>

#include "metric/program.h"

/* Where a walk through all look-ups is. */
typedef struct walk {
  const hwnas_lookup_t *lookup;
  const hwnas_window_t *window;
} walk_t;

static inline uint64_t multiply(const hwnas_window_t *window, const uint16_t *full) {
  uint64_t four;
  memcpy(&four, full + window->first, sizeof four);
  return four * window->weights;
}

/* The entry of the next look-up, which has n_windows. */
static inline __attribute__((always_inline)) const uint64_t *next(walk_t *walk, uint32_t n_windows,
                                                                  const uint16_t *full) {
  uint64_t product = 0;
#pragma GCC unroll 4
  for (uint32_t i = 0; i < n_windows; i++) product += multiply(walk->window++, full);
  return walk->lookup++->table + (product >> 48);
}

/* The sum of the next n look-ups. The number of windows of each is a constant to the compiler. */
static inline __attribute__((always_inline)) uint64_t sum_run(walk_t *walk, size_t n, uint32_t n_windows,
                                                              const uint16_t *full) {
  uint64_t sum = 0;
  for (size_t i = 0; i < n; i++) sum += *next(walk, n_windows, full);
  return sum;
}

/* The case that searches spend their time in: everything in one word. */
static uint64_t sum_one_word(const hwnas_program_t *program, const uint16_t *full) {
  walk_t walk = {program->lookups, program->windows};
  const hwnas_lookup_t *end = program->lookups + program->n_lookups;
  uint64_t sum = sum_run(&walk, program->n_with[0], 1, full);
  sum += sum_run(&walk, program->n_with[1], 2, full);
  sum += sum_run(&walk, program->n_with[2], 3, full);
  sum += sum_run(&walk, program->n_with[3], 4, full);
  while (walk.lookup < end) sum += *next(&walk, walk.lookup->n_windows, full);
  return sum;
}

static void sum_words(const hwnas_program_t *program, const uint16_t *full, uint64_t *sums) {
  walk_t walk = {program->lookups, program->windows};
  const hwnas_lookup_t *end = program->lookups + program->n_lookups;
  while (walk.lookup < end) {
    const uint64_t *entry = next(&walk, walk.lookup->n_windows, full);
    for (size_t w = 0; w < program->n_words; w++) sums[w] += entry[w];
  }
}

/* Without windows. */
static void sum_by_terms(const hwnas_program_t *program, const uint16_t *full, uint64_t *sums) {
  for (size_t f = 0; f < program->n_lookups; f++) {
    const hwnas_lookup_t *lookup = &program->lookups[f];
    const uint64_t *cell = lookup->table;
    for (uint32_t t = 0; t < lookup->n_terms; t++)
      cell += (size_t)full[lookup->terms[t].axis] * lookup->terms[t].stride;
    for (size_t w = 0; w < program->n_words; w++) sums[w] += cell[w];
  }
}

void hwnas_program_sum(const hwnas_program_t *program, const uint16_t *full, int64_t *out) {
  uint64_t sums[HWNAS_METRICS_MAX];
  if (program->windows && program->n_words == 1) {
    sums[0] = sum_one_word(program, full);
  } else {
    for (size_t w = 0; w < program->n_words; w++) sums[w] = 0;
    if (program->windows)
      sum_words(program, full, sums);
    else
      sum_by_terms(program, full, sums);
  }
  for (size_t m = 0; m < program->n_metrics; m++)
    out[m] = hwnas_field_value(&program->fields[m], sums[program->fields[m].word]);
}
