/* Modules that bring tensors together: residual and branches. */
#include <string.h>

#include "shape/internal.h"

static hwnas_status_t *add_shortcut(const hwnas_site_t *site, const hwnas_json_t *json,
                                    const hwnas_table_t *when, const hwnas_tensors_t *inputs,
                                    hwnas_tensors_t *body, hwnas_tensors_t *out) {
  hwnas_compiler_t *compiler = site->compiler;
  hwnas_tensors_t *alternatives = hwnas_arena_alloc_array(compiler->arena, 2, sizeof *alternatives);
  HWNAS_TRY_ALLOC(alternatives);
  hwnas_site_t inner = *site;
  HWNAS_TRY(hwnas_table_and(compiler->arena, &compiler->space->variables, site->guard, when, &inner.guard));
  alternatives[0] = *body;
  hwnas_tensors_t pair = {0};
  HWNAS_TRY(hwnas_tensors_append(compiler, json, &pair, body));
  HWNAS_TRY(hwnas_tensors_append(compiler, json, &pair, inputs));
  HWNAS_TRY(hwnas_module_functional(&inner, "add", "add", json, &pair, &alternatives[1]));
  if (!when) {
    *out = alternatives[1];
    return NULL;
  }
  return hwnas_tensors_select(site, json, when, alternatives, 2, out);
}

hwnas_status_t *hwnas_module_residual(const hwnas_site_t *site, const hwnas_json_t *json,
                                      const hwnas_tensors_t *inputs, hwnas_tensors_t *out) {
  hwnas_compiler_t *compiler = site->compiler;
  const hwnas_json_t *body = hwnas_json_get(json, "residual");
  const hwnas_table_t *when;
  bool never;
  HWNAS_TRY(hwnas_module_condition(site, hwnas_json_get(json, "shortcut"), &when, &never));
  hwnas_module_t *node = hwnas_module_node(site, HWNAS_MODULE_RESIDUAL, "residual", json);
  hwnas_tensors_t *result = hwnas_arena_alloc(compiler->arena, sizeof *result);
  if (!node || !result) return hwnas_status_no_memory();
  hwnas_site_t inner = *site, child;
  node->decides = when;
  if (never) node->decides = hwnas_table_constant(compiler->arena, hwnas_value_bool(false));
  HWNAS_TRY_ALLOC(!never || node->decides);
  inner.parent = node;
  HWNAS_TRY(hwnas_site_child(&inner, body, site->frame, site->guard, "body", &child));
  HWNAS_TRY(hwnas_module_instantiate(&child, body, inputs, result));
  if (result->n != 1 || inputs->n != 1)
    return hwnas_json_at(hwnas_status_make(HWNAS_ERROR_SPACE_FORM, "a residual takes and gives one tensor"),
                         json);
  if (never)
    *out = *result;
  else
    HWNAS_TRY(add_shortcut(&inner, json, when, inputs, result, out));
  hwnas_module_set_outputs(node, out);
  return NULL;
}

typedef struct branches {
  hwnas_site_t site;
  const hwnas_tensors_t *inputs;
  hwnas_tensors_t *merged, *one;
  bool merges;
} branches_t;

static hwnas_status_t *add_branch(void *self, const hwnas_json_t *item, hwnas_frame_t *frame, size_t index) {
  branches_t *branches = self;
  const hwnas_site_t *site = &branches->site;
  hwnas_site_t child;
  hwnas_lifted_t include;
  const hwnas_table_t *guard;
  HWNAS_TRY(hwnas_operand_include(site, item, frame, &include));
  const hwnas_value_t *constant = include.table ? hwnas_table_is_constant(include.table) : NULL;
  if (constant && !hwnas_value_truth(constant)) return NULL;
  const hwnas_table_t *takes = constant ? NULL : include.table;
  HWNAS_TRY(hwnas_compiler_use_reads(site->compiler, &include, site->guard));
  HWNAS_TRY(
      hwnas_table_and(site->compiler->arena, &site->compiler->space->variables, site->guard, takes, &guard));
  HWNAS_TRY(hwnas_site_item(site, item, frame, guard, index, &child));
  child.listed = true;
  child.merged = branches->merges;
  HWNAS_TRY(hwnas_module_instantiate(&child, item, branches->inputs, branches->one));
  return hwnas_operand_append(&child, item, &include, takes, branches->one, branches->merged);
}

hwnas_status_t *hwnas_module_branches(const hwnas_site_t *site, const hwnas_json_t *json,
                                      const hwnas_tensors_t *inputs, hwnas_tensors_t *out) {
  hwnas_compiler_t *compiler = site->compiler;
  const hwnas_json_t *merge = hwnas_json_get(json, "merge");
  hwnas_module_t *node = hwnas_module_node(site, HWNAS_MODULE_BRANCHES, "branches", json);
  branches_t branches = {.site = *site,
                         .inputs = inputs,
                         .merges = merge != NULL,
                         .merged = hwnas_arena_alloc(compiler->arena, sizeof(hwnas_tensors_t)),
                         .one = hwnas_arena_alloc(compiler->arena, sizeof(hwnas_tensors_t))};
  if (!node || !branches.merged || !branches.one) return hwnas_status_no_memory();
  if (merge) HWNAS_TRY(hwnas_json_expect(merge, HWNAS_JSON_STRING));
  branches.site.parent = node;
  HWNAS_TRY(hwnas_module_each(&branches.site, hwnas_json_get(json, "branches"), add_branch, &branches));
  const char *op_type = merge ? hwnas_arena_strdup(compiler->arena, merge->string) : NULL;
  if (merge)
    HWNAS_TRY(hwnas_module_functional(&branches.site, op_type, op_type, json, branches.merged, out));
  else
    *out = *branches.merged;
  hwnas_module_set_outputs(node, out);
  return NULL;
}
