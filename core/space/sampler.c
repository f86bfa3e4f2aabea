#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "space/alias.h"
#include "space/count.h"
#include "space/weigh.h"

#define REJECTIONS_MAX ((size_t)1 << 24)
#define ROWS_COMPARED 8 /* equal rows are next to each other: inactive, active, inactive ... */

/* Where the alias row of one context lies. */
typedef struct row {
  uint32_t first, width;
} row_t;

/* Draws one choice, given those of its context. */
typedef struct draw {
  uint32_t variable, n_axes;
  uint32_t axes[HWNAS_SCOPE_MAX], sizes[HWNAS_SCOPE_MAX];
  row_t *rows; /* per context */
} draw_t;

struct hwnas_sampler {
  hwnas_arena_t arena;
  const hwnas_space_t *space;
  double networks;
  draw_t *draws; /* in the order of drawing; NULL: every label uniformly */
  size_t n_draws;
  hwnas_alias_t *cells;
  size_t n_cells, cells_capacity;
  bool canonicalize; /* points drawn by label become canonical, else those that are not are rejected */
  bool constraints;  /* to be tested on every point */
};

/* ---- Tables of weights ----------------------------------------------------------------------- */

typedef struct builder {
  hwnas_sampler_t *sampler;
  const hwnas_elimination_t *elimination;
  double *chances;
  uint32_t *stacks;
  hwnas_alias_t *row;
} builder_t;

/* The row if one of the last few of this draw is the same. */
static bool find_row(const hwnas_sampler_t *sampler, const row_t *rows, size_t context,
                     const hwnas_alias_t *cells, size_t width, row_t *out) {
  for (size_t back = 1; back <= ROWS_COMPARED && back <= context; back++) {
    row_t row = rows[context - back];
    if (row.width != width || memcmp(&sampler->cells[row.first], cells, width * sizeof *cells) != 0) continue;
    *out = row;
    return true;
  }
  return false;
}

static hwnas_status_t *add_row(hwnas_sampler_t *sampler, const hwnas_alias_t *cells, size_t width,
                               row_t *out) {
  if (sampler->n_cells + width > UINT32_MAX) return hwnas_status_no_memory();
  if (sampler->n_cells + width > sampler->cells_capacity) {
    size_t capacity = 2 * sampler->cells_capacity + width + 64;
    hwnas_alias_t *grown = realloc(sampler->cells, capacity * sizeof *grown);
    HWNAS_TRY_ALLOC(grown);
    sampler->cells = grown;
    sampler->cells_capacity = capacity;
  }
  *out = (row_t){(uint32_t)sampler->n_cells, (uint32_t)width};
  memcpy(&sampler->cells[sampler->n_cells], cells, width * sizeof *cells);
  sampler->n_cells += width;
  return NULL;
}

static hwnas_status_t *note_weights(void *self, const hwnas_step_t *step, size_t context,
                                    const double *weights) {
  builder_t *builder = self;
  hwnas_sampler_t *sampler = builder->sampler;
  size_t s = (size_t)(step - builder->elimination->steps);
  row_t *rows = sampler->draws[sampler->n_draws - 1 - s].rows;
  size_t width = hwnas_alias_make(weights, step->n, builder->chances, builder->stacks, builder->row);
  /* A context that no network has is never looked up; its row must exist all the same. */
  if (width == 0) builder->row[width++] = (hwnas_alias_t){.threshold = UINT64_MAX};
  if (find_row(sampler, rows, context, builder->row, width, &rows[context])) return NULL;
  return add_row(sampler, builder->row, width, &rows[context]);
}

static hwnas_status_t *prepare_draws(hwnas_sampler_t *sampler, const hwnas_elimination_t *elimination) {
  sampler->n_draws = elimination->n_steps;
  sampler->draws = hwnas_arena_alloc_array(&sampler->arena, sampler->n_draws, sizeof(draw_t));
  HWNAS_TRY_ALLOC(sampler->draws);
  for (size_t s = 0; s < elimination->n_steps; s++) {
    const hwnas_step_t *step = &elimination->steps[s];
    draw_t *draw = &sampler->draws[sampler->n_draws - 1 - s];
    draw->variable = step->variable;
    draw->n_axes = step->context.n_axes;
    memcpy(draw->axes, step->context.axes, sizeof draw->axes);
    memcpy(draw->sizes, step->context.sizes, sizeof draw->sizes);
    draw->rows = hwnas_arena_alloc_array(&sampler->arena, step->context.n_cells, sizeof(row_t));
    HWNAS_TRY_ALLOC(draw->rows);
  }
  return NULL;
}

