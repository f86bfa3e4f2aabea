#include "expr/table.h"

#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "expr/derive.h"

const hwnas_table_t *hwnas_table_constant(hwnas_arena_t *arena, hwnas_value_t value) {
  hwnas_table_t *table = hwnas_arena_alloc(arena, sizeof *table);
  hwnas_value_t *cell = hwnas_arena_alloc(arena, sizeof *cell);
  if (!table || !cell) return NULL;
  *cell = value;
  table->n_cells = 1;
  table->cells = cell;
  return table;
}

const hwnas_value_t *hwnas_table_is_constant(const hwnas_table_t *table) {
  return table->n_axes == 0 ? &table->cells[0] : NULL;
}

/* ---- Scopes ---------------------------------------------------------------------------------- */

static size_t max_cells(const hwnas_variables_t *variables) {
  return variables->max_cells ? variables->max_cells : (size_t)hwnas_limit_value(NULL, HWNAS_LIMIT_TABLE);
}

static hwnas_status_t *budget_error(const hwnas_variables_t *variables, const hwnas_table_t *scope) {
  size_t allowed = max_cells(variables);
  hwnas_str_t names;
  hwnas_str_init(&names);
  hwnas_table_print_scope(variables, scope, &names);
  hwnas_status_t *status =
      hwnas_status_make(HWNAS_ERROR_TABLE_BUDGET, "a value depends on %u choice%s at once", scope->n_axes,
                        scope->n_axes == 1 ? "" : "s");
  hwnas_status_detail(status, "choices: %s", names.text);
  hwnas_status_detail(status, "at most %zu combinations of at most %d choices fit into one table", allowed,
                      HWNAS_SCOPE_MAX);
  hwnas_str_deinit(&names);
  bool too_many_cells = scope->n_cells > allowed;
  return too_many_cells ? hwnas_limit_advise(status, HWNAS_LIMIT_TABLE, allowed, scope->n_cells) : status;
}

bool hwnas_table_has_axis(const hwnas_table_t *table, uint32_t axis) {
  for (uint32_t i = 0; i < table->n_axes; i++)
    if (table->axes[i] == axis) return true;
  return false;
}

/* False, with the product of the sizes in n_cells, if that passes what is allowed; also if there is no axis
 * left. */
static bool scope_insert(hwnas_table_t *scope, uint32_t axis, uint32_t size, size_t allowed) {
  if (hwnas_table_has_axis(scope, axis)) return true;
  if (scope->n_axes == HWNAS_SCOPE_MAX) return false;
  uint32_t at = scope->n_axes++;
  for (; at > 0 && scope->axes[at - 1] > axis; at--) {
    scope->axes[at] = scope->axes[at - 1];
    scope->sizes[at] = scope->sizes[at - 1];
  }
  scope->axes[at] = axis;
  scope->sizes[at] = size;
  return hwnas_mul_size(scope->n_cells, size, &scope->n_cells) && scope->n_cells <= allowed;
}

hwnas_status_t *hwnas_table_scope_add(const hwnas_variables_t *variables, hwnas_table_t *scope,
                                      uint32_t axis) {
  if (scope_insert(scope, axis, variables->items[axis]->n, max_cells(variables))) return NULL;
  return budget_error(variables, scope);
}

hwnas_status_t *hwnas_table_scope_union(const hwnas_variables_t *variables,
                                        const hwnas_table_t *const *tables, size_t n, hwnas_table_t *out) {
  memset(out, 0, sizeof *out);
  out->n_cells = 1;
  for (size_t t = 0; t < n; t++)
    for (uint32_t i = 0; i < tables[t]->n_axes; i++)
      HWNAS_TRY(hwnas_table_scope_add(variables, out, tables[t]->axes[i]));
  return NULL;
}

size_t hwnas_table_stride(const hwnas_table_t *table, uint32_t axis) {
  size_t stride = 1;
  for (uint32_t i = table->n_axes; i-- > 0;) {
    if (table->axes[i] == axis) return stride;
    stride *= table->sizes[i];
  }
  return 0;
}

