/* Spaces with operators of made-up prices. */
#ifndef HWNAS_TESTS_METRIC_BUILD_METRIC_H
#define HWNAS_TESTS_METRIC_BUILD_METRIC_H

#include "../space/build.h"
#include "metric/metric.h"
#include "shape/formula.h"

#define BUILD_USES 512
#define BUILD_UNKNOWN INT64_MIN /* as a price: the profiler has none */

/* Adds an operator; work[0] is its price per use, weights[0] per module. */
static inline size_t build_op(hwnas_space_t *space, const char *type, int64_t per_use, int64_t per_module) {
  static const hwnas_shape_formula_t table = {.struct_size = sizeof table};
  static const hwnas_formula_t formula = {.op_type = "made_up", .provider = "plugin test", .table = &table};
  hwnas_concrete_op_t *op = hwnas_arena_alloc(space->arena, sizeof *op);
  int64_t *work = hwnas_arena_alloc_array(space->arena, HWNAS_WORK_KINDS, sizeof *work);
  int64_t *weights = hwnas_arena_alloc_array(space->arena, HWNAS_WEIGHTS_KINDS, sizeof *weights);
  work[0] = per_use;
  weights[0] = per_module;
  op->op = (hwnas_op_t){.struct_size = sizeof(hwnas_op_t), .type = type, .work = work, .weights = weights};
  op->formula = &formula;
  space->ops = hwnas_arena_grow(space->arena, space->ops, space->n_ops, space->n_ops + 1, sizeof(void *));
  space->ops[space->n_ops] = op;
  return space->n_ops++;
}

static inline hwnas_use_t *build_use(hwnas_space_t *space, const hwnas_table_t *ops,
                                     const hwnas_table_t *guard, uint32_t owner) {
  if (!space->uses) space->uses = hwnas_arena_alloc_array(space->arena, BUILD_USES, sizeof *space->uses);
  if (space->n_uses == BUILD_USES) abort();
  hwnas_use_t *use = &space->uses[space->n_uses];
  *use = (hwnas_use_t){.path = hwnas_arena_printf(space->arena, "net.%zu", space->n_uses),
                       .module = hwnas_arena_alloc(space->arena, sizeof(hwnas_module_t)),
                       .place = hwnas_arena_printf(space->arena, "space.json:%zu:1", space->n_uses + 10),
                       .ops = ops,
                       .guard = guard,
                       .owner = owner};
  if (owner >= space->n_owners) space->n_owners = owner + 1;
  space->n_uses++;
  return use;
}

static inline hwnas_status_t *build_cost_of_use(void *self, const hwnas_op_t *op, bool *out_known,
                                                double *out) {
  *out_known = op->work[0] != BUILD_UNKNOWN;
  *out = (double)op->work[0] * *(const double *)self;
  return NULL;
}

static inline hwnas_status_t *build_cost_of_module(void *self, const hwnas_op_t *op, bool *out_known,
                                                   double *out) {
  *out_known = op->weights[0] != BUILD_UNKNOWN;
  *out = (double)op->weights[0] * *(const double *)self;
  return NULL;
}

static const double build_one = 1, build_nano = 1e-9;

/* quantum points to build_one or build_nano. */
static inline hwnas_price_source_t build_source(const char *name, int32_t per, const double *quantum) {
  return (hwnas_price_source_t){.name = name,
                                .metric = name,
                                .unit = "1",
                                .quantum = *quantum,
                                .goal = HWNAS_GOAL_MINIMIZE,
                                .per = per,
                                .profiler = "tester",
                                .cost = per == HWNAS_PER_USE ? build_cost_of_use : build_cost_of_module,
                                .self = (void *)(uintptr_t)quantum};
}

/* ---- Random ones ----------------------------------------------------------------------------- */

typedef struct build_prices {
  int64_t below, multiple; /* prices are multiples of `multiple`, less than below * multiple */
} build_prices_t;

/* The table of operators of a use over n_axes random choices; EXCLUDED where the guard does not hold if that
 * can be seen from one of its axes alone. */
static inline const hwnas_table_t *build_random_ops(hwnas_space_t *space, hwnas_random_t *random,
                                                    uint32_t n_axes, build_prices_t prices) {
  uint32_t axes[HWNAS_SCOPE_MAX];
  hwnas_value_t *cells;
  build_random_axes(random, (uint32_t)space->n_choices, n_axes, axes);
  hwnas_table_t *table = build_table(space, axes, n_axes, &cells);
  for (size_t c = 0; c < table->n_cells; c++) {
    int64_t price[2];
    for (int i = 0; i < 2; i++)
      price[i] = prices.multiple *
                 ((int64_t)hwnas_random_below(random, 2 * (uint64_t)prices.below) - prices.below / 4);
    cells[c] = build_coin(random, 10)
                   ? hwnas_value_excluded()
                   : hwnas_value_int((int64_t)build_op(space, "made_up", price[0], price[1]));
  }
  return table;
}

