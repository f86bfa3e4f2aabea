#include "search/where.h"

#include <math.h>
#include <string.h>

#include "search/program.h"
#include "space/walk.h"
#include "trellis/peak.h"

typedef struct taker {
  hwnas_where_t *where;
  const hwnas_space_t *space;
  const hwnas_metric_set_t *set;
  hwnas_predicate_t *predicate;
  size_t conditions_capacity, texts_capacity;
} taker_t;

/* ---- Labels ---------------------------------------------------------------------------------- */

/* The scope of labels, which are in the order of the expression; and the same in the order of variables. */
static void set_scopes(const taker_t *taker, const hwnas_label_table_t *labels, hwnas_table_t *out_labels,
                       hwnas_table_t *out) {
  *out = *out_labels = (hwnas_table_t){.n_cells = labels->n_cells};
  for (size_t i = 0; i < labels->n_axes; i++) {
    uint32_t variable = taker->space->choices[labels->axes[i]].variable, at = out->n_axes++;
    out_labels->axes[out_labels->n_axes] = variable;
    out_labels->sizes[out_labels->n_axes++] = labels->sizes[i];
    for (; at > 0 && out->axes[at - 1] > variable; at--) {
      out->axes[at] = out->axes[at - 1];
      out->sizes[at] = out->sizes[at - 1];
    }
    out->axes[at] = variable;
    out->sizes[at] = labels->sizes[i];
  }
}

static hwnas_status_t *push_condition(taker_t *taker, const hwnas_table_t *table) {
  hwnas_where_t *where = taker->where;
  size_t n = where->n_conditions;
  if (HWNAS_PUSH(&where->arena, where->texts, n, taker->texts_capacity,
                 hwnas_predicate_text(taker->predicate)) &&
      HWNAS_PUSH(&where->arena, where->conditions, where->n_conditions, taker->conditions_capacity, table))
    return NULL;
  return hwnas_status_no_memory();
}

static hwnas_status_t *add_condition(taker_t *taker, const hwnas_label_table_t *labels) {
  hwnas_where_t *where = taker->where;
  hwnas_table_t *table = hwnas_arena_alloc(&where->arena, sizeof *table), scope;
  hwnas_value_t *cells = hwnas_arena_alloc_array(&where->arena, labels->n_cells, sizeof *cells);
  const hwnas_table_t *parts[] = {&scope};
  hwnas_walk_t walk;
  if (!table || !cells) return hwnas_status_no_memory();
  set_scopes(taker, labels, &scope, table);
  HWNAS_TRY(hwnas_walk_init(&walk, &where->arena, table, parts, 1));
  for (size_t c = 0; c < table->n_cells; c++, hwnas_walk_next(&walk))
    cells[c] = hwnas_value_bool(labels->cells[walk.offsets[0]] != 0);
  table->cells = cells;
  return push_condition(taker, table);
}

/* ---- Ranges ---------------------------------------------------------------------------------- */

/* The least number of quanta that is at least the bound, or above it; HWNAS_QUANTA_END if none is. A larger
 * number of quanta is never a smaller number of units. */
static int64_t first_above(const hwnas_metric_info_entry_t *info, double bound, bool strict) {
  int64_t low = -HWNAS_QUANTA_END, high = HWNAS_QUANTA_END;
  while (low < high) {
    int64_t middle = low + (int64_t)(((uint64_t)high - (uint64_t)low) / 2);
    double value = hwnas_metric_to_unit(info, middle);
    if (strict ? value > bound : value >= bound)
      high = middle;
    else
      low = middle + 1;
  }
  return low;
}

/* False for an operator that makes no range. */
static bool range_of(const hwnas_metric_info_entry_t *info, hwnas_expr_operator_t op, double bound,
                     hwnas_range_t *out) {
  *out = (hwnas_range_t){-HWNAS_QUANTA_END, HWNAS_QUANTA_END};
  switch (op) {
    case HWNAS_EXPR_LESS:
    case HWNAS_EXPR_LESS_EQUAL:
      out->high = first_above(info, bound, op == HWNAS_EXPR_LESS_EQUAL) - 1;
      break;
    case HWNAS_EXPR_GREATER:
    case HWNAS_EXPR_GREATER_EQUAL:
      out->low = first_above(info, bound, op == HWNAS_EXPR_GREATER);
      break;
    case HWNAS_EXPR_EQUAL:
      *out = (hwnas_range_t){first_above(info, bound, false), first_above(info, bound, true) - 1};
      break;
    default:
      return false;
  }
  if (isnan(bound)) *out = (hwnas_range_t){1, 0}; /* no comparison with it is true */
  return true;
}

static hwnas_expr_operator_t mirrored(hwnas_expr_operator_t op) {
  switch (op) {
    case HWNAS_EXPR_LESS:
      return HWNAS_EXPR_GREATER;
    case HWNAS_EXPR_LESS_EQUAL:
      return HWNAS_EXPR_GREATER_EQUAL;
    case HWNAS_EXPR_GREATER:
      return HWNAS_EXPR_LESS;
    case HWNAS_EXPR_GREATER_EQUAL:
      return HWNAS_EXPR_LESS_EQUAL;
    default:
      return op;
  }
}

