/* How each kind of module is drawn; graphs are in dot_graph.c. */
#include "dot.h"
#include "tree.h"

static void draw_framed(hwnas_dot_t *dot, const hwnas_module_t *module, const hwnas_dot_ends_t *in,
                        hwnas_dot_ends_t *out);

/* ---- Boxes and diamonds ---------------------------------------------------------------------- */

static size_t draw_box(hwnas_dot_t *dot, const hwnas_module_t *module) {
  hwnas_str_t label, shapes;
  hwnas_str_init(&label);
  hwnas_str_init(&shapes);
  hwnas_dot_append_name(module, &label);
  hwnas_tree_outputs(module, &shapes);
  hwnas_str_append(&label, "\\n");
  hwnas_dot_escape(shapes.text, &label);
  dot->failed |= label.failed || shapes.failed;
  hwnas_dot_shape_t shape = HWNAS_DOT_BOX;
  if (module->kind == HWNAS_MODULE_LEAF) shape = HWNAS_DOT_CLOSED;
  if (module->kind == HWNAS_MODULE_PARAMETER) shape = HWNAS_DOT_TENSOR;
  size_t node = hwnas_dot_node(dot, shape, label.text, module->path, hwnas_dot_is_dashed(dot, module));
  hwnas_str_deinit(&label);
  hwnas_str_deinit(&shapes);
  return node;
}

static void draw_operator(hwnas_dot_t *dot, const hwnas_module_t *module, const hwnas_dot_ends_t *in,
                          hwnas_dot_ends_t *out) {
  hwnas_dot_end_t end = {.node = draw_box(dot, module), .dashed = hwnas_dot_is_dashed(dot, module)};
  hwnas_dot_edges(dot, in, end.node, end.dashed);
  *out = (hwnas_dot_ends_t){0};
  for (size_t i = 0; i < module->n_outputs; i++) hwnas_dot_ends_add(dot, out, end);
}

/* The label of the choice; of a switch, the choices that decide. */
static size_t draw_decision(hwnas_dot_t *dot, const hwnas_module_t *module) {
  hwnas_str_t text, label;
  hwnas_str_init(&text);
  hwnas_str_init(&label);
  if (module->kind == HWNAS_MODULE_INPUT_CHOICE) hwnas_str_append(&label, "input choice\\n");
  if (module->kind == HWNAS_MODULE_SWITCH) {
    hwnas_str_append(&label, "switch\\n");
    hwnas_table_print_scope(&dot->space->variables, module->decides, &text);
  } else {
    hwnas_str_append(&text, module->title);
  }
  hwnas_dot_escape(text.text, &label);
  dot->failed |= text.failed || label.failed;
  size_t node =
      hwnas_dot_node(dot, HWNAS_DOT_DECISION, label.text, module->path, hwnas_dot_is_dashed(dot, module));
  hwnas_str_deinit(&text);
  hwnas_str_deinit(&label);
  return node;
}

/* ---- Containers ------------------------------------------------------------------------------ */

static void draw_chain(hwnas_dot_t *dot, const hwnas_module_t *module, const hwnas_dot_ends_t *in,
                       hwnas_dot_ends_t *out) {
  *out = *in;
  for (const hwnas_module_t *child = module->first_child; child; child = child->next_sibling)
    hwnas_dot_module(dot, child, out, out);
}

void hwnas_dot_merge(hwnas_dot_t *dot, const hwnas_module_t *module, const hwnas_dot_ends_t *operands,
                     hwnas_dot_ends_t *out) {
  const hwnas_module_t *child = module->first_child;
  while (child && !child->implied) child = child->next_sibling;
  if (child)
    draw_operator(dot, child, operands, out);
  else
    *out = *operands;
}

static void draw_branches(hwnas_dot_t *dot, const hwnas_module_t *module, const hwnas_dot_ends_t *in,
                          hwnas_dot_ends_t *out) {
  hwnas_dot_ends_t operands = {0}, one;
  for (const hwnas_module_t *child = module->first_child; child; child = child->next_sibling) {
    if (child->implied) continue;
    hwnas_dot_module(dot, child, in, &one);
    hwnas_dot_ends_append(dot, &operands, &one);
  }
  hwnas_dot_merge(dot, module, &operands, out);
}

