#include "space/cells.h"

#include <string.h>

#include "json/json.h"

/* ---- Ranks ----------------------------------------------------------------------------------- */

#define RANK_BUSY UINT32_MAX

static uint32_t rank_above(const hwnas_space_t *space, const hwnas_table_t *table, uint32_t rank,
                           uint32_t *ranks);

static uint32_t find_rank(const hwnas_space_t *space, uint32_t number, uint32_t *ranks) {
  const hwnas_variable_t *variable = space->variables.items[number];
  const hwnas_choice_t *choice = variable->table ? NULL : &space->choices[variable->choice];
  uint32_t rank = 1;
  if (ranks[number] == RANK_BUSY) return 0; /* two choices that decide about each other: no order is better */
  if (ranks[number]) return ranks[number];
  ranks[number] = RANK_BUSY;
  if (variable->table) rank = rank_above(space, variable->table, rank, ranks);
  for (size_t i = 0; choice && i < choice->n_active; i++)
    rank = rank_above(space, choice->active[i], rank, ranks);
  ranks[number] = rank;
  return rank;
}

static uint32_t rank_above(const hwnas_space_t *space, const hwnas_table_t *table, uint32_t rank,
                           uint32_t *ranks) {
  for (uint32_t a = 0; a < table->n_axes; a++) {
    uint32_t above = find_rank(space, table->axes[a], ranks);
    if (above >= rank) rank = above + 1;
  }
  return rank;
}

const uint32_t *hwnas_cells_ranks(hwnas_arena_t *arena, const hwnas_space_t *space) {
  uint32_t *ranks = hwnas_arena_alloc_array(arena, space->variables.n, sizeof *ranks);
  for (uint32_t v = 0; ranks && v < space->variables.n; v++) find_rank(space, v, ranks);
  for (uint32_t v = 0; ranks && v < space->variables.n; v++)
    if (space->variables.items[v]->table) ranks[v] = 0;
  return ranks;
}

/* ---- Cells ----------------------------------------------------------------------------------- */

typedef struct nest {
  const hwnas_table_t *table;
  uint32_t axes[HWNAS_SCOPE_MAX], sizes[HWNAS_SCOPE_MAX]; /* in the order of the nesting */
  size_t strides[HWNAS_SCOPE_MAX];
  hwnas_str_t *out;
} nest_t;

static void order_axes(nest_t *nest, const uint32_t *ranks) {
  const hwnas_table_t *table = nest->table;
  for (uint32_t i = 0; i < table->n_axes; i++) {
    uint32_t at = i;
    for (; at > 0 && ranks[nest->axes[at - 1]] > ranks[table->axes[i]]; at--) {
      nest->axes[at] = nest->axes[at - 1];
      nest->sizes[at] = nest->sizes[at - 1];
    }
    nest->axes[at] = table->axes[i];
    nest->sizes[at] = table->sizes[i];
  }
  for (uint32_t i = 0; i < table->n_axes; i++) nest->strides[i] = hwnas_table_stride(table, nest->axes[i]);
}

static bool is_reached(const hwnas_value_t *cell) {
  return cell->type != HWNAS_VALUE_EXCLUDED && cell->type != HWNAS_VALUE_UNDEFINED;
}

/* False if two reached cells below differ; *first is one of them, NULL if none is reached. */
static bool is_uniform(const nest_t *nest, uint32_t depth, size_t offset, const hwnas_value_t **first) {
  if (depth == nest->table->n_axes) {
    const hwnas_value_t *cell = &nest->table->cells[offset];
    if (!is_reached(cell)) return true;
    if (!*first) *first = cell;
    return cell->type == (*first)->type && hwnas_value_equal(cell, *first);
  }
  for (uint32_t k = 0; k < nest->sizes[depth]; k++)
    if (!is_uniform(nest, depth + 1, offset + k * nest->strides[depth], first)) return false;
  return true;
}

static bool is_list(const hwnas_value_t *value) {
  return value->type == HWNAS_VALUE_LIST || value->type == HWNAS_VALUE_SET;
}

static void print_nest(const nest_t *nest, uint32_t depth, size_t offset, const hwnas_value_t *fill) {
  const hwnas_value_t *first = NULL, none = hwnas_value_null();
  if (!fill && is_uniform(nest, depth, offset, &first)) fill = first ? first : &none;
  /* A list cannot stand for an array of equal lists: it would be taken for the array. */
  if (depth == nest->table->n_axes || (fill && !is_list(fill))) {
    hwnas_value_print_json(fill, nest->out);
    return;
  }
  for (uint32_t k = 0; k < nest->sizes[depth]; k++) {
    hwnas_str_append(nest->out, k ? ", " : "[");
    print_nest(nest, depth + 1, offset + k * nest->strides[depth], fill);
  }
  hwnas_str_append(nest->out, "]");
}

static bool is_the_choice(const hwnas_space_t *space, const hwnas_table_t *table) {
  if (table->n_axes != 1) return false;
  const hwnas_variable_t *choice = space->variables.items[table->axes[0]];
  if (choice->table) return false;
  for (uint32_t k = 0; k < choice->n; k++)
    if (table->cells[k].type != choice->domain[k].type ||
        !hwnas_value_equal(&table->cells[k], &choice->domain[k]))
      return false;
  return true;
}

/* ---- Constants ------------------------------------------------------------------------------- */

/* Text that begins with '=' would be read as an expression, and JSON has no sets. */
static bool needs_expression(const hwnas_value_t *value) {
  if (value->type == HWNAS_VALUE_SET) return true;
  if (value->type == HWNAS_VALUE_STRING) return value->string[0] == '=';
  for (size_t i = 0; is_list(value) && i < value->list->n; i++)
    if (needs_expression(&value->list->items[i])) return true;
  return false;
}

static void print_expression(const char *before, const hwnas_value_t *value, const char *after,
                             hwnas_str_t *out) {
  hwnas_str_t text;
  hwnas_str_init(&text);
  hwnas_str_append(&text, before);
  hwnas_value_print_expr(value, &text);
  hwnas_str_append(&text, after);
  hwnas_json_print_string(text.text, out);
  out->failed |= text.failed;
  hwnas_str_deinit(&text);
}

void hwnas_cells_print(const hwnas_space_t *space, const hwnas_table_t *table, const uint32_t *ranks,
                       hwnas_str_t *out) {
  nest_t nest = {.table = table, .out = out};
  const hwnas_value_t *constant = NULL;
  if (is_uniform(&nest, table->n_axes, 0, &constant) && table->n_axes == 0) {
    if (constant && needs_expression(constant))
      print_expression("=", constant, "", out);
    else if (constant)
      hwnas_value_print_json(constant, out);
    else
      hwnas_str_append(out, "null");
  } else if (is_the_choice(space, table)) {
    hwnas_value_t label = hwnas_value_string(space->variables.items[table->axes[0]]->label);
    print_expression("=choice(", &label, ")", out);
  } else {
    order_axes(&nest, ranks);
    for (uint32_t i = 0; i < table->n_axes; i++) {
      hwnas_str_append(out, i ? ", " : "{\"over\": [");
      hwnas_json_print_string(space->variables.items[nest.axes[i]]->label, out);
    }
    hwnas_str_append(out, "], \"table\": ");
    print_nest(&nest, 0, 0, NULL);
    hwnas_str_append(out, "}");
  }
}