/* ---- Apply ----------------------------------------------------------------------------------- */

typedef struct walk {
  const hwnas_table_t *scope;
  size_t n;
  size_t *strides;                 /* n_axes x n */
  size_t *offsets;                 /* n: cell of each part */
  uint32_t index[HWNAS_SCOPE_MAX]; /* of the scope */
} walk_t;

static hwnas_status_t *walk_init(walk_t *walk, hwnas_arena_t *arena, const hwnas_table_t *scope,
                                 const hwnas_table_t *const *tables, size_t n) {
  memset(walk, 0, sizeof *walk);
  walk->scope = scope;
  walk->n = n;
  walk->offsets = hwnas_arena_alloc_array(arena, n, sizeof(size_t));
  walk->strides = hwnas_arena_alloc_array(arena, n * (scope->n_axes + 1), sizeof(size_t));
  if (!walk->offsets || !walk->strides) return hwnas_status_no_memory();
  for (uint32_t i = 0; i < scope->n_axes; i++)
    for (size_t t = 0; t < n; t++) walk->strides[i * n + t] = hwnas_table_stride(tables[t], scope->axes[i]);
  return NULL;
}

static void walk_next(walk_t *walk) {
  for (uint32_t i = walk->scope->n_axes; i-- > 0;) {
    const size_t *strides = &walk->strides[i * walk->n];
    if (++walk->index[i] < walk->scope->sizes[i]) {
      for (size_t t = 0; t < walk->n; t++) walk->offsets[t] += strides[t];
      return;
    }
    walk->index[i] = 0;
    for (size_t t = 0; t < walk->n; t++) walk->offsets[t] -= strides[t] * (walk->scope->sizes[i] - 1);
  }
}

static bool is_within(const hwnas_table_t *inner, const hwnas_table_t *outer) {
  for (uint32_t i = 0; i < inner->n_axes; i++)
    if (!hwnas_table_has_axis(outer, inner->axes[i])) return false;
  return true;
}

/* The axes of a scope that are derived from others of it: most combinations of both are none of a network. */
typedef struct bound {
  uint32_t axes[HWNAS_SCOPE_MAX], n; /* places in the scope */
  const hwnas_table_t *tables[HWNAS_SCOPE_MAX];
  walk_t walk; /* over the tables */
} bound_t;

static hwnas_status_t *bound_init(bound_t *bound, hwnas_arena_t *scratch, const hwnas_variables_t *variables,
                                  const hwnas_table_t *scope) {
  bound->n = 0;
  for (uint32_t i = 0; i < scope->n_axes; i++) {
    const hwnas_table_t *causes = variables->items[scope->axes[i]]->table;
    if (!causes || !is_within(causes, scope)) continue;
    bound->axes[bound->n] = i;
    bound->tables[bound->n++] = causes;
  }
  return walk_init(&bound->walk, scratch, scope, bound->tables, bound->n);
}

static bool is_possible(const bound_t *bound) {
  for (uint32_t b = 0; b < bound->n; b++)
    if (bound->tables[b]->cells[bound->walk.offsets[b]].integer != bound->walk.index[bound->axes[b]])
      return false;
  return true;
}

static hwnas_status_t *fill(hwnas_arena_t *scratch, const hwnas_variables_t *variables,
                            const hwnas_table_t *scope, const hwnas_table_t *const *tables, size_t n,
                            hwnas_table_fn fn, void *self, hwnas_value_t *cells) {
  walk_t walk;
  bound_t bound;
  HWNAS_TRY(walk_init(&walk, scratch, scope, tables, n));
  HWNAS_TRY(bound_init(&bound, scratch, variables, scope));
  hwnas_value_t *inputs = hwnas_arena_alloc_array(scratch, n, sizeof *inputs);
  HWNAS_TRY_ALLOC(inputs);
  for (size_t c = 0; c < scope->n_cells; c++, walk_next(&walk)) {
    for (size_t t = 0; t < n; t++) inputs[t] = tables[t]->cells[walk.offsets[t]];
    if (bound.n == 0 || is_possible(&bound))
      HWNAS_TRY(fn(self, inputs, &cells[c]));
    else
      cells[c] = hwnas_value_excluded();
    if (bound.n) walk_next(&bound.walk);
  }
  return NULL;
}

