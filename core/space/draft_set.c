/* Filling containers, and what is said about a module. */
#include <math.h>

#include "space/draft.h"

/* True if the draft is of one of the kinds (n of them); else that is a failure. action: "takes candidates".
 */
static bool is_of(const hwnas_draft_t *draft, const hwnas_draft_kind_t *kinds, size_t n, const char *what) {
  if (!draft) return false;
  for (size_t i = 0; i < n; i++)
    if (draft->kind == kinds[i]) return true;
  hwnas_builder_fail(draft->builder, draft,
                     hwnas_status_make(HWNAS_ERROR_SPACE_FORM, "%s has no %s", draft->title, what));
  return false;
}

#define IS(draft, what, ...)                                \
  is_of((draft), (const hwnas_draft_kind_t[]){__VA_ARGS__}, \
        sizeof((const hwnas_draft_kind_t[]){__VA_ARGS__}) / sizeof(hwnas_draft_kind_t), (what))

/* ---- Content --------------------------------------------------------------------------------- */

/* A NULL container is a failure that only the child's builder can remember. */
static hwnas_draft_t *fill(hwnas_draft_t *draft, bool good, const char *key, hwnas_draft_t *child) {
  if (!draft) hwnas_draft_place(NULL, key, child);
  if (draft && good) hwnas_draft_place(draft->content, key, child);
  return draft;
}

hwnas_draft_t *hwnas_draft_add(hwnas_draft_t *container, hwnas_draft_t *child) {
  bool good =
      IS(container, "list of modules", HWNAS_DRAFT_SEQUENTIAL, HWNAS_DRAFT_BRANCHES, HWNAS_DRAFT_MERGE);
  return fill(container, good, NULL, child);
}

hwnas_draft_t *hwnas_draft_add_candidate(hwnas_draft_t *container, const char *name, hwnas_draft_t *child) {
  return fill(container, IS(container, "candidates", HWNAS_DRAFT_CHOOSE, HWNAS_DRAFT_CELL), name, child);
}

hwnas_draft_t *hwnas_draft_add_case(hwnas_draft_t *draft, const char *value, hwnas_draft_t *child) {
  return fill(draft, IS(draft, "cases", HWNAS_DRAFT_SWITCH), value, child);
}

hwnas_draft_t *hwnas_draft_set_default(hwnas_draft_t *draft, hwnas_draft_t *child) {
  if (!draft) return fill(NULL, false, NULL, child);
  if (IS(draft, "default", HWNAS_DRAFT_SWITCH)) hwnas_draft_place(draft, "default", child);
  return draft;
}

hwnas_draft_t *hwnas_draft_set_index(hwnas_draft_t *repeat, const char *name) {
  if (IS(repeat, "index", HWNAS_DRAFT_REPEAT))
    hwnas_draft_put(repeat, "index", hwnas_draft_of_plain(repeat, name));
  return repeat;
}

hwnas_draft_t *hwnas_draft_add_node(hwnas_draft_t *graph, const char *name, hwnas_draft_t *child) {
  bool good = IS(graph, "nodes", HWNAS_DRAFT_GRAPH);
  if (good && child) hwnas_draft_put_new(child, "node", hwnas_draft_of_template(child, name));
  return fill(graph, good, NULL, child);
}

/* One more name under key: one stands alone, several are a list. */
static void add_name(hwnas_draft_t *draft, const char *key, hwnas_draft_t *name) {
  hwnas_draft_t *old = draft ? hwnas_draft_get(draft, key) : NULL, *list = old;
  if (!old) {
    hwnas_draft_put(draft, key, name);
    return;
  }
  if (old->type != HWNAS_JSON_ARRAY) {
    list = hwnas_draft_of_ints(draft, NULL, 0);
    hwnas_draft_put(draft, key, list);
    old->next = NULL; /* its sibling in the draft */
    hwnas_draft_put(list, NULL, old);
  }
  hwnas_draft_put(list, NULL, name);
}

hwnas_draft_t *hwnas_draft_add_from(hwnas_draft_t *module, const char *node) {
  add_name(module, "from", hwnas_draft_of_template(module, node));
  return module;
}

hwnas_draft_t *hwnas_draft_add_input(hwnas_draft_t *draft, const char *name) {
  if (!IS(draft, "named inputs", HWNAS_DRAFT_GRAPH, HWNAS_DRAFT_BLOCK)) return draft;
  hwnas_draft_t *value = hwnas_draft_of_plain(draft, name);
  if (draft->kind == HWNAS_DRAFT_GRAPH)
    add_name(draft, "input", value);
  else
    hwnas_draft_put(hwnas_draft_section(draft, "inputs", HWNAS_JSON_ARRAY), NULL, value);
  return draft;
}

