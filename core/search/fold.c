#include <string.h>

#include "search/program.h"

bool hwnas_predicate_is_label_call(const hwnas_expr_node_t *node, const char **out_label) {
  if (node->kind != HWNAS_EXPR_CALL || strcmp(node->name, "label") != 0) return false;
  *out_label = NULL;
  if (node->n_children == 1 && node->children[0]->kind == HWNAS_EXPR_LITERAL &&
      node->children[0]->value.type == HWNAS_VALUE_STRING)
    *out_label = node->children[0]->value.string;
  return true;
}

/* ---- What a subtree reads -------------------------------------------------------------------- */

static hwnas_status_t *add_choice(hwnas_predicate_t *predicate, const hwnas_choice_t *choice,
                                  hwnas_reads_t *reads) {
  uint32_t number = (uint32_t)(choice - predicate->space->choices);
  for (size_t i = 0; i < reads->n; i++)
    if (reads->choices[i] == number) return NULL;
  return HWNAS_PUSH(&predicate->arena, reads->choices, reads->n, reads->capacity, number)
             ? NULL
             : hwnas_status_no_memory();
}

static hwnas_status_t *read_name(hwnas_predicate_t *predicate, const char *name, hwnas_reads_t *reads) {
  if (predicate->set && hwnas_metric_set_find(predicate->set, name) >= 0) {
    reads->metrics = true;
    return NULL;
  }
  const hwnas_choice_t *choice = hwnas_space_find(predicate->space, name);
  return choice ? add_choice(predicate, choice, reads) : NULL; /* else a loop variable */
}

hwnas_status_t *hwnas_predicate_reads(hwnas_predicate_t *predicate, const hwnas_expr_node_t *node,
                                      hwnas_reads_t *out) {
  const char *label;
  if (node->kind == HWNAS_EXPR_NAME) return read_name(predicate, node->name, out);
  if (hwnas_predicate_is_label_call(node, &label)) {
    if (!label) return hwnas_predicate_error(predicate, "label() takes one text, the label");
    const hwnas_choice_t *choice = hwnas_space_find(predicate->space, label);
    return choice ? add_choice(predicate, choice, out)
                  : hwnas_predicate_error(predicate, "the space has no choice labelled '%s'", label);
  }
  for (size_t i = 0; i < node->n_children; i++)
    HWNAS_TRY(hwnas_predicate_reads(predicate, node->children[i], out));
  for (size_t i = 0; i < node->n_clauses; i++)
    HWNAS_TRY(hwnas_predicate_reads(predicate, node->clauses[i].expr, out));
  return NULL;
}

/* ---- Tables over labels ---------------------------------------------------------------------- */

typedef struct fold {
  const hwnas_predicate_t *predicate;
  const hwnas_label_table_t *table;
  const uint32_t *indices; /* of the axes, in the present cell */
} fold_t;

static bool value_of(const fold_t *fold, const char *label, hwnas_value_t *out) {
  const hwnas_choice_t *choices = fold->predicate->space->choices;
  for (size_t i = 0; i < fold->table->n_axes; i++) {
    const hwnas_choice_t *choice = &choices[fold->table->axes[i]];
    if (strcmp(choice->label, label) != 0) continue;
    *out = choice->domain[fold->indices[i]];
    return true;
  }
  return false;
}

static hwnas_status_t *fold_name(void *self, const char *name, bool *out_found, hwnas_value_t *out) {
  *out_found = value_of(self, name, out);
  return NULL;
}

static hwnas_status_t *fold_call(void *self, const char *function, const hwnas_value_t *arguments, size_t n,
                                 bool *out_found, hwnas_value_t *out) {
  *out_found = strcmp(function, "label") == 0 && n == 1 && arguments[0].type == HWNAS_VALUE_STRING &&
               value_of(self, arguments[0].string, out);
  return NULL;
}

/* "s1_depth=2, op='conv'" of the present cell. */
static void print_cell(const fold_t *fold, hwnas_str_t *out) {
  for (size_t i = 0; i < fold->table->n_axes; i++) {
    const hwnas_choice_t *choice = &fold->predicate->space->choices[fold->table->axes[i]];
    hwnas_str_appendf(out, "%s%s = ", i ? ", " : "", choice->label);
    hwnas_value_print(&choice->domain[fold->indices[i]], out);
  }
}

