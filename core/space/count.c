#include "space/count.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/limbs.h"
#include "space/eliminate.h"
#include "space/search.h"

/* Counts are natural numbers of a fixed number of limbs per message: wide enough for all combinations of the
 * choices summed out so far, so nothing can wrap, and one array holds them all. */
typedef struct message {
  size_t width; /* limbs per cell */
  uint64_t *limbs;
  double bits;
} message_t;

void hwnas_counts_init(hwnas_counts_t *counts) {
  mpz_inits(counts->samples, counts->networks, counts->feasible, NULL);
}

void hwnas_counts_deinit(hwnas_counts_t *counts) {
  mpz_clears(counts->samples, counts->networks, counts->feasible, NULL);
}

hwnas_status_t *hwnas_count_text(const mpz_t number, char **out) {
  *out = malloc(mpz_sizeinbase(number, 10) + 2);
  HWNAS_TRY_ALLOC(*out);
  mpz_get_str(*out, 10, number);
  return NULL;
}

/* product = product * factor, where the result is known to fit. */
static void multiply(uint64_t *product, uint64_t *scratch, size_t width, const uint64_t *factor, size_t n) {
  memset(scratch, 0, width * sizeof *scratch);
  hwnas_limbs_add_product(scratch, factor, n, product, width);
  memcpy(product, scratch, width * sizeof *product);
}

static hwnas_status_t *message_init(message_t *message, hwnas_arena_t *arena, const hwnas_step_t *step,
                                    const message_t *messages) {
  message->bits = log2(step->n);
  for (size_t m = 0; m < step->n_messages; m++) message->bits += messages[step->messages[m]].bits;
  message->width = (size_t)(message->bits + 1) / 64 + 1;
  message->limbs = hwnas_arena_alloc_array(arena, step->context.n_cells, message->width * sizeof(uint64_t));
  HWNAS_TRY_ALLOC(message->limbs);
  return NULL;
}

/* Adds to sum the networks that the choice at index k leaves in this context. */
static void add_index(const hwnas_step_cursor_t *cursor, uint32_t k, const message_t *messages, size_t width,
                      uint64_t *scratch, uint64_t *sum) {
  if (!hwnas_step_allows(cursor, k)) return;
  uint64_t *product = scratch, *spare = scratch + width;
  memset(product, 0, width * sizeof *product);
  product[0] = 1;
  for (size_t m = 0; m < cursor->step->n_messages; m++) {
    const message_t *message = &messages[cursor->step->messages[m]];
    const uint64_t *factor = &message->limbs[hwnas_step_cell(cursor, m, k) * message->width];
    multiply(product, spare, width, factor, message->width);
  }
  hwnas_limbs_add(sum, product, width, 1, width);
}

static hwnas_status_t *run_step(hwnas_arena_t *arena, const hwnas_elimination_t *elimination, size_t s,
                                message_t *messages) {
  const hwnas_step_t *step = &elimination->steps[s];
  message_t *message = &messages[s];
  HWNAS_TRY(message_init(message, arena, step, messages));
  uint64_t *scratch = hwnas_arena_alloc_array(arena, message->width, 2 * sizeof *scratch);
  HWNAS_TRY_ALLOC(scratch);
  hwnas_step_cursor_t cursor;
  HWNAS_TRY(hwnas_step_begin(&cursor, arena, elimination, step));
  for (size_t c = 0; c < step->context.n_cells; c++, hwnas_step_next(&cursor))
    for (uint32_t k = 0; k < step->n; k++)
      add_index(&cursor, k, messages, message->width, scratch, &message->limbs[c * message->width]);
  return NULL;
}

static void multiply_constants(const hwnas_elimination_t *elimination, const message_t *messages, mpz_t out) {
  mpz_t factor;
  mpz_init(factor);
  mpz_set_ui(out, 1);
  for (size_t s = 0; s < elimination->n_steps; s++) {
    if (elimination->steps[s].context.n_axes > 0) continue;
    mpz_import(factor, messages[s].width, -1, sizeof(uint64_t), 0, 0, messages[s].limbs);
    mpz_mul(out, out, factor);
  }
  mpz_clear(factor);
}

/* Where the elimination failed for the size of its tables. */
static hwnas_status_t *search_instead(hwnas_arena_t *arena, const hwnas_space_t *space,
                                      const hwnas_elimination_of_t *of, hwnas_status_t *failure, mpz_t out) {
  bool done = false;
  if (failure->error != HWNAS_ERROR_TABLE_BUDGET) return failure;
  hwnas_status_t *status = hwnas_search_count(arena, space, of, &done, out);
  if (!status && !done) return failure;
  hwnas_status_destroy(failure);
  return status;
}

static hwnas_status_t *count_in(hwnas_arena_t *arena, const hwnas_space_t *space, bool constraints,
                                mpz_t out) {
  hwnas_elimination_t elimination;
  hwnas_elimination_of_t of = {.constraints = constraints};
  hwnas_status_t *status = hwnas_elimination_plan(arena, space, &of, &elimination);
  if (status) return search_instead(arena, space, &of, status, out);
  mpz_set_ui(out, 0);
  if (elimination.impossible) return NULL;
  message_t *messages = hwnas_arena_alloc_array(arena, elimination.n_steps, sizeof *messages);
  HWNAS_TRY_ALLOC(messages);
  for (size_t s = 0; s < elimination.n_steps; s++) HWNAS_TRY(run_step(arena, &elimination, s, messages));
  multiply_constants(&elimination, messages, out);
  return NULL;
}

static hwnas_status_t *count(const hwnas_space_t *space, bool constraints, mpz_t out) {
  hwnas_arena_t arena;
  hwnas_arena_init(&arena);
  hwnas_status_t *status = count_in(&arena, space, constraints, out);
  hwnas_arena_deinit(&arena);
  return status;
}

hwnas_status_t *hwnas_space_count(const hwnas_space_t *space, hwnas_counts_t *out) {
  mpz_set_ui(out->samples, 1);
  for (size_t c = 0; c < space->n_choices; c++) mpz_mul_ui(out->samples, out->samples, space->choices[c].n);
  HWNAS_TRY(count(space, false, out->networks));
  if (space->n_constraints > 0) return count(space, true, out->feasible);
  mpz_set(out->feasible, out->networks);
  return NULL;
}