static void draw_residual(hwnas_dot_t *dot, const hwnas_module_t *module, const hwnas_dot_ends_t *in,
                          hwnas_dot_ends_t *out) {
  hwnas_dot_ends_t body, operands = {0};
  const hwnas_module_t *add = module->first_child->next_sibling;
  hwnas_dot_module(dot, module->first_child, in, &body);
  *out = body;
  if (!add) return;
  hwnas_dot_ends_append(dot, &operands, &body);
  hwnas_dot_ends_append(dot, &operands, in);
  draw_operator(dot, add, &operands, out);
  if (!module->decides) return;
  hwnas_dot_ends_t joins = hwnas_dot_joins(dot, out->n);
  hwnas_dot_join(dot, &body, &joins);
  hwnas_dot_join(dot, out, &joins);
  *out = joins;
}

/* Whether a turn is there because the turns are that many, and not by a condition of its own. */
static bool by_count(const hwnas_module_t *module, const hwnas_module_t *turn) {
  for (uint32_t a = 0; a < turn->when->n_axes; a++)
    if (!hwnas_table_has_axis(module->decides, turn->when->axes[a])) return false;
  return true;
}

/* Turns that may be the last one lead to a point behind all. */
static void draw_repeat(hwnas_dot_t *dot, const hwnas_module_t *module, const hwnas_dot_ends_t *in,
                        hwnas_dot_ends_t *out) {
  hwnas_dot_ends_t joins = {0};
  const hwnas_table_t *last = NULL;
  *out = *in;
  for (const hwnas_module_t *turn = module->first_child; turn; turn = turn->next_sibling) {
    if (!turn->when || !by_count(module, turn)) {
      hwnas_dot_module(dot, turn, out, out);
      continue;
    }
    if (!last) joins = hwnas_dot_joins(dot, out->n);
    if (!last || !hwnas_table_agree(last, turn->when)) hwnas_dot_join(dot, out, &joins);
    last = turn->when;
    draw_framed(dot, turn, out, out);
  }
  if (!last) return;
  hwnas_dot_join(dot, out, &joins);
  *out = joins;
}

/* What a candidate gets: all tensors from the diamond. One without inputs has an edge all the same. */
static hwnas_dot_ends_t enter(hwnas_dot_t *dot, size_t diamond, const hwnas_module_t *candidate,
                              const char *name, size_t n) {
  hwnas_dot_ends_t ends = {0};
  hwnas_dot_end_t end = {.node = diamond, .label = name, .dashed = hwnas_dot_is_dashed(dot, candidate)};
  for (size_t i = 0; i < (n ? n : 1); i++) hwnas_dot_ends_add(dot, &ends, end);
  return ends;
}

static void draw_candidates(hwnas_dot_t *dot, const hwnas_module_t *module, const hwnas_dot_ends_t *in,
                            hwnas_dot_ends_t *out) {
  size_t diamond = draw_decision(dot, module), number = 0;
  hwnas_dot_edges(dot, in, diamond, dot->dashed);
  hwnas_dot_ends_t joins = hwnas_dot_joins(dot, module->n_outputs);
  for (const hwnas_module_t *child = module->first_child; child; child = child->next_sibling, number++) {
    const char *name = number < module->names.n ? module->names.items[number] : child->name;
    hwnas_dot_ends_t ends = enter(dot, diamond, child, name, in->n);
    hwnas_dot_module(dot, child, &ends, &ends);
    hwnas_dot_join(dot, &ends, &joins);
  }
  *out = joins;
}

/* One candidate, or a case that is known: nothing is decided. */
static void draw_choose(hwnas_dot_t *dot, const hwnas_module_t *module, const hwnas_dot_ends_t *in,
                        hwnas_dot_ends_t *out) {
  bool several = module->first_child && module->first_child->next_sibling;
  (several ? draw_candidates : draw_chain)(dot, module, in, out);
}