static hwnas_status_t *add_range(taker_t *taker, hwnas_limits_t *limits, size_t metric, hwnas_range_t range) {
  size_t i = 0, n = limits->n;
  while (i < n && limits->metrics[i] != metric) i++;
  if (i == n) {
    if (!HWNAS_PUSH(&taker->where->arena, limits->metrics, n, limits->metrics_capacity, metric) ||
        !HWNAS_PUSH(&taker->where->arena, limits->ranges, limits->n, limits->ranges_capacity, range))
      return hwnas_status_no_memory();
    return NULL;
  }
  if (range.low > limits->ranges[i].low) limits->ranges[i].low = range.low;
  if (range.high < limits->ranges[i].high) limits->ranges[i].high = range.high;
  return NULL;
}

/* ---- Peaks ----------------------------------------------------------------------------------- */

/* A part of a peak is at most so much. */
static hwnas_status_t *limit_part(taker_t *taker, const hwnas_factor_t *part, int64_t most) {
  const hwnas_table_t *condition;
  HWNAS_TRY(hwnas_peak_limit(&taker->where->arena, part, INT64_MIN, most, &condition));
  return condition ? push_condition(taker, condition) : NULL;
}

/* Not above: then no part is, which is a condition on labels. Not below: some part is not, which is none. */
static hwnas_status_t *limit_peak(taker_t *taker, size_t metric, hwnas_range_t range) {
  const hwnas_peak_t *peak = hwnas_metric_set_peak(taker->set, metric);
  const hwnas_factor_t floor = {.scope = {.n_cells = 1}, .cells = (int64_t[]){peak->floor}};
  if (range.low > peak->floor) taker->where->left = true;
  HWNAS_TRY(limit_part(taker, &floor, range.high));
  for (size_t f = 0; f < peak->n; f++) HWNAS_TRY(limit_part(taker, &peak->factors[f], range.high));
  return NULL;
}

/* ---- Comparisons ----------------------------------------------------------------------------- */

/* Number of the metric that node is; else -1. */
static int32_t metric_of(const taker_t *taker, const hwnas_expr_node_t *node) {
  return node->kind == HWNAS_EXPR_NAME && taker->set ? hwnas_metric_set_find(taker->set, node->name) : -1;
}

static hwnas_status_t *constant_of(const taker_t *taker, const hwnas_expr_node_t *node, bool *out_is,
                                   double *out) {
  hwnas_reads_t reads = {0};
  const hwnas_label_table_t *table = NULL;
  *out_is = false;
  HWNAS_TRY(hwnas_predicate_reads(taker->predicate, node, &reads));
  if (reads.metrics || reads.n > 0) return NULL;
  HWNAS_TRY(hwnas_predicate_fold(taker->predicate, node, &reads, &table));
  *out_is = table != NULL;
  if (table) *out = table->cells[0];
  return NULL;
}

static hwnas_status_t *limit(taker_t *taker, size_t metric, hwnas_range_t range) {
  if (hwnas_metric_set_is_sum(taker->set, metric))
    return add_range(taker, &taker->where->sums, metric, range);
  HWNAS_TRY(add_range(taker, &taker->where->others, metric, range));
  if (hwnas_metric_set_is_peak(taker->set, metric)) return limit_peak(taker, metric, range);
  taker->where->left = true;
  return NULL;
}

/* One link of a chain of comparisons. */
static hwnas_status_t *take_pair(taker_t *taker, const hwnas_expr_node_t *a, hwnas_expr_operator_t op,
                                 const hwnas_expr_node_t *b) {
  int32_t metric = metric_of(taker, a);
  bool swapped = metric < 0, is_constant = false;
  double bound = 0;
  hwnas_range_t range;
  if (swapped) metric = metric_of(taker, b);
  if (metric >= 0) HWNAS_TRY(constant_of(taker, swapped ? a : b, &is_constant, &bound));
  if (is_constant &&
      range_of(hwnas_metric_set_info(taker->set, (size_t)metric), swapped ? mirrored(op) : op, bound, &range))
    return limit(taker, (size_t)metric, range);
  taker->where->left = true;
  return NULL;
}

/* ---- All ------------------------------------------------------------------------------------- */

static hwnas_status_t *take(taker_t *taker, const hwnas_expr_node_t *node) {
  hwnas_reads_t reads = {0};
  const hwnas_label_table_t *table = NULL;
  HWNAS_TRY(hwnas_predicate_reads(taker->predicate, node, &reads));
  if (!reads.metrics && reads.n <= HWNAS_SCOPE_MAX)
    HWNAS_TRY(hwnas_predicate_fold(taker->predicate, node, &reads, &table));
  if (table) return add_condition(taker, table);
  if (node->kind == HWNAS_EXPR_AND) {
    for (size_t i = 0; i < node->n_children; i++) HWNAS_TRY(take(taker, node->children[i]));
    return NULL;
  }
  if (node->kind == HWNAS_EXPR_COMPARE) {
    for (size_t i = 0; i + 1 < node->n_children; i++)
      HWNAS_TRY(take_pair(taker, node->children[i], node->operators[i], node->children[i + 1]));
    return NULL;
  }
  taker->where->left = true;
  return NULL;
}

hwnas_status_t *hwnas_where_init(hwnas_where_t *where, const hwnas_space_t *space,
                                 const hwnas_metric_set_t *set, hwnas_predicate_t *const *predicates,
                                 size_t n) {
  *where = (hwnas_where_t){0};
  hwnas_arena_init(&where->arena);
  taker_t taker = {.where = where, .space = space, .set = set};
  for (size_t i = 0; i < n; i++) {
    taker.predicate = predicates[i];
    HWNAS_TRY(take(&taker, predicates[i]->expr->root));
  }
  return NULL;
}

void hwnas_where_deinit(hwnas_where_t *where) { hwnas_arena_deinit(&where->arena); }
