#include "space/count.h"
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

static void read_back(const finder_t *finder, const int32_t *known, uint16_t *out_point) {
  const hwnas_elimination_t *elimination = finder->elimination;
  for (size_t c = 0; known && c < elimination->space->n_choices; c++)
    if (known[c] >= 0) out_point[c] = (uint16_t)known[c];
  for (size_t s = elimination->n_steps; s-- > 0;) {
    const hwnas_step_t *step = &elimination->steps[s];
    size_t context = 0;
    for (uint32_t a = 0; a < step->context.n_axes; a++)
      context = context * step->context.sizes[a] + out_point[step->context.axes[a]];
    out_point[step->choice] = finder->first[s][context];
  }
}

static hwnas_status_t *find(hwnas_arena_t *arena, const hwnas_space_t *space,
                            const hwnas_elimination_of_t *of, bool *out_found, uint16_t *out_point) {
  hwnas_elimination_t elimination;
  HWNAS_TRY(hwnas_elimination_plan(arena, space, of, &elimination));
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
  if (*out_found) read_back(&finder, of->known, out_point);
  return NULL;
}

hwnas_status_t *hwnas_space_witness(const hwnas_space_t *space, const hwnas_table_t *condition,
                                    const int32_t *known, bool *out_found, uint16_t *out_point) {
  hwnas_arena_t arena;
  hwnas_arena_init(&arena);
  hwnas_elimination_of_t of = {.constraints = true, .condition = condition, .known = known};
  hwnas_status_t *status = find(&arena, space, &of, out_found, out_point);
  hwnas_arena_deinit(&arena);
  return status;
}
