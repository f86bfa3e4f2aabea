/* Graphs: named nodes, each reading nodes above it. They are read first, then made, so that those through
 * which no path leads can be left out (`prune`). */
#include "shape/graph.h"

/* ---- What goes into a module ----------------------------------------------------------------- */

/* A node that some network has, in the place of one that none has: nothing is ever taken from that. */
static const hwnas_graph_node_t *stand_in(const hwnas_graph_t *graph, const hwnas_part_t *part, size_t e) {
  for (size_t i = 0; !hwnas_graph_has(&graph->nodes[part->from[e]]) && i < part->n_from; i++)
    if (hwnas_graph_has(&graph->nodes[part->from[i]])) return &graph->nodes[part->from[i]];
  return &graph->nodes[part->from[e]];
}

static hwnas_status_t *gather(const hwnas_graph_t *graph, const hwnas_part_t *part, bool some_may_lack,
                              hwnas_tensors_t *out) {
  hwnas_compiler_t *compiler = graph->site.compiler;
  *out = (hwnas_tensors_t){0};
  for (size_t e = 0; e < part->n_from; e++) {
    const hwnas_graph_node_t *node = stand_in(graph, part, e);
    size_t before = out->n;
    HWNAS_TRY(hwnas_tensors_append(compiler, part->json, out, node->tensors));
    for (size_t i = before; some_may_lack && i < out->n; i++) out->items[i].times = node->present.when;
  }
  return NULL;
}

static hwnas_status_t *name_from(const hwnas_graph_t *graph, const hwnas_part_t *part, hwnas_names_t *out) {
  out->items = hwnas_arena_alloc_array(graph->site.compiler->arena, part->n_from, sizeof *out->items);
  HWNAS_TRY_ALLOC(out->items);
  out->n = part->n_from;
  for (size_t i = 0; i < out->n; i++) out->items[i] = stand_in(graph, part, i)->name;
  return NULL;
}

/* ---- Nodes ----------------------------------------------------------------------------------- */

static hwnas_status_t *several_tensors(const hwnas_graph_t *graph, const hwnas_part_t *part) {
  hwnas_status_t *status = hwnas_status_make(
      HWNAS_ERROR_GRAPH, "an input choice in a graph reads nodes that give one tensor each");
  return hwnas_status_in_module(hwnas_json_at(status, part->json), graph->site.path);
}

static hwnas_status_t *make_part(const hwnas_graph_t *graph, const hwnas_site_t *site,
                                 const hwnas_part_t *part, bool chooses, hwnas_tensors_t *out) {
  HWNAS_TRY(gather(graph, part, chooses, out));
  if (chooses && out->n != part->n_from) return several_tensors(graph, part);
  HWNAS_TRY(hwnas_module_instantiate(site, part->json, out, out));
  return name_from(graph, part, &hwnas_module_made(site)->from);
}

/* Makes an operand where it takes part, and adds it to those of the merge. */
static hwnas_status_t *make_operand(const hwnas_graph_t *graph, const hwnas_site_t *merge, size_t number,
                                    const hwnas_part_t *part, hwnas_tensors_t *merged) {
  hwnas_compiler_t *compiler = merge->compiler;
  hwnas_reach_t takes;
  const hwnas_table_t *guard;
  hwnas_site_t child;
  HWNAS_TRY(hwnas_graph_operand_takes(graph, part, &takes));
  if (!takes.ever) return NULL;
  HWNAS_TRY(hwnas_table_and(compiler->arena, &compiler->space->variables, merge->guard, takes.when, &guard));
  HWNAS_TRY(hwnas_site_item(merge, part->json, part->frame, guard, number, &child));
  child.listed = child.in_graph = child.merged = true;
  hwnas_tensors_t *one = hwnas_arena_alloc(compiler->arena, sizeof *one);
  HWNAS_TRY_ALLOC(one);
  HWNAS_TRY(make_part(graph, &child, part, false, one));
  return hwnas_operand_append(&child, part->json, &part->include, takes.when, one, merged);
}

static hwnas_status_t *make_merge(const hwnas_graph_t *graph, const hwnas_site_t *site,
                                  const hwnas_graph_node_t *node, hwnas_tensors_t *out) {
  hwnas_site_t inner = *site;
  inner.parent = hwnas_module_node(site, HWNAS_MODULE_MERGE, "merge", node->self.json);
  const char *op_type =
      hwnas_arena_strdup(site->compiler->arena, hwnas_json_get(node->self.json, "merge")->string);
  if (!inner.parent || !op_type) return hwnas_status_no_memory();
  *out = (hwnas_tensors_t){0};
  for (size_t i = 0; i < node->n_operands; i++)
    HWNAS_TRY(make_operand(graph, &inner, i, &node->operands[i], out));
  HWNAS_TRY(hwnas_module_functional(&inner, op_type, op_type, node->self.json, out, out));
  hwnas_module_set_outputs(inner.parent, out);
  return NULL;
}

/* A condition that networks differ in; NULL for one that always holds. */
static const hwnas_table_t *varying(const hwnas_table_t *condition) {
  return condition && !hwnas_table_is_constant(condition) ? condition : NULL;
}

