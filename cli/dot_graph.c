/* Graphs: nodes read others by their names. */
#include "dot.h"

/* Names to where the tensors of a node come from. */
typedef struct scope {
  hwnas_dot_t *dot;
  hwnas_map_t names;
} scope_t;

static hwnas_dot_ends_t *add_name(scope_t *scope, const char *name) {
  hwnas_dot_ends_t *ends = hwnas_arena_alloc(&scope->dot->arena, sizeof *ends);
  if (ends) *ends = (hwnas_dot_ends_t){0};
  if (ends && hwnas_map_set(&scope->names, name, ends)) return ends;
  scope->dot->failed = true;
  return NULL;
}

/* A node that is not drawn: it lies outside. */
static const hwnas_dot_ends_t *add_source(scope_t *scope, const char *name) {
  hwnas_str_t label;
  hwnas_dot_ends_t *ends = add_name(scope, name);
  hwnas_str_init(&label);
  hwnas_dot_escape(name, &label);
  hwnas_dot_end_t end = {.node = hwnas_dot_node(scope->dot, HWNAS_DOT_TENSOR, label.text, "", false)};
  scope->dot->failed |= label.failed;
  hwnas_str_deinit(&label);
  if (ends) hwnas_dot_ends_add(scope->dot, ends, end);
  return ends;
}

static void read_names(scope_t *scope, const hwnas_names_t *names, hwnas_dot_ends_t *out) {
  *out = (hwnas_dot_ends_t){0};
  for (size_t i = 0; i < names->n; i++) {
    const hwnas_dot_ends_t *ends = hwnas_map_get(&scope->names, names->items[i]);
    if (!ends) ends = add_source(scope, names->items[i]);
    if (ends) hwnas_dot_ends_append(scope->dot, out, ends);
  }
}

/* Sources stand outside the frame: they come first. */
static void find_sources(scope_t *scope, const hwnas_module_t *merge) {
  hwnas_dot_ends_t ends;
  for (const hwnas_module_t *child = merge->first_child; child; child = child->next_sibling)
    read_names(scope, &child->from, &ends);
}

static void draw_merge(scope_t *scope, const hwnas_module_t *module, hwnas_dot_ends_t *out) {
  hwnas_dot_ends_t operands = {0}, one;
  for (const hwnas_module_t *child = module->first_child; child; child = child->next_sibling) {
    if (child->implied) continue;
    read_names(scope, &child->from, &one);
    hwnas_dot_module(scope->dot, child, &one, &one);
    hwnas_dot_ends_append(scope->dot, &operands, &one);
  }
  hwnas_dot_merge(scope->dot, module, &operands, out);
}

static void draw_node(scope_t *scope, const hwnas_module_t *module, hwnas_dot_ends_t *out) {
  if (module->kind != HWNAS_MODULE_MERGE) {
    read_names(scope, &module->from, out);
    hwnas_dot_module(scope->dot, module, out, out);
    return;
  }
  hwnas_dot_frame_t frame = hwnas_dot_frame_begin(scope->dot, module);
  draw_merge(scope, module, out);
  hwnas_dot_frame_end(scope->dot, &frame);
  if (hwnas_dot_is_dashed(scope->dot, module)) hwnas_dot_ends_dash(scope->dot, out);
}

/* One name is that of all inputs. */
static void name_inputs(scope_t *scope, const hwnas_names_t *names, const hwnas_dot_ends_t *in) {
  for (size_t i = 0; i < names->n; i++) {
    hwnas_dot_ends_t *ends = add_name(scope, names->items[i]);
    if (!ends) return;
    if (names->n == 1)
      *ends = *in;
    else if (i < in->n)
      hwnas_dot_ends_add(scope->dot, ends, in->items[i]);
  }
}

void hwnas_dot_graph(hwnas_dot_t *dot, const hwnas_module_t *module, const hwnas_dot_ends_t *in,
                     hwnas_dot_ends_t *out) {
  scope_t scope = {.dot = dot};
  hwnas_map_init(&scope.names);
  name_inputs(&scope, &module->names, in);
  for (const hwnas_module_t *child = module->first_child; child; child = child->next_sibling) {
    hwnas_dot_ends_t ends;
    draw_node(&scope, child, &ends);
    hwnas_dot_ends_t *named = child->node ? add_name(&scope, child->node) : NULL;
    if (named) *named = ends;
  }
  read_names(&scope, &module->output, out);
  hwnas_map_deinit(&scope.names);
}

void hwnas_dot_lone_merge(hwnas_dot_t *dot, const hwnas_module_t *module, hwnas_dot_ends_t *out) {
  scope_t scope = {.dot = dot};
  hwnas_map_init(&scope.names);
  find_sources(&scope, module);
  draw_merge(&scope, module, out);
  hwnas_map_deinit(&scope.names);
}
