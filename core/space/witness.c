#include "expr/derive.h"
#include "space/count.h"
#include "space/search.h"
#include "space/weigh.h"

/* The first index that works, for every context of every step. */
typedef struct finder {
  const hwnas_elimination_t *elimination;
  uint16_t **first; /* per step */
} finder_t;

static hwnas_status_t *note_first(void *self, const hwnas_step_t *step, size_t context,
                                  const double *weights) {
  finder_t *finder = self;
  uint32_t k = 0;
  while (k + 1 < step->n && !(weights[k] > 0)) k++;
  finder->first[step - finder->elimination->steps][context] = (uint16_t)k;
  return NULL;
}

static void read_back(const finder_t *finder, uint16_t *out_full) {
  const hwnas_elimination_t *elimination = finder->elimination;
  for (size_t s = elimination->n_steps; s-- > 0;) {
    const hwnas_step_t *step = &elimination->steps[s];
    size_t context = 0;
    for (uint32_t a = 0; a < step->context.n_axes; a++)
      context = context * step->context.sizes[a] + out_full[step->context.axes[a]];
    out_full[step->variable] = finder->first[s][context];
  }
}

/* Where the elimination failed for the size of its tables. */
static hwnas_status_t *search_instead(hwnas_arena_t *arena, const hwnas_space_t *space,
                                      const hwnas_elimination_of_t *of, hwnas_status_t *failure,
                                      bool *out_found, uint16_t *out_full) {
  bool done = false;
  if (failure->error != HWNAS_ERROR_TABLE_BUDGET) return failure;
  hwnas_status_t *status = hwnas_search_find(arena, space, of, &done, out_found, out_full);
  if (!status && !done) return failure;
  hwnas_status_destroy(failure);
  if (!status && *out_found) hwnas_variables_complete(&space->variables, out_full);
  return status;
}

static hwnas_status_t *find(hwnas_arena_t *arena, const hwnas_space_t *space,
                            const hwnas_elimination_of_t *of, bool *out_found, uint16_t *out_full) {
  hwnas_elimination_t elimination;
  hwnas_status_t *status = hwnas_elimination_plan(arena, space, of, &elimination);
  if (status) return search_instead(arena, space, of, status, out_found, out_full);
  finder_t finder = {.elimination = &elimination};
  finder.first = hwnas_arena_alloc_array(arena, elimination.n_steps, sizeof *finder.first);
  HWNAS_TRY_ALLOC(finder.first);
  for (size_t s = 0; s < elimination.n_steps; s++) {
    size_t n_cells = elimination.steps[s].context.n_cells;
    finder.first[s] = hwnas_arena_alloc_array(arena, n_cells, sizeof **finder.first);
    HWNAS_TRY_ALLOC(finder.first[s]);
  }
  double total;
  HWNAS_TRY(hwnas_elimination_weigh(arena, &elimination, HWNAS_WEIGH_POSSIBLE, note_first, &finder, &total));
  *out_found = total > 0;
  if (!*out_found) return NULL;
  read_back(&finder, out_full);
  hwnas_variables_complete(&space->variables, out_full);
  return NULL;
}

hwnas_status_t *hwnas_space_witness(const hwnas_space_t *space, const hwnas_table_t *const *conditions,
                                    size_t n, bool *out_found, uint16_t *out_full) {
  hwnas_arena_t arena;
  hwnas_arena_init(&arena);
  hwnas_elimination_of_t of = {.constraints = true, .conditions = conditions, .n_conditions = n};
  hwnas_status_t *status = find(&arena, space, &of, out_found, out_full);
  hwnas_arena_deinit(&arena);
  return status;
}

static hwnas_status_t *exclude(const hwnas_space_t *space, const hwnas_elimination_of_t *of,
                               bool *out_excluded) {
  hwnas_elimination_t elimination;
  hwnas_arena_t arena;
  double total = 1;
  hwnas_arena_init(&arena);
  hwnas_status_t *status = hwnas_elimination_plan(&arena, space, of, &elimination);
  if (!status)
    status = hwnas_elimination_weigh(&arena, &elimination, HWNAS_WEIGH_POSSIBLE, NULL, NULL, &total);
  *out_excluded = total == 0;
  hwnas_arena_deinit(&arena);
  return status;
}

/* What conditions say of the variables that they are over is often enough, and what these are derived from.
 */
#define LEVELS_MAX 6

hwnas_status_t *hwnas_space_excludes(const hwnas_space_t *space, const hwnas_table_t *const *conditions,
                                     size_t n, bool *out_excluded) {
  hwnas_elimination_of_t of = {.conditions = conditions, .n_conditions = n};
  *out_excluded = false;
  for (of.levels = 1; of.levels <= LEVELS_MAX && !*out_excluded; of.levels++) {
    of.constraints = false;
    HWNAS_TRY(exclude(space, &of, out_excluded));
    of.constraints = true;
    if (!*out_excluded) HWNAS_TRY(exclude(space, &of, out_excluded));
  }
  return NULL;
}
