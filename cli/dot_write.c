/* Nodes and edges of a picture, and where tensors come from. */
#include <string.h>

#include "dot.h"
#include "tree.h"

/* A backslash begins an escape of labels, an ampersand a character by its name. */
void hwnas_dot_escape(const char *text, hwnas_str_t *out) {
  for (; *text; text++) {
    if (*text == '"' || *text == '\\') hwnas_str_append(out, "\\");
    hwnas_str_append_n(out, text, 1);
    if (*text == '&') hwnas_str_append(out, "amp;");
  }
}

bool hwnas_dot_is_dashed(const hwnas_dot_t *dot, const hwnas_module_t *module) {
  return module->guard && module->guard != dot->guard;
}

static const char *shape_of(hwnas_dot_shape_t shape) {
  switch (shape) {
    case HWNAS_DOT_CLOSED:
      return "peripheries=2, ";
    case HWNAS_DOT_TENSOR:
      return "shape=ellipse, fillcolor=\"#e8eef7\", ";
    case HWNAS_DOT_DECISION:
      return "shape=diamond, fillcolor=\"#fff3c4\", ";
    case HWNAS_DOT_JOIN:
      return "shape=point, ";
    case HWNAS_DOT_BOX:
      break;
  }
  return "";
}

size_t hwnas_dot_node(hwnas_dot_t *dot, hwnas_dot_shape_t shape, const char *label, const char *tooltip,
                      bool dashed) {
  size_t own = dot->n_nodes++;
  hwnas_str_t *out = &dot->nodes;
  hwnas_str_appendf(out, "%*sn%zu [%s", 2 * dot->indent, "", own, shape_of(shape));
  if (dashed && shape != HWNAS_DOT_JOIN) hwnas_str_append(out, "style=\"filled,dashed\", ");
  hwnas_str_appendf(out, "label=\"%s\"", label);
  if (tooltip[0]) {
    hwnas_str_append(out, ", tooltip=\"");
    hwnas_dot_escape(tooltip, out);
    hwnas_str_append(out, "\"");
  }
  hwnas_str_append(out, "];\n");
  return own;
}

void hwnas_dot_edge(hwnas_dot_t *dot, const hwnas_dot_end_t *from, size_t to, bool dashed) {
  hwnas_str_t *out = &dot->edges;
  dashed |= from->dashed;
  hwnas_str_appendf(out, "  n%zu -> n%zu", from->node, to);
  if (from->label) {
    hwnas_str_append(out, " [label=\"");
    hwnas_dot_escape(from->label, out);
    hwnas_str_append(out, "\"");
  }
  if (dashed) hwnas_str_append(out, from->label ? ", style=dashed" : " [style=dashed");
  hwnas_str_append(out, from->label || dashed ? "];\n" : ";\n");
}

void hwnas_dot_edges(hwnas_dot_t *dot, const hwnas_dot_ends_t *from, size_t to, bool dashed) {
  for (size_t i = 0; i < from->n; i++) hwnas_dot_edge(dot, &from->items[i], to, dashed);
}

void hwnas_dot_ends_add(hwnas_dot_t *dot, hwnas_dot_ends_t *ends, hwnas_dot_end_t end) {
  dot->failed |= !HWNAS_PUSH(&dot->arena, ends->items, ends->n, ends->capacity, end);
}

void hwnas_dot_ends_append(hwnas_dot_t *dot, hwnas_dot_ends_t *ends, const hwnas_dot_ends_t *more) {
  for (size_t i = 0; i < more->n; i++) hwnas_dot_ends_add(dot, ends, more->items[i]);
}

/* A sequence of nothing hands tensors on, but only in the networks that have it. */
void hwnas_dot_ends_dash(hwnas_dot_t *dot, hwnas_dot_ends_t *ends) {
  hwnas_dot_ends_t dashed = {0};
  for (size_t i = 0; i < ends->n; i++) {
    hwnas_dot_end_t end = ends->items[i];
    end.dashed = true;
    hwnas_dot_ends_add(dot, &dashed, end);
  }
  *ends = dashed;
}

hwnas_dot_ends_t hwnas_dot_joins(hwnas_dot_t *dot, size_t n) {
  hwnas_dot_ends_t joins = {0};
  for (size_t i = 0; i < n; i++) {
    hwnas_dot_end_t end = {.node = hwnas_dot_node(dot, HWNAS_DOT_JOIN, "", "", dot->dashed),
                           .dashed = dot->dashed};
    hwnas_dot_ends_add(dot, &joins, end);
  }
  return joins;
}

void hwnas_dot_join(hwnas_dot_t *dot, const hwnas_dot_ends_t *from, const hwnas_dot_ends_t *joins) {
  for (size_t i = 0; i < from->n && i < joins->n; i++)
    hwnas_dot_edge(dot, &from->items[i], joins->items[i].node, true);
}

/* ---- Frames ---------------------------------------------------------------------------------- */

void hwnas_dot_append_name(const hwnas_module_t *module, hwnas_str_t *out) {
  hwnas_str_t title;
  hwnas_str_init(&title);
  hwnas_tree_title(module, &title);
  const char *name = module->path[0] ? module->name : "";
  if (name[0] && strcmp(name, title.text) != 0) {
    hwnas_dot_escape(name, out);
    hwnas_str_append(out, ": ");
  }
  hwnas_dot_escape(title.text, out);
  out->failed |= title.failed;
  hwnas_str_deinit(&title);
}

hwnas_dot_frame_t hwnas_dot_frame_begin(hwnas_dot_t *dot, const hwnas_module_t *module) {
  hwnas_dot_frame_t frame = {.mark = dot->nodes.length, .n_nodes = dot->n_nodes, .number = dot->n_frames};
  hwnas_str_t *out = &dot->nodes;
  hwnas_str_appendf(out, "%*ssubgraph cluster_%zu {\n", 2 * dot->indent++, "", dot->n_frames++);
  hwnas_str_appendf(out, "%*slabel=\"", 2 * dot->indent, "");
  hwnas_dot_append_name(module, out);
  hwnas_str_append(out, "\"; tooltip=\"");
  hwnas_dot_escape(module->path, out);
  hwnas_str_appendf(out, "\"; style=\"rounded%s\";\n", hwnas_dot_is_dashed(dot, module) ? ",dashed" : "");
  return frame;
}

void hwnas_dot_frame_end(hwnas_dot_t *dot, const hwnas_dot_frame_t *frame) {
  hwnas_str_t *out = &dot->nodes;
  dot->indent--;
  if (dot->n_nodes > frame->n_nodes) {
    hwnas_str_appendf(out, "%*s}\n", 2 * dot->indent, "");
  } else if (out->length > frame->mark) {
    out->length = frame->mark;
    out->text[out->length] = '\0';
    dot->n_frames = frame->number;
  }
}