static hwnas_status_t *make_node(const hwnas_graph_t *graph, hwnas_graph_node_t *node) {
  hwnas_compiler_t *compiler = graph->site.compiler;
  hwnas_site_t site;
  hwnas_reach_t there;
  const hwnas_table_t *guard;
  node->tensors = hwnas_arena_alloc(compiler->arena, sizeof *node->tensors);
  HWNAS_TRY_ALLOC(node->tensors);
  HWNAS_TRY(hwnas_reach_and(compiler, node->live, node->present, &there));
  HWNAS_TRY(
      hwnas_table_and(compiler->arena, &compiler->space->variables, graph->site.guard, there.when, &guard));
  HWNAS_TRY(hwnas_site_child(&graph->site, node->self.json, node->self.frame, guard, node->name, &site));
  site.listed = site.in_graph = true;
  HWNAS_TRY(node->merges ? make_merge(graph, &site, node, node->tensors)
                         : make_part(graph, &site, &node->self, node->choice != NULL, node->tensors));
  hwnas_module_t *made = hwnas_module_made(&site);
  made->node = node->name;
  made->include = varying(node->self.include.table);
  return NULL;
}

/* ---- The graph ------------------------------------------------------------------------------- */

static hwnas_status_t *name_ports(const hwnas_graph_t *graph, bool prune, hwnas_module_t *module) {
  hwnas_names_t *inputs = &module->names;
  inputs->items =
      hwnas_arena_alloc_array(graph->site.compiler->arena, graph->n_inputs, sizeof *inputs->items);
  HWNAS_TRY_ALLOC(inputs->items);
  for (size_t i = 0; i < graph->n_inputs; i++) inputs->items[inputs->n++] = graph->nodes[i].name;
  for (size_t i = graph->n_inputs; prune && i < graph->n; i++)
    module->prune |= graph->nodes[i].live.when || graph->nodes[i].present.when;
  return name_from(graph, &graph->output, &module->output);
}

static hwnas_status_t *missing_cell(void *self, const hwnas_value_t *inputs, hwnas_value_t *out) {
  const hwnas_value_t *refusal = self;
  *out = inputs[0];
  if (inputs[0].type == HWNAS_VALUE_BOOL && !inputs[0].boolean) *out = *refusal;
  return NULL;
}

/* Networks without a path to the output are refused. */
static hwnas_status_t *check_output(const hwnas_graph_t *graph, const hwnas_json_t *json) {
  hwnas_compiler_t *compiler = graph->site.compiler;
  hwnas_reach_t there = {.ever = true};
  const char *place = hwnas_compiler_place(compiler, json);
  for (size_t e = 0; e < graph->output.n_from; e++)
    HWNAS_TRY(hwnas_reach_and(compiler, there, graph->nodes[graph->output.from[e]].present, &there));
  if (!there.ever)
    return hwnas_status_in_module(
        hwnas_json_at(hwnas_status_make(HWNAS_ERROR_GRAPH, "no path leads to the output in any network"),
                      json),
        graph->site.path);
  if (!there.when) return NULL;
  hwnas_value_t refusal = hwnas_refuse(compiler->arena, HWNAS_ERROR_GRAPH, place,
                                       "no path leads from the inputs of the graph to its output");
  const hwnas_table_t *table;
  HWNAS_TRY(hwnas_table_apply(compiler->arena, &compiler->space->variables, &there.when, 1, missing_cell,
                              &refusal, &table));
  return hwnas_compiler_suspect(compiler, table, graph->site.guard, graph->site.path, place, NULL);
}

hwnas_status_t *hwnas_module_graph(const hwnas_site_t *site, const hwnas_json_t *json,
                                   const hwnas_tensors_t *inputs, hwnas_tensors_t *out) {
  const hwnas_json_t *given = hwnas_json_get(json, "prune");
  hwnas_module_t *module = hwnas_module_node(site, HWNAS_MODULE_GRAPH, "graph", json);
  HWNAS_TRY_ALLOC(module);
  hwnas_graph_t graph = {.site = *site, .output = {.json = json, .frame = site->frame}};
  graph.site.parent = module;
  if (given) HWNAS_TRY(hwnas_json_expect(given, HWNAS_JSON_BOOL));
  bool prune = given && given->boolean;
  hwnas_status_t *status = hwnas_graph_read(&graph, json, inputs);
  hwnas_map_deinit(&graph.numbers);
  HWNAS_TRY(status);
  HWNAS_TRY(hwnas_graph_find_live(&graph, prune));
  for (size_t i = graph.n_inputs; i < graph.n; i++)
    if (hwnas_graph_has(&graph.nodes[i])) HWNAS_TRY(make_node(&graph, &graph.nodes[i]));
  HWNAS_TRY(check_output(&graph, json));
  HWNAS_TRY(name_ports(&graph, prune, module));
  HWNAS_TRY(gather(&graph, &graph.output, false, out));
  hwnas_module_set_outputs(module, out);
  return NULL;
}
