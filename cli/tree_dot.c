#include <stdio.h>

#include "output.h"
#include "tree.h"

/* Text inside a quoted label of Graphviz. */
static void append_escaped(const char *text, hwnas_str_t *out) {
  for (; *text; text++) {
    if (*text == '"' || *text == '\\') hwnas_str_append(out, "\\");
    hwnas_str_append_n(out, text, 1);
  }
}

static const char *shape_of(hwnas_module_kind_t kind) {
  switch (kind) {
    case HWNAS_MODULE_CHOOSE:
    case HWNAS_MODULE_SWITCH:
    case HWNAS_MODULE_INPUT_CHOICE:
    case HWNAS_MODULE_REPEAT:
      return "diamond";
    case HWNAS_MODULE_OPERATOR:
    case HWNAS_MODULE_LEAF:
    case HWNAS_MODULE_PARAMETER:
      return "box";
    default:
      return "folder";
  }
}

static void append_label(const char *name, const hwnas_module_t *module, hwnas_str_t *out) {
  hwnas_str_t part;
  hwnas_str_init(&part);
  append_escaped(name, out);
  hwnas_tree_title(module, &part);
  hwnas_str_append(out, "\\n");
  append_escaped(part.text, out);
  hwnas_str_clear(&part);
  hwnas_tree_outputs(module, &part);
  hwnas_str_append(out, "\\n");
  append_escaped(part.text, out);
  hwnas_str_deinit(&part);
}

static void append_module(const hwnas_space_t *space, const hwnas_module_t *module, size_t parent,
                          size_t *count, hwnas_str_t *out) {
  if (module->kind == HWNAS_MODULE_ABSENT) return;
  size_t own = (*count)++;
  hwnas_str_appendf(out, "  m%zu [shape=%s, label=\"", own, shape_of(module->kind));
  append_label(module->path[0] ? module->name : space->name, module, out);
  hwnas_str_append(out, "\"];\n");
  if (own > 0) {
    /* Dashed: there only in some networks. */
    hwnas_str_appendf(out, "  m%zu -> m%zu%s;\n", parent, own, module->guard ? " [style=dashed]" : "");
  }
  for (const hwnas_module_t *child = module->first_child; child; child = child->next_sibling)
    append_module(space, child, own, count, out);
}

hwnas_status_t *hwnas_tree_print_dot(const hwnas_space_t *space) {
  hwnas_str_t text;
  hwnas_str_init(&text);
  hwnas_str_append(&text, "digraph \"");
  append_escaped(space->name, &text);
  hwnas_str_append(&text, "\" {\n  rankdir=LR;\n  node [fontname=\"sans-serif\", fontsize=10];\n");
  size_t count = 0;
  append_module(space, space->root, 0, &count, &text);
  hwnas_str_append(&text, "}\n");
  hwnas_status_t *status = hwnas_output_write(&text);
  hwnas_str_deinit(&text);
  return status;
}