static hwnas_status_t *fill_rows(hwnas_sampler_t *sampler, hwnas_arena_t *scratch,
                                 const hwnas_elimination_t *elimination) {
  uint32_t largest = 1;
  for (size_t s = 0; s < elimination->n_steps; s++)
    if (elimination->steps[s].n > largest) largest = elimination->steps[s].n;
  builder_t builder = {.sampler = sampler, .elimination = elimination};
  builder.chances = hwnas_arena_alloc_array(scratch, largest, sizeof(double));
  builder.stacks = hwnas_arena_alloc_array(scratch, largest, 2 * sizeof(uint32_t));
  builder.row = hwnas_arena_alloc_array(scratch, largest, sizeof(hwnas_alias_t));
  if (!builder.chances || !builder.stacks || !builder.row) return hwnas_status_no_memory();
  return hwnas_elimination_weigh(scratch, elimination, HWNAS_WEIGH_COUNT, note_weights, &builder,
                                 &sampler->networks);
}

static hwnas_status_t *eliminate_in(hwnas_sampler_t *sampler, hwnas_arena_t *scratch, bool constraints) {
  hwnas_elimination_t elimination;
  hwnas_elimination_of_t of = {.constraints = constraints};
  HWNAS_TRY(hwnas_elimination_plan(scratch, sampler->space, &of, &elimination));
  HWNAS_TRY(prepare_draws(sampler, &elimination));
  HWNAS_TRY(fill_rows(sampler, scratch, &elimination));
  if (sampler->networks > 0) return NULL;
  hwnas_status_t *status =
      hwnas_status_make(HWNAS_ERROR_EMPTY_SPACE, "no network satisfies the constraints of '%s'",
                        sampler->space->name ? sampler->space->name : "the space");
  for (size_t i = 0; i < sampler->space->n_constraints; i++)
    hwnas_status_detail(status, "constraint: %s (%s)", sampler->space->constraints[i].text,
                        sampler->space->constraints[i].place);
  return status;
}

/* *out_fits is false if the tables pass their budget. */
static hwnas_status_t *eliminate(hwnas_sampler_t *sampler, bool constraints, bool *out_fits) {
  hwnas_arena_t scratch;
  hwnas_arena_init(&scratch);
  hwnas_status_t *status = eliminate_in(sampler, &scratch, constraints);
  hwnas_arena_deinit(&scratch);
  *out_fits = !status;
  if (!status || status->error != HWNAS_ERROR_TABLE_BUDGET) return status;
  hwnas_status_destroy(status);
  return NULL;
}

/* The most that can be had without rejection: all conditions, else activity alone, else nothing. */
static hwnas_status_t *prepare(hwnas_sampler_t *sampler, hwnas_law_t law) {
  bool fits;
  HWNAS_TRY(eliminate(sampler, true, &fits));
  if (!fits && sampler->space->n_constraints > 0) {
    HWNAS_TRY(eliminate(sampler, false, &fits));
    sampler->constraints = true;
  }
  if (!fits) {
    sampler->networks = 1;
    for (size_t c = 0; c < sampler->space->n_choices; c++) sampler->networks *= sampler->space->choices[c].n;
  }
  sampler->canonicalize = law == HWNAS_LAW_LABELS;
  if (fits && law == HWNAS_LAW_NETWORKS) return NULL;
  sampler->draws = NULL;
  sampler->constraints = sampler->space->n_constraints > 0;
  return NULL;
}

