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

/* The next n look-ups, of n_windows each. To the compiler the numbers of windows and words are constants in
 * all common cases, so that it unrolls the loops and keeps the sums in registers. */
static inline __attribute__((always_inline)) void add_run(walk_t *walk, size_t n, uint32_t n_windows,
                                                          size_t n_words, const uint16_t *full,
                                                          uint64_t *sums) {
  const hwnas_lookup_t *end = walk->lookup + n;
  for (; walk->lookup < end; walk->lookup++) {
    uint64_t product = 0;
#pragma GCC unroll 4
    for (uint32_t i = 0; i < n_windows; i++) product += multiply(walk->window++, full);
    const uint64_t *cell = walk->lookup->table + (product >> 48);
#pragma GCC unroll 2
    for (size_t w = 0; w < n_words; w++) sums[w] += cell[w];
  }
}

static inline __attribute__((always_inline)) void add_all(const hwnas_program_t *program, size_t n_words,
                                                          const uint16_t *full, uint64_t *sums) {
  walk_t walk = {program->lookups, program->windows};
  const hwnas_lookup_t *end = program->lookups + program->n_lookups;
  add_run(&walk, program->n_with[0], 1, n_words, full, sums);
  add_run(&walk, program->n_with[1], 2, n_words, full, sums);
  add_run(&walk, program->n_with[2], 3, n_words, full, sums);
  add_run(&walk, program->n_with[3], 4, n_words, full, sums);
  while (walk.lookup < end) add_run(&walk, 1, walk.lookup->n_windows, n_words, full, sums);
}

/* Without windows. */
static void add_by_terms(const hwnas_program_t *program, const uint16_t *full, uint64_t *sums) {
  for (size_t f = 0; f < program->n_lookups; f++) {
    const hwnas_lookup_t *lookup = &program->lookups[f];
    const uint64_t *cell = lookup->table;
    for (uint32_t t = 0; t < lookup->n_terms; t++)
      cell += (size_t)full[lookup->terms[t].axis] * lookup->terms[t].stride;
    for (size_t w = 0; w < program->n_words; w++) sums[w] += cell[w];
  }
}

/* The case that searches spend their time in: everything in one word. */
static void sum_one_word(const hwnas_program_t *program, const uint16_t *full, int64_t *out) {
  uint64_t sum = 0;
  add_all(program, 1, full, &sum);
  for (size_t m = 0; m < program->n_metrics; m++) out[m] = hwnas_field_value(&program->fields[m], sum);
}

static void sum_words(const hwnas_program_t *program, const uint16_t *full, int64_t *out) {
  uint64_t sums[HWNAS_METRICS_MAX];
  for (size_t w = 0; w < program->n_words; w++) sums[w] = 0;
  if (program->windows)
    add_all(program, program->n_words, full, sums);
  else
    add_by_terms(program, full, sums);
  for (size_t m = 0; m < program->n_metrics; m++)
    out[m] = hwnas_field_value(&program->fields[m], sums[program->fields[m].word]);
}

void hwnas_program_sum(const hwnas_program_t *program, const uint16_t *full, int64_t *out) {
  if (program->windows && program->n_words == 1)
    sum_one_word(program, full, out);
  else
    sum_words(program, full, out);
}