/* Uses with random guards, some of which share an owner (and then the table of operators). */
static inline void build_random_uses(hwnas_space_t *space, hwnas_random_t *random, size_t n,
                                     build_prices_t prices) {
  uint32_t n_choices = (uint32_t)space->n_choices;
  for (size_t u = 0; u < n; u++) {
    const hwnas_table_t *guard =
        build_coin(random, 60) ? build_random_condition(space, random, n_choices, 1 + (uint32_t)(u % 2), 60)
                               : NULL;
    if (u > 0 && build_coin(random, 30)) {
      hwnas_use_t *other = &space->uses[hwnas_random_below(random, u)];
      build_use(space, other->ops, guard, other->owner);
    } else {
      build_use(space, build_random_ops(space, random, (uint32_t)(u % 4), prices), guard,
                (uint32_t)space->n_owners);
    }
  }
}

/* A variable of n values that is derived from others at random. */
static inline uint32_t build_derived(hwnas_space_t *space, const uint32_t *axes, uint32_t n_axes, uint32_t n,
                                     hwnas_random_t *random) {
  uint32_t v = (uint32_t)space->variables.n++;
  hwnas_table_t *causes = hwnas_arena_alloc(space->arena, sizeof *causes);
  causes->n_axes = n_axes;
  causes->n_cells = 1;
  for (uint32_t a = 0; a < n_axes; a++) {
    causes->axes[a] = axes[a];
    causes->sizes[a] = space->variables.items[axes[a]]->n;
    causes->n_cells *= causes->sizes[a];
  }
  hwnas_value_t *cells = hwnas_arena_alloc_array(space->arena, causes->n_cells, sizeof *cells);
  for (size_t c = 0; c < causes->n_cells; c++)
    cells[c] = hwnas_value_int((int64_t)hwnas_random_below(random, n));
  causes->cells = cells;
  hwnas_variable_t *variable = hwnas_arena_alloc(space->arena, sizeof *variable);
  *variable = (hwnas_variable_t){.label = "#", .n = n, .place = "t:1:1", .table = causes};
  space->variables.items[v] = variable;
  return v;
}

/* The table of operators of a use over two variables, derived or not. */
static inline const hwnas_table_t *build_ops_over(hwnas_space_t *space, uint32_t a, uint32_t b,
                                                  hwnas_random_t *random) {
  hwnas_table_t *table = hwnas_arena_alloc(space->arena, sizeof *table);
  *table = (hwnas_table_t){.n_axes = 2, .axes = {a, b}};
  for (uint32_t i = 0; i < 2; i++) table->sizes[i] = space->variables.items[table->axes[i]]->n;
  table->n_cells = (size_t)table->sizes[0] * table->sizes[1];
  hwnas_value_t *cells = hwnas_arena_alloc_array(space->arena, table->n_cells, sizeof *cells);
  for (size_t c = 0; c < table->n_cells; c++)
    cells[c] = hwnas_value_int((int64_t)build_op(space, "made_up", (int64_t)hwnas_random_below(random, 99),
                                                 (int64_t)hwnas_random_below(random, 99)));
  table->cells = cells;
  return table;
}

/* The value of a metric by its definition. */
static inline int64_t build_direct_value(const hwnas_space_t *space, int32_t per, const uint16_t *point) {
  int64_t sum = 0;
  bool paid[BUILD_USES] = {false};
  for (size_t u = 0; u < space->n_uses; u++) {
    const hwnas_use_t *use = &space->uses[u];
    const hwnas_value_t *cell = hwnas_table_at(use->ops, point);
    if (cell->type == HWNAS_VALUE_EXCLUDED) continue;
    if (use->guard && !hwnas_value_truth(hwnas_table_at(use->guard, point))) continue;
    const hwnas_op_t *op = &space->ops[cell->integer]->op;
    if (per == HWNAS_PER_USE) sum += op->work[0];
    if (per == HWNAS_PER_MODULE && !paid[use->owner]) sum += op->weights[0];
    paid[use->owner] = true;
  }
  return sum;
}

#endif
