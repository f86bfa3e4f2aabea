/* The kinds of modules, each made from a key that says what it is. */
#include "space/draft.h"

static hwnas_draft_t *root_of(hwnas_builder_t *builder) { return builder ? builder->root : NULL; }

/* word: "choose"; name may be NULL. The title is never NULL, so that messages need not ask. */
static hwnas_draft_t *make(hwnas_builder_t *builder, hwnas_draft_kind_t kind, const char *word,
                           const char *name) {
  hwnas_draft_t *draft = hwnas_draft_make(builder, kind, HWNAS_JSON_OBJECT);
  if (!draft) return NULL;
  draft->title = name ? hwnas_arena_printf(&builder->arena, "%s '%s'", word, name) : word;
  if (draft->title) return draft;
  draft->title = word;
  hwnas_builder_fail(builder, draft, hwnas_status_no_memory());
  return draft;
}

/* A kind whose key has a value. */
static hwnas_draft_t *make_of(hwnas_builder_t *builder, hwnas_draft_kind_t kind, const char *key,
                              const char *name, hwnas_draft_t *value) {
  hwnas_draft_t *draft = make(builder, kind, key, name);
  hwnas_draft_put_new(draft, key, value);
  return draft;
}

/* What takes the modules of a container, under key. */
static hwnas_draft_t *with_content(hwnas_draft_t *draft, const char *key, hwnas_json_type_t type) {
  if (draft) draft->content = hwnas_draft_section(draft, key, type);
  return draft;
}

hwnas_draft_t *hwnas_draft_op(hwnas_builder_t *builder, const char *type) {
  return make_of(builder, HWNAS_DRAFT_OP, "op", type, hwnas_draft_of_string(root_of(builder), type));
}

hwnas_draft_t *hwnas_draft_op_expr(hwnas_builder_t *builder, const char *expr) {
  return make_of(builder, HWNAS_DRAFT_OP, "op", expr, hwnas_draft_of_expr(root_of(builder), expr));
}

hwnas_draft_t *hwnas_draft_call(hwnas_builder_t *builder, const char *block) {
  hwnas_draft_t *name = hwnas_draft_of_template(root_of(builder), block), *draft;
  draft = make(builder, HWNAS_DRAFT_CALL, "call of", block);
  hwnas_draft_put_new(draft, "block", name);
  return draft;
}

hwnas_draft_t *hwnas_draft_parameter(hwnas_builder_t *builder, const char *shape) {
  return make_of(builder, HWNAS_DRAFT_PARAMETER, "parameter", shape,
                 hwnas_draft_of_expr(root_of(builder), shape));
}

hwnas_draft_t *hwnas_draft_sequential(hwnas_builder_t *builder) {
  hwnas_draft_t *draft = make(builder, HWNAS_DRAFT_SEQUENTIAL, "sequential", NULL);
  return with_content(draft, "sequential", HWNAS_JSON_ARRAY);
}

hwnas_draft_t *hwnas_draft_choose(hwnas_builder_t *builder, const char *label) {
  hwnas_draft_t *value = hwnas_draft_of_template(root_of(builder), label);
  return with_content(make_of(builder, HWNAS_DRAFT_CHOOSE, "choose", label, value), "of", HWNAS_JSON_OBJECT);
}

hwnas_draft_t *hwnas_draft_switch(hwnas_builder_t *builder, const char *expr) {
  hwnas_draft_t *value = hwnas_draft_of_expr(root_of(builder), expr);
  return with_content(make_of(builder, HWNAS_DRAFT_SWITCH, "switch", expr, value), "cases",
                      HWNAS_JSON_OBJECT);
}

hwnas_draft_t *hwnas_draft_repeat(hwnas_builder_t *builder, const char *count, hwnas_draft_t *body) {
  hwnas_draft_t *draft = make(builder, HWNAS_DRAFT_REPEAT, "repeat", count);
  hwnas_draft_place(draft, "repeat", body);
  hwnas_draft_put_new(draft, "count", hwnas_draft_of_expr(draft, count));
  return draft;
}

hwnas_draft_t *hwnas_draft_residual(hwnas_builder_t *builder, hwnas_draft_t *body, const char *shortcut) {
  hwnas_draft_t *draft = make(builder, HWNAS_DRAFT_RESIDUAL, "residual", NULL);
  hwnas_draft_place(draft, "residual", body);
  if (shortcut) hwnas_draft_put_new(draft, "shortcut", hwnas_draft_of_expr(draft, shortcut));
  return draft;
}

hwnas_draft_t *hwnas_draft_branches(hwnas_builder_t *builder, const char *merge) {
  hwnas_draft_t *draft = make(builder, HWNAS_DRAFT_BRANCHES, "branches", NULL);
  with_content(draft, "branches", HWNAS_JSON_ARRAY);
  if (merge) hwnas_draft_put_new(draft, "merge", hwnas_draft_of_plain(draft, merge));
  return draft;
}

hwnas_draft_t *hwnas_draft_graph(hwnas_builder_t *builder) {
  return with_content(make(builder, HWNAS_DRAFT_GRAPH, "graph", NULL), "graph", HWNAS_JSON_ARRAY);
}

hwnas_draft_t *hwnas_draft_input_choice(hwnas_builder_t *builder, const char *label) {
  hwnas_draft_t *value = hwnas_draft_of_template(root_of(builder), label);
  return make_of(builder, HWNAS_DRAFT_INPUT_CHOICE, "input_choice", label, value);
}

hwnas_draft_t *hwnas_draft_cell(hwnas_builder_t *builder, const char *label, const char *nodes) {
  hwnas_draft_t *value = hwnas_draft_of_template(root_of(builder), label);
  hwnas_draft_t *draft = make_of(builder, HWNAS_DRAFT_CELL, "cell", label, value);
  hwnas_draft_put_new(draft, "nodes", hwnas_draft_of_expr(draft, nodes));
  return with_content(draft, "of", HWNAS_JSON_OBJECT);
}

hwnas_draft_t *hwnas_draft_merge(hwnas_builder_t *builder, const char *merge) {
  hwnas_draft_t *value = hwnas_draft_of_plain(root_of(builder), merge);
  return with_content(make_of(builder, HWNAS_DRAFT_MERGE, "merge", merge, value), "of", HWNAS_JSON_ARRAY);
}
