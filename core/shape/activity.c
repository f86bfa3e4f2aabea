/* Whether choices are active wherever they matter. Reading a value that is defined under "derived" activates
 * no choice, nor does any reading in a file that declares where choices are active: that this follows from
 * what modules read otherwise is the author's word, tried here on random combinations of labels, or on all
 * where they are few. Those that constraints forbid are tried too: networks are counted before constraints
 * are, and a choice that is not active may be why none satisfies them. */
#include <string.h>

#include "base/random.h"
#include "expr/derive.h"
#include "shape/internal.h"
#include "space/sample.h"

#define TRIALS 256

typedef struct trial {
  const hwnas_space_t *space;
  hwnas_random_t random;
  uint16_t *point, *canonical, *full, *canonical_full;
} trial_t;

static hwnas_status_t *trial_init(trial_t *trial, hwnas_arena_t *arena, const hwnas_space_t *space) {
  size_t n = space->variables.n;
  *trial = (trial_t){.space = space};
  hwnas_random_seed(&trial->random, 0, 0);
  trial->point = hwnas_arena_alloc_array(arena, n, sizeof *trial->point);
  trial->canonical = hwnas_arena_alloc_array(arena, n, sizeof *trial->canonical);
  trial->full = hwnas_arena_alloc_array(arena, n, sizeof *trial->full);
  trial->canonical_full = hwnas_arena_alloc_array(arena, n, sizeof *trial->canonical_full);
  return trial->point && trial->canonical && trial->full && trial->canonical_full ? NULL
                                                                                  : hwnas_status_no_memory();
}

/* The full point of a point, in its own room. */
static void complete(const hwnas_space_t *space, const uint16_t *point, uint16_t *full) {
  for (size_t c = 0; c < space->n_choices; c++) full[space->choices[c].variable] = point[c];
  hwnas_variables_complete(&space->variables, full);
}

/* At least one more than TRIALS, if there are more. */
static size_t count_points(const hwnas_space_t *space) {
  size_t n = 1;
  for (size_t c = 0; c < space->n_choices && n <= TRIALS; c++) n *= space->choices[c].n;
  return n;
}

static void set_number(trial_t *trial, size_t number) {
  for (size_t c = 0; c < trial->space->n_choices; c++) {
    trial->point[c] = (uint16_t)(number % trial->space->choices[c].n);
    number /= trial->space->choices[c].n;
  }
}

static void set_random(trial_t *trial) {
  for (size_t c = 0; c < trial->space->n_choices; c++)
    trial->point[c] = (uint16_t)hwnas_random_below(&trial->random, trial->space->choices[c].n);
}

/* The rest of the trial, once its point is set. */
static void derive_others(trial_t *trial) {
  const hwnas_space_t *space = trial->space;
  memcpy(trial->canonical, trial->point, space->n_choices * sizeof *trial->point);
  hwnas_space_canonicalize(space, trial->canonical);
  complete(space, trial->point, trial->full);
  complete(space, trial->canonical, trial->canonical_full);
}

/* A use that is not the same in both points; NULL: the networks are equal. */
static const hwnas_use_t *find_difference(const hwnas_space_t *space, const uint16_t *a, const uint16_t *b) {
  for (size_t u = 0; u < space->n_uses; u++)
    if (hwnas_use_op(&space->uses[u], a) != hwnas_use_op(&space->uses[u], b)) return &space->uses[u];
  return NULL;
}

/* The first inactive choice that alone makes a difference, or any that has another value. */
static const hwnas_choice_t *find_cause(trial_t *trial) {
  const hwnas_space_t *space = trial->space;
  const hwnas_choice_t *any = NULL;
  for (size_t c = 0; c < space->n_choices; c++) {
    uint16_t given = trial->point[c];
    if (given == trial->canonical[c]) continue;
    any = &space->choices[c];
    trial->point[c] = trial->canonical[c];
    complete(space, trial->point, trial->canonical_full);
    trial->point[c] = given;
    if (find_difference(space, trial->full, trial->canonical_full)) return any;
  }
  return any;
}

static void explain(const hwnas_compiler_t *compiler, hwnas_status_t *status) {
  if (compiler->declares_activity) {
    hwnas_status_detail(status, "\"activity\" is \"declared\": reading activates no choice");
    hwnas_status_detail(status, "let \"active\" of the choice hold there, or leave \"activity\" out");
    return;
  }
  hwnas_status_detail(status,
                      "it depends on it by way of values under \"derived\": reading those activates no "
                      "choice, and a choice that no module reads is none");
  hwnas_status_detail(status, "read the choice itself where it decides, or define the values under \"let\"");
}

static hwnas_status_t *inactive_matters(const hwnas_compiler_t *compiler, const trial_t *trial,
                                        const hwnas_use_t *use, const hwnas_choice_t *choice) {
  hwnas_str_t sample;
  hwnas_str_init(&sample);
  hwnas_sample_print(trial->space, trial->canonical, &sample);
  hwnas_status_t *status = hwnas_status_make(
      HWNAS_ERROR_SPACE_FORM, "the module depends on '%s' where that choice is not active", choice->label);
  hwnas_status_at(status, "%s", use->place);
  hwnas_status_in_module(status, use->path);
  hwnas_status_detail(status, "the other choices are %s", sample.text);
  explain(compiler, status);
  hwnas_str_deinit(&sample);
  return status;
}

hwnas_status_t *hwnas_compiler_check_activity(hwnas_compiler_t *compiler) {
  const hwnas_space_t *space = compiler->space;
  trial_t trial;
  if (!hwnas_json_get(compiler->document, "derived") && !compiler->declares_activity) return NULL;
  HWNAS_TRY(trial_init(&trial, compiler->arena, space));
  size_t n_points = count_points(space);
  for (size_t i = 0; i < n_points && i < TRIALS; i++) {
    if (n_points <= TRIALS)
      set_number(&trial, i);
    else
      set_random(&trial);
    derive_others(&trial);
    const hwnas_use_t *use = find_difference(space, trial.full, trial.canonical_full);
    if (use) return inactive_matters(compiler, &trial, use, find_cause(&trial));
  }
  return NULL;
}
