#include "space/weigh.h"

#include <math.h>

/* A message is cells * 2^exponent, with the largest cell in [1/2, 1): products of any number of messages
 * cannot overflow, and scaling by a power of two loses nothing. */
typedef struct message {
  double *cells;
  int64_t exponent;
} message_t;

typedef struct run {
  hwnas_arena_t *arena;
  const hwnas_elimination_t *elimination;
  hwnas_weigh_mode_t mode;
  message_t *messages;
} run_t;

static double weigh_index(const run_t *run, const hwnas_step_cursor_t *cursor, uint32_t k) {
  if (!hwnas_step_allows(cursor, k)) return 0;
  double weight = 1;
  for (size_t m = 0; m < cursor->step->n_messages; m++)
    weight *= run->messages[cursor->step->messages[m]].cells[hwnas_step_cell(cursor, m, k)];
  return weight;
}

static void normalize(message_t *message, size_t n) {
  double largest = 0;
  for (size_t c = 0; c < n; c++) largest = message->cells[c] > largest ? message->cells[c] : largest;
  int exponent = 0;
  (void)frexp(largest, &exponent);
  if (exponent == 0) return;
  for (size_t c = 0; c < n; c++) message->cells[c] = ldexp(message->cells[c], -exponent);
  message->exponent += exponent;
}

static hwnas_status_t *run_step(run_t *run, size_t s, hwnas_weigh_fn fn, void *self) {
  const hwnas_step_t *step = &run->elimination->steps[s];
  message_t *message = &run->messages[s];
  message->cells = hwnas_arena_alloc_array(run->arena, step->context.n_cells, sizeof(double));
  double *weights = hwnas_arena_alloc_array(run->arena, step->n, sizeof *weights);
  if (!message->cells || !weights) return hwnas_status_no_memory();
  for (size_t m = 0; m < step->n_messages; m++)
    message->exponent += run->messages[step->messages[m]].exponent;
  hwnas_step_cursor_t cursor;
  HWNAS_TRY(hwnas_step_begin(&cursor, run->arena, run->elimination, step));
  for (size_t c = 0; c < step->context.n_cells; c++, hwnas_step_next(&cursor)) {
    double sum = 0;
    for (uint32_t k = 0; k < step->n; k++) sum += weights[k] = weigh_index(run, &cursor, k);
    message->cells[c] = run->mode == HWNAS_WEIGH_COUNT ? sum : sum > 0;
    if (fn) HWNAS_TRY(fn(self, step, c, weights));
  }
  if (run->mode == HWNAS_WEIGH_COUNT) normalize(message, step->context.n_cells);
  return NULL;
}

static double total(const run_t *run) {
  double product = 1;
  int64_t exponent = 0;
  for (size_t s = 0; s < run->elimination->n_steps; s++) {
    if (run->elimination->steps[s].context.n_axes > 0) continue;
    int shift;
    product = frexp(product * run->messages[s].cells[0], &shift);
    exponent += shift + run->messages[s].exponent;
  }
  return ldexp(product, exponent > 2000 ? 2000 : (int)exponent);
}

hwnas_status_t *hwnas_elimination_weigh(hwnas_arena_t *arena, const hwnas_elimination_t *elimination,
                                        hwnas_weigh_mode_t mode, hwnas_weigh_fn fn, void *self,
                                        double *out_total) {
  *out_total = 0;
  if (elimination->impossible) return NULL;
  run_t run = {.arena = arena, .elimination = elimination, .mode = mode};
  run.messages = hwnas_arena_alloc_array(arena, elimination->n_steps, sizeof(message_t));
  HWNAS_TRY_ALLOC(run.messages);
  for (size_t s = 0; s < elimination->n_steps; s++) HWNAS_TRY(run_step(&run, s, fn, self));
  *out_total = total(&run);
  return NULL;
}