hwnas_draft_t *hwnas_draft_add_output(hwnas_draft_t *graph, const char *node) {
  if (IS(graph, "named outputs", HWNAS_DRAFT_GRAPH))
    add_name(graph, "output", hwnas_draft_of_template(graph, node));
  return graph;
}

hwnas_draft_t *hwnas_draft_add_argument(hwnas_draft_t *block, const char *name, const char *json) {
  if (IS(block, "arguments to define", HWNAS_DRAFT_BLOCK))
    hwnas_draft_put_new(hwnas_draft_section(block, "args", HWNAS_JSON_OBJECT), name,
                        hwnas_draft_of_json(block, name, json ? json : "null"));
  return block;
}

/* ---- Attributes ------------------------------------------------------------------------------ */

static hwnas_draft_t *set(hwnas_draft_t *draft, const char *key, hwnas_draft_t *value) {
  hwnas_draft_put(draft, key, value);
  return draft;
}

/* A value of a type that needs no more than storing. */
static hwnas_draft_t *scalar(hwnas_draft_t *draft, hwnas_json_type_t type) {
  return draft ? hwnas_draft_make(draft->builder, HWNAS_DRAFT_VALUE, type) : NULL;
}

hwnas_draft_t *hwnas_draft_set_int(hwnas_draft_t *draft, const char *key, int64_t value) {
  return set(draft, key, hwnas_draft_of_int(draft, value));
}

hwnas_draft_t *hwnas_draft_set_real(hwnas_draft_t *draft, const char *key, double value) {
  if (draft && !isfinite(value)) {
    hwnas_builder_fail(
        draft->builder, draft,
        hwnas_status_make(HWNAS_ERROR_OPTION_VALUE, "'%s' is no finite number", key ? key : ""));
    return draft;
  }
  hwnas_draft_t *real = scalar(draft, HWNAS_JSON_REAL);
  if (real) real->real = value;
  return set(draft, key, real);
}

hwnas_draft_t *hwnas_draft_set_bool(hwnas_draft_t *draft, const char *key, bool value) {
  hwnas_draft_t *boolean = scalar(draft, HWNAS_JSON_BOOL);
  if (boolean) boolean->boolean = value;
  return set(draft, key, boolean);
}

hwnas_draft_t *hwnas_draft_set_string(hwnas_draft_t *draft, const char *key, const char *text) {
  return set(draft, key, hwnas_draft_of_string(draft, text));
}

hwnas_draft_t *hwnas_draft_set_ints(hwnas_draft_t *draft, const char *key, const int64_t *values, size_t n) {
  return set(draft, key, hwnas_draft_of_ints(draft, values, n));
}

hwnas_draft_t *hwnas_draft_set_expr(hwnas_draft_t *draft, const char *key, const char *expr) {
  return set(draft, key, hwnas_draft_of_expr(draft, expr));
}

hwnas_draft_t *hwnas_draft_set_json(hwnas_draft_t *draft, const char *key, const char *json) {
  return set(draft, key, hwnas_draft_of_json(draft, key, json));
}

/* ---- What every module takes ----------------------------------------------------------------- */

hwnas_draft_t *hwnas_draft_set_name(hwnas_draft_t *draft, const char *name) {
  return set(draft, "name", hwnas_draft_of_template(draft, name));
}

hwnas_draft_t *hwnas_draft_set_when(hwnas_draft_t *draft, const char *expr) {
  return set(draft, "when", hwnas_draft_of_expr(draft, expr));
}

hwnas_draft_t *hwnas_draft_set_include(hwnas_draft_t *draft, const char *expr) {
  return set(draft, "include", hwnas_draft_of_expr(draft, expr));
}

hwnas_draft_t *hwnas_draft_add_let(hwnas_draft_t *draft, const char *name, const char *expr) {
  hwnas_draft_put_new(hwnas_draft_section(draft, "let", HWNAS_JSON_OBJECT), name,
                      hwnas_draft_of_expr(draft, expr));
  return draft;
}

hwnas_draft_t *hwnas_draft_add_for(hwnas_draft_t *draft, const char *variable, const char *list) {
  hwnas_draft_put_new(hwnas_draft_section(draft, "for", HWNAS_JSON_OBJECT), variable,
                      hwnas_draft_of_expr(draft, list));
  return draft;
}

hwnas_draft_t *hwnas_draft_set_leaf(hwnas_draft_t *draft) {
  return hwnas_draft_set_bool(draft, "leaf", true);
}

hwnas_draft_t *hwnas_draft_set_weights(hwnas_draft_t *draft, const char *name) {
  return set(draft, "weights", hwnas_draft_of_template(draft, name));
}