static hwnas_status_t *apply_in(hwnas_arena_t *scratch, hwnas_arena_t *arena,
                                const hwnas_variables_t *variables, const hwnas_table_t *const *tables,
                                size_t n, hwnas_table_fn fn, void *self, const hwnas_table_t **out) {
  hwnas_table_t full;
  HWNAS_TRY(hwnas_derive_operands(scratch, variables, &tables, n));
  HWNAS_TRY(hwnas_table_scope_union(variables, tables, n, &full));
  hwnas_value_t *cells = hwnas_arena_alloc_array(scratch, full.n_cells, sizeof *cells);
  HWNAS_TRY_ALLOC(cells);
  HWNAS_TRY(fill(scratch, variables, &full, tables, n, fn, self, cells));
  full.cells = cells;
  return hwnas_table_reduce(arena, &full, out);
}

#define CONSTANTS_MAX 64

static bool are_constant(const hwnas_table_t *const *tables, size_t n) {
  for (size_t t = 0; t < n; t++)
    if (tables[t]->n_axes) return false;
  return n <= CONSTANTS_MAX;
}

/* Most values of most spaces depend on nothing: no walk is needed for them. */
static hwnas_status_t *apply_once(hwnas_arena_t *arena, const hwnas_table_t *const *tables, size_t n,
                                  hwnas_table_fn fn, void *self, const hwnas_table_t **out) {
  hwnas_value_t inputs[CONSTANTS_MAX] = {{0}}, cell = {0};
  for (size_t t = 0; t < n; t++) inputs[t] = tables[t]->cells[0];
  HWNAS_TRY(fn(self, inputs, &cell));
  *out = hwnas_table_constant(arena, cell);
  return *out ? NULL : hwnas_status_no_memory();
}

hwnas_status_t *hwnas_table_apply(hwnas_arena_t *arena, const hwnas_variables_t *variables,
                                  const hwnas_table_t *const *tables, size_t n, hwnas_table_fn fn, void *self,
                                  const hwnas_table_t **out) {
  if (are_constant(tables, n)) return apply_once(arena, tables, n, fn, self, out);
  hwnas_arena_t scratch;
  hwnas_arena_init(&scratch);
  hwnas_status_t *status = apply_in(&scratch, arena, variables, tables, n, fn, self, out);
  hwnas_arena_deinit(&scratch);
  return status;
}

/* ---- Reduce ---------------------------------------------------------------------------------- */

static bool axis_matters(const hwnas_value_t *cells, size_t outer, uint32_t size, size_t inner) {
  for (size_t o = 0; o < outer; o++)
    for (size_t i = 0; i < inner; i++) {
      const hwnas_value_t *first = NULL;
      for (uint32_t k = 0; k < size; k++) {
        const hwnas_value_t *cell = &cells[(o * size + k) * inner + i];
        if (cell->type == HWNAS_VALUE_EXCLUDED) continue;
        if (first && !hwnas_value_equal(first, cell)) return true;
        first = cell;
      }
    }
  return false;
}

static void drop_axis(hwnas_value_t *cells, size_t outer, uint32_t size, size_t inner) {
  for (size_t o = 0; o < outer; o++)
    for (size_t i = 0; i < inner; i++) {
      hwnas_value_t kept = cells[o * size * inner + i];
      for (uint32_t k = 1; k < size && kept.type == HWNAS_VALUE_EXCLUDED; k++)
        kept = cells[(o * size + k) * inner + i];
      cells[o * inner + i] = kept;
    }
}