static hwnas_status_t *refuse_cell(const fold_t *fold, const hwnas_value_t *value) {
  hwnas_str_t text;
  hwnas_str_init(&text);
  hwnas_status_t *status;
  if (value->type == HWNAS_VALUE_UNDEFINED) {
    status =
        hwnas_predicate_error(fold->predicate, "the expression cannot be computed: %s", value->refusal->what);
  } else {
    hwnas_value_print(value, &text);
    status =
        hwnas_predicate_error(fold->predicate, "%s stands where a number or a comparison belongs", text.text);
  }
  hwnas_str_clear(&text);
  print_cell(fold, &text);
  if (text.length) status = hwnas_status_detail(status, "where %s", text.text);
  hwnas_str_deinit(&text);
  return status;
}

static hwnas_status_t *evaluate_cell(fold_t *fold, const hwnas_expr_t *expr, hwnas_label_table_t *table,
                                     double *out) {
  hwnas_arena_t arena;
  hwnas_arena_init(&arena);
  const hwnas_expr_context_t context = {.arena = &arena, .self = fold, .name = fold_name, .call = fold_call};
  hwnas_value_t value = hwnas_value_null();
  hwnas_status_t *status = hwnas_expr_eval(expr, &context, &value);
  if (status)
    status = hwnas_status_because(hwnas_predicate_error(fold->predicate, "the expression cannot be computed"),
                                  status);
  else if (!hwnas_value_to_real(&value, out))
    status = refuse_cell(fold, &value);
  if (value.type != HWNAS_VALUE_BOOL) table->boolean = false;
  hwnas_arena_deinit(&arena);
  return status;
}

static void next_cell(const hwnas_label_table_t *table, uint32_t *indices) {
  for (size_t i = table->n_axes; i-- > 0;) {
    if (++indices[i] < table->sizes[i]) return;
    indices[i] = 0;
  }
}

/* False if there are too many cells. */
static bool set_axes(hwnas_predicate_t *predicate, const hwnas_reads_t *reads, uint32_t *sizes,
                     hwnas_label_table_t *table) {
  table->n_cells = 1;
  for (size_t i = 0; i < reads->n; i++) {
    sizes[i] = predicate->space->choices[reads->choices[i]].n;
    table->n_cells *= sizes[i]; /* at most 2^16 * 2^16 */
    if (table->n_cells > HWNAS_LABEL_CELLS) return false;
  }
  table->n_axes = reads->n;
  table->axes = reads->choices;
  table->sizes = sizes;
  table->boolean = true;
  return true;
}

hwnas_status_t *hwnas_predicate_fold(hwnas_predicate_t *predicate, const hwnas_expr_node_t *node,
                                     const hwnas_reads_t *reads, const hwnas_label_table_t **out) {
  *out = NULL;
  hwnas_label_table_t *table = hwnas_arena_alloc(&predicate->arena, sizeof *table);
  uint32_t *sizes = hwnas_arena_alloc_array(&predicate->arena, reads->n, sizeof *sizes);
  uint32_t *indices = hwnas_arena_alloc_array(&predicate->arena, reads->n, sizeof *indices);
  HWNAS_TRY_ALLOC(table);
  HWNAS_TRY_ALLOC(sizes);
  HWNAS_TRY_ALLOC(indices);
  if (!set_axes(predicate, reads, sizes, table)) return NULL;
  double *cells = hwnas_arena_alloc_array(&predicate->arena, table->n_cells, sizeof *cells);
  HWNAS_TRY_ALLOC(cells);
  const hwnas_expr_t expr = {.root = node, .text = predicate->text, .place = predicate->place};
  fold_t fold = {.predicate = predicate, .table = table, .indices = indices};
  for (size_t i = 0; i < table->n_cells; i++) {
    HWNAS_TRY(evaluate_cell(&fold, &expr, table, &cells[i]));
    next_cell(table, indices);
  }
  table->cells = cells;
  *out = table;
  return NULL;
}