hwnas_status_t *hwnas_sampler_create(const hwnas_space_t *space, hwnas_law_t law, hwnas_sampler_t **out) {
  hwnas_sampler_t *sampler = calloc(1, sizeof *sampler);
  HWNAS_TRY_ALLOC(sampler);
  hwnas_arena_init(&sampler->arena);
  sampler->space = space;
  hwnas_status_t *status = prepare(sampler, law);
  if (status)
    hwnas_sampler_destroy(sampler);
  else
    *out = sampler;
  return status;
}

void hwnas_sampler_destroy(hwnas_sampler_t *sampler) {
  if (!sampler) return;
  free(sampler->cells);
  hwnas_arena_deinit(&sampler->arena);
  free(sampler);
}

double hwnas_sampler_networks(const hwnas_sampler_t *sampler) { return sampler->networks; }

/* ---- Drawing --------------------------------------------------------------------------------- */

/* A choice with one possible index, such as one that is inactive, is drawn like the others: a random number
 * costs less than a branch that cannot be predicted. */
static void draw_network(const hwnas_sampler_t *sampler, hwnas_random_t *random, uint16_t *full) {
  const hwnas_alias_t *cells = sampler->cells;
  for (const draw_t *draw = sampler->draws, *end = draw + sampler->n_draws; draw < end; draw++) {
    size_t context = 0;
    for (uint32_t a = 0; a < draw->n_axes; a++) context = context * draw->sizes[a] + full[draw->axes[a]];
    row_t row = draw->rows[context];
    full[draw->variable] = hwnas_alias_draw(&cells[row.first], row.width, hwnas_random_next(random));
  }
}

/* False: rejected. */
static bool draw_labels(const hwnas_sampler_t *sampler, hwnas_random_t *random, uint16_t *point) {
  const hwnas_space_t *space = sampler->space;
  for (size_t c = 0; c < space->n_choices; c++)
    point[c] = (uint16_t)hwnas_random_below(random, space->choices[c].n);
  if (sampler->canonicalize) {
    hwnas_space_canonicalize(space, point);
    return true;
  }
  uint16_t room[hwnas_space_room(space)];
  const uint16_t *full = hwnas_space_full(space, point, room);
  for (size_t c = 0; c < space->n_choices; c++)
    if (point[c] != 0 && !hwnas_choice_active(&space->choices[c], full)) return false;
  return true;
}

/* Derived variables are drawn like the others: each has one possible index. */
static void draw_derived(const hwnas_sampler_t *sampler, hwnas_random_t *random, uint16_t *point) {
  uint16_t full[hwnas_space_room(sampler->space)];
  draw_network(sampler, random, full);
  hwnas_space_point(sampler->space, full, point);
}

static bool try_draw(const hwnas_sampler_t *sampler, hwnas_random_t *random, uint16_t *point) {
  if (sampler->draws && hwnas_space_derives(sampler->space))
    draw_derived(sampler, random, point);
  else if (sampler->draws)
    draw_network(sampler, random, point);
  else if (!draw_labels(sampler, random, point))
    return false;
  return !sampler->constraints || !hwnas_space_violated(sampler->space, point);
}

hwnas_status_t *hwnas_sampler_draw(const hwnas_sampler_t *sampler, hwnas_random_t *random, size_t n,
                                   uint16_t *out_points) {
  for (size_t i = 0; i < n; i++) {
    uint16_t *point = out_points + i * sampler->space->n_choices;
    size_t tries = 1;
    while (!try_draw(sampler, random, point))
      if (++tries > REJECTIONS_MAX)
        return hwnas_status_make(HWNAS_ERROR_SAMPLING, "none of %zu random draws is an allowed network",
                                 REJECTIONS_MAX);
  }
  return NULL;
}

hwnas_status_t *hwnas_space_draw(const hwnas_space_t *space, uint64_t seed, size_t n, uint16_t *out_points) {
  hwnas_sampler_t *sampler = NULL;
  hwnas_random_t random;
  hwnas_random_seed(&random, seed, 0);
  HWNAS_TRY(hwnas_sampler_create(space, HWNAS_LAW_NETWORKS, &sampler));
  hwnas_status_t *status = hwnas_sampler_draw(sampler, &random, n, out_points);
  hwnas_sampler_destroy(sampler);
  return status;
}