hwnas_status_t *hwnas_table_reduce(hwnas_arena_t *arena, hwnas_table_t *table, const hwnas_table_t **out) {
  hwnas_value_t *cells = hwnas_arena_alloc_array(arena, table->n_cells, sizeof *cells);
  hwnas_table_t *reduced = hwnas_arena_alloc(arena, sizeof *reduced);
  if (!cells || !reduced) return hwnas_status_no_memory();
  memcpy(cells, table->cells, table->n_cells * sizeof *cells);
  *reduced = *table;
  size_t inner = 1;
  for (uint32_t a = reduced->n_axes; a-- > 0;) {
    uint32_t size = reduced->sizes[a];
    size_t outer = reduced->n_cells / (size * inner);
    if (axis_matters(cells, outer, size, inner)) {
      inner *= size;
      continue;
    }
    drop_axis(cells, outer, size, inner);
    reduced->n_axes--;
    reduced->n_cells /= size;
    for (uint32_t i = a; i < reduced->n_axes; i++) {
      reduced->axes[i] = reduced->axes[i + 1];
      reduced->sizes[i] = reduced->sizes[i + 1];
    }
  }
  reduced->cells = cells;
  *out = reduced;
  return NULL;
}

/* ---- Select and logic ------------------------------------------------------------------------ */

static hwnas_status_t *select_cell(void *self, const hwnas_value_t *inputs, hwnas_value_t *out) {
  size_t n = *(const size_t *)self;
  int64_t which;
  if (inputs[0].type == HWNAS_VALUE_EXCLUDED || inputs[0].type == HWNAS_VALUE_UNDEFINED)
    *out = inputs[0];
  else if (hwnas_value_to_int(&inputs[0], &which) && which >= 0 && (size_t)which < n)
    *out = inputs[1 + which];
  else
    return hwnas_status_make(HWNAS_ERROR_INTERNAL, "a selector is outside its %zu alternatives", n);
  return NULL;
}

hwnas_status_t *hwnas_table_select(hwnas_arena_t *arena, const hwnas_variables_t *variables,
                                   const hwnas_table_t *selector, const hwnas_table_t *const *tables,
                                   size_t n, const hwnas_table_t **out) {
  const hwnas_table_t **all = hwnas_arena_alloc_array(arena, n + 1, sizeof *all);
  HWNAS_TRY_ALLOC(all);
  all[0] = selector;
  memcpy(&all[1], tables, n * sizeof *all);
  return hwnas_table_apply(arena, variables, all, n + 1, select_cell, &n, out);
}

static bool holds(const hwnas_value_t *value) {
  return value->type != HWNAS_VALUE_EXCLUDED && value->type != HWNAS_VALUE_UNDEFINED &&
         hwnas_value_truth(value);
}

static hwnas_status_t *truth_cell(void *self, const hwnas_value_t *inputs, hwnas_value_t *out) {
  (void)self;
  *out = inputs[0];
  if (out->type != HWNAS_VALUE_EXCLUDED && out->type != HWNAS_VALUE_UNDEFINED)
    *out = hwnas_value_bool(hwnas_value_truth(out));
  return NULL;
}

hwnas_status_t *hwnas_table_truth(hwnas_arena_t *arena, const hwnas_variables_t *variables,
                                  const hwnas_table_t *table, const hwnas_table_t **out) {
  return hwnas_table_apply(arena, variables, &table, 1, truth_cell, NULL, out);
}

static hwnas_status_t *and_cell(void *self, const hwnas_value_t *inputs, hwnas_value_t *out) {
  (void)self;
  *out = hwnas_value_bool(holds(&inputs[0]) && holds(&inputs[1]));
  return NULL;
}

static hwnas_status_t *or_cell(void *self, const hwnas_value_t *inputs, hwnas_value_t *out) {
  (void)self;
  *out = hwnas_value_bool(holds(&inputs[0]) || holds(&inputs[1]));
  return NULL;
}

