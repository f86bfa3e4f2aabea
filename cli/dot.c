#include "dot.h"

#include <stdio.h>

#include "output.h"

#define FONT "fontname=\"Helvetica,Arial,sans-serif\""

/* ---- What comes in and goes out -------------------------------------------------------------- */

/* number: of n. */
static size_t draw_tensor(hwnas_dot_t *dot, const char *name, size_t number, size_t n,
                          const hwnas_tensor_table_t *tensor) {
  hwnas_str_t label;
  hwnas_str_init(&label);
  hwnas_dot_escape(name, &label);
  if (n > 1) hwnas_str_appendf(&label, " %zu", number);
  hwnas_str_append(&label, "\\n");
  hwnas_tensor_print(tensor, &label);
  dot->failed |= label.failed;
  size_t node = hwnas_dot_node(dot, HWNAS_DOT_TENSOR, label.text, "", false);
  hwnas_str_deinit(&label);
  return node;
}

/* Of the space; of a node of a graph, by the names that it reads; else "input". */
static void draw_inputs(hwnas_dot_t *dot, const hwnas_module_t *module, hwnas_dot_ends_t *out) {
  bool root = !module->path[0], reads = module->from.n && module->from.n == module->n_inputs;
  for (size_t i = 0; i < module->n_inputs; i++) {
    const char *name = root ? dot->space->input_names[i] : reads ? module->from.items[i] : "input";
    size_t n = root || reads ? 1 : module->n_inputs;
    hwnas_dot_end_t end = {.node = draw_tensor(dot, name, i, n, &module->inputs[i])};
    hwnas_dot_ends_add(dot, out, end);
  }
}

static void draw_outputs(hwnas_dot_t *dot, const hwnas_module_t *module, const hwnas_dot_ends_t *ends) {
  for (size_t i = 0; i < ends->n && i < module->n_outputs; i++)
    hwnas_dot_edge(dot, &ends->items[i],
                   draw_tensor(dot, "output", i, module->n_outputs, &module->outputs[i]), false);
}

static void draw(hwnas_dot_t *dot, const hwnas_module_t *module) {
  hwnas_dot_ends_t ends = {0};
  if (module->kind == HWNAS_MODULE_MERGE) {
    hwnas_dot_lone_merge(dot, module, &ends);
  } else {
    draw_inputs(dot, module, &ends);
    hwnas_dot_content(dot, module, &ends, &ends);
  }
  draw_outputs(dot, module, &ends);
}

/* ---- The document ---------------------------------------------------------------------------- */

static void append_head(const hwnas_space_t *space, const hwnas_module_t *module, hwnas_str_t *out) {
  hwnas_str_append(out, "digraph \"");
  hwnas_dot_escape(space->name, out);
  hwnas_str_append(out, "\" {\n  graph [label=\"");
  hwnas_dot_escape(space->name, out);
  if (module->path[0]) hwnas_str_append(out, ": ");
  hwnas_dot_escape(module->path, out);
  hwnas_str_append(
      out, "\", labelloc=t, labeljust=l, " FONT ", fontsize=11, color=gray60, ranksep=0.3, nodesep=0.2];\n");
  hwnas_str_append(out, "  node [shape=box, style=filled, fillcolor=white, " FONT ", fontsize=10];\n");
  hwnas_str_append(out, "  edge [" FONT ", fontsize=9, arrowsize=0.7];\n");
}

static hwnas_status_t *write_all(hwnas_dot_t *dot, const hwnas_module_t *module) {
  hwnas_str_t text;
  hwnas_str_init(&text);
  append_head(dot->space, module, &text);
  hwnas_str_append_n(&text, dot->nodes.text, dot->nodes.length);
  hwnas_str_append_n(&text, dot->edges.text, dot->edges.length);
  hwnas_str_append(&text, "}\n");
  text.failed |= dot->failed || dot->nodes.failed || dot->edges.failed;
  hwnas_status_t *status = hwnas_output_write(&text);
  hwnas_str_deinit(&text);
  return status;
}

hwnas_status_t *hwnas_dot_print(const hwnas_space_t *space, const hwnas_module_t *module) {
  hwnas_dot_t dot = {.space = space, .guard = module->guard, .indent = 1};
  hwnas_arena_init(&dot.arena);
  hwnas_str_init(&dot.nodes);
  hwnas_str_init(&dot.edges);
  draw(&dot, module);
  hwnas_status_t *status = write_all(&dot, module);
  hwnas_str_deinit(&dot.nodes);
  hwnas_str_deinit(&dot.edges);
  hwnas_arena_deinit(&dot.arena);
  return status;
}