static void draw_input_choice(hwnas_dot_t *dot, const hwnas_module_t *module, const hwnas_dot_ends_t *in,
                              hwnas_dot_ends_t *out) {
  bool decided = hwnas_table_is_constant(module->decides);
  if (decided && module->n_chosen == 1) {
    *out = *in;
    return;
  }
  hwnas_dot_end_t end = {.node = draw_decision(dot, module), .dashed = hwnas_dot_is_dashed(dot, module)};
  hwnas_dot_ends_t taken = {0};
  hwnas_dot_edges(dot, in, end.node, !decided || end.dashed);
  hwnas_dot_ends_add(dot, &taken, end);
  hwnas_dot_merge(dot, module, &taken, out);
}

void hwnas_dot_content(hwnas_dot_t *dot, const hwnas_module_t *module, const hwnas_dot_ends_t *in,
                       hwnas_dot_ends_t *out) {
  const hwnas_dot_ends_t ends = *in;
  switch (module->kind) {
    case HWNAS_MODULE_OPERATOR:
    case HWNAS_MODULE_LEAF:
    case HWNAS_MODULE_PARAMETER:
      draw_operator(dot, module, &ends, out);
      break;
    case HWNAS_MODULE_CHOOSE:
    case HWNAS_MODULE_SWITCH:
      draw_choose(dot, module, &ends, out);
      break;
    case HWNAS_MODULE_INPUT_CHOICE:
      draw_input_choice(dot, module, &ends, out);
      break;
    case HWNAS_MODULE_RESIDUAL:
      draw_residual(dot, module, &ends, out);
      break;
    case HWNAS_MODULE_BRANCHES:
      draw_branches(dot, module, &ends, out);
      break;
    case HWNAS_MODULE_GRAPH:
      hwnas_dot_graph(dot, module, &ends, out);
      break;
    case HWNAS_MODULE_REPEAT:
      draw_repeat(dot, module, &ends, out);
      break;
    case HWNAS_MODULE_SEQUENTIAL:
    case HWNAS_MODULE_BLOCK:
    case HWNAS_MODULE_MERGE: /* comes by its graph */
    case HWNAS_MODULE_ABSENT:
      draw_chain(dot, module, &ends, out);
      break;
  }
}

/* ---- Frames ---------------------------------------------------------------------------------- */

static bool has_frame(hwnas_module_kind_t kind) {
  return kind != HWNAS_MODULE_OPERATOR && kind != HWNAS_MODULE_LEAF && kind != HWNAS_MODULE_PARAMETER &&
         kind != HWNAS_MODULE_INPUT_CHOICE && kind != HWNAS_MODULE_ABSENT;
}

static void draw_framed(hwnas_dot_t *dot, const hwnas_module_t *module, const hwnas_dot_ends_t *in,
                        hwnas_dot_ends_t *out) {
  bool outside = dot->dashed;
  dot->dashed = hwnas_dot_is_dashed(dot, module);
  if (!has_frame(module->kind)) {
    hwnas_dot_content(dot, module, in, out);
  } else {
    hwnas_dot_frame_t frame = hwnas_dot_frame_begin(dot, module);
    hwnas_dot_content(dot, module, in, out);
    hwnas_dot_frame_end(dot, &frame);
  }
  if (dot->dashed && module->kind != HWNAS_MODULE_ABSENT) hwnas_dot_ends_dash(dot, out);
  dot->dashed = outside;
}

/* Where a condition does not hold, what comes in goes on. */
void hwnas_dot_module(hwnas_dot_t *dot, const hwnas_module_t *module, const hwnas_dot_ends_t *in,
                      hwnas_dot_ends_t *out) {
  const hwnas_dot_ends_t before = *in;
  draw_framed(dot, module, in, out);
  if (!module->when) return;
  hwnas_dot_ends_t joins = hwnas_dot_joins(dot, out->n);
  hwnas_dot_join(dot, out, &joins);
  hwnas_dot_join(dot, &before, &joins);
  *out = joins;
}