/* A condition that always holds is NULL everywhere. */
static const hwnas_table_t *normal(const hwnas_table_t *condition) {
  const hwnas_value_t *constant = hwnas_table_is_constant(condition);
  return constant && holds(constant) ? NULL : condition;
}

hwnas_status_t *hwnas_table_and(hwnas_arena_t *arena, const hwnas_variables_t *variables,
                                const hwnas_table_t *a, const hwnas_table_t *b, const hwnas_table_t **out) {
  *out = a ? a : b;
  if (!a || !b || a == b) return NULL;
  HWNAS_TRY(hwnas_table_apply(arena, variables, (const hwnas_table_t *[]){a, b}, 2, and_cell, NULL, out));
  *out = normal(*out);
  return NULL;
}

hwnas_status_t *hwnas_table_or(hwnas_arena_t *arena, const hwnas_variables_t *variables,
                               const hwnas_table_t *a, const hwnas_table_t *b, const hwnas_table_t **out) {
  *out = a == b ? a : NULL;
  if (!a || !b || a == b) return NULL;
  HWNAS_TRY(hwnas_table_apply(arena, variables, (const hwnas_table_t *[]){a, b}, 2, or_cell, NULL, out));
  *out = normal(*out);
  return NULL;
}

/* The table without that axis; no cells. *out_at is where the axis stood, n_axes if nowhere. */
static hwnas_table_t without_axis(const hwnas_table_t *table, uint32_t axis, uint32_t *out_at) {
  hwnas_table_t rest = *table;
  uint32_t at = 0;
  while (at < table->n_axes && table->axes[at] != axis) at++;
  *out_at = at;
  if (at == table->n_axes) return rest;
  rest.n_axes--;
  rest.n_cells /= table->sizes[at];
  for (uint32_t i = at; i < rest.n_axes; i++) {
    rest.axes[i] = table->axes[i + 1];
    rest.sizes[i] = table->sizes[i + 1];
  }
  return rest;
}

hwnas_status_t *hwnas_table_fix(hwnas_arena_t *arena, const hwnas_table_t *table, uint32_t axis, uint32_t k,
                                const hwnas_table_t **out) {
  uint32_t at;
  hwnas_table_t fixed = without_axis(table, axis, &at);
  *out = table;
  if (at == table->n_axes) return NULL;
  size_t inner = hwnas_table_stride(table, axis), size = table->sizes[at];
  hwnas_value_t *cells = hwnas_arena_alloc_array(arena, fixed.n_cells, sizeof *cells);
  HWNAS_TRY_ALLOC(cells);
  for (size_t c = 0; c < fixed.n_cells; c++)
    cells[c] = table->cells[(c / inner * size + k) * inner + c % inner];
  fixed.cells = cells;
  return hwnas_table_reduce(arena, &fixed, out);
}

hwnas_status_t *hwnas_table_any(hwnas_arena_t *arena, const hwnas_table_t *condition, uint32_t axis,
                                const hwnas_table_t **out) {
  uint32_t at;
  hwnas_table_t merged = without_axis(condition, axis, &at);
  *out = condition;
  if (at == condition->n_axes) return NULL;
  uint32_t size = condition->sizes[at];
  size_t inner = hwnas_table_stride(condition, axis), outer = 1;
  for (uint32_t i = 0; i < at; i++) outer *= condition->sizes[i];
  hwnas_value_t *cells = hwnas_arena_alloc_array(arena, merged.n_cells, sizeof *cells);
  HWNAS_TRY_ALLOC(cells);
  for (size_t o = 0; o < outer; o++)
    for (size_t i = 0; i < inner; i++) {
      bool any = false;
      for (uint32_t k = 0; k < size; k++) any |= holds(&condition->cells[(o * size + k) * inner + i]);
      cells[o * inner + i] = hwnas_value_bool(any);
    }
  merged.cells = cells;
  return hwnas_table_reduce(arena, &merged, out);
}

hwnas_status_t *hwnas_table_project(hwnas_arena_t *arena, const hwnas_table_t *condition,
                                    const hwnas_table_t *scope, const hwnas_table_t **out) {
  *out = condition;
  if (!condition) return NULL;
  for (uint32_t i = 0; i < condition->n_axes; i++)
    if (!hwnas_table_has_axis(scope, condition->axes[i]))
      HWNAS_TRY(hwnas_table_any(arena, *out, condition->axes[i], out));
  *out = normal(*out);
  return NULL;
}

static bool possible_from(const hwnas_table_t *condition, const int32_t *known, uint32_t axis, size_t cell) {
  if (axis == condition->n_axes) return holds(&condition->cells[cell]);
  uint32_t size = condition->sizes[axis];
  int32_t index = known[condition->axes[axis]];
  if (index >= 0) return possible_from(condition, known, axis + 1, cell * size + (uint32_t)index);
  for (uint32_t k = 0; k < size; k++)
    if (possible_from(condition, known, axis + 1, cell * size + k)) return true;
  return false;
}

bool hwnas_table_possible(const hwnas_table_t *condition, const int32_t *known) {
  return !condition || possible_from(condition, known, 0, 0);
}

bool hwnas_cell_same(const hwnas_value_t *a, const hwnas_value_t *b) {
  return a->type == b->type && (a->type == HWNAS_VALUE_EXCLUDED || hwnas_value_equal(a, b));
}

bool hwnas_table_same(const hwnas_table_t *a, const hwnas_table_t *b) {
  if (a == b) return true;
  if (a->n_axes != b->n_axes || memcmp(a->axes, b->axes, a->n_axes * sizeof *a->axes) != 0) return false;
  for (size_t c = 0; c < a->n_cells; c++)
    if (!hwnas_cell_same(&a->cells[c], &b->cells[c])) return false;
  return true;
}

bool hwnas_table_agree(const hwnas_table_t *a, const hwnas_table_t *b) {
  if (a->n_axes != b->n_axes || memcmp(a->axes, b->axes, a->n_axes * sizeof *a->axes) != 0) return false;
  for (size_t c = 0; c < a->n_cells; c++)
    if (a->cells[c].type != HWNAS_VALUE_EXCLUDED && b->cells[c].type != HWNAS_VALUE_EXCLUDED &&
        !hwnas_value_equal(&a->cells[c], &b->cells[c]))
      return false;
  return true;
}

/* ---- For people ------------------------------------------------------------------------------ */

void hwnas_table_print_scope(const hwnas_variables_t *variables, const hwnas_table_t *table,
                             hwnas_str_t *out) {
  const char *separator = "";
  bool *marks = calloc(variables->n + 1, sizeof *marks);
  if (!marks) out->failed = true;
  if (!marks) return;
  hwnas_variables_mark(variables, table, marks);
  for (size_t v = 0; v < variables->n; v++) {
    if (!marks[v] || variables->items[v]->table) continue;
    hwnas_str_appendf(out, "%s%s", separator, variables->items[v]->label);
    separator = ", ";
  }
  if (!*separator) hwnas_str_append(out, "nothing");
  free(marks);
}

void hwnas_table_print_values(const hwnas_table_t *table, hwnas_str_t *out) {
  const hwnas_value_t *seen[12];
  size_t n = 0;
  bool more = false;
  for (size_t c = 0; c < table->n_cells && !more; c++) {
    const hwnas_value_t *cell = &table->cells[c];
    bool known = cell->type == HWNAS_VALUE_EXCLUDED || cell->type == HWNAS_VALUE_UNDEFINED;
    for (size_t i = 0; i < n && !known; i++) known = hwnas_value_equal(seen[i], cell);
    if (known) continue;
    if (n < 12)
      seen[n++] = cell;
    else
      more = true;
  }
  if (n != 1) hwnas_str_append(out, "{");
  for (size_t i = 0; i < n; i++) {
    if (i) hwnas_str_append(out, ",");
    hwnas_value_print(seen[i], out);
  }
  if (n != 1) hwnas_str_append(out, more ? ",...}" : "}");
}
