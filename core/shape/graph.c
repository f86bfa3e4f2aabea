/* Graphs: named nodes, each reading nodes above it. The nodes are read first, then made, so that those whose
 * output nobody reads can be left out (`prune`). */
#include <string.h>

#include "shape/internal.h"

/* A module and the nodes that it reads, by number. */
typedef struct part {
  const hwnas_json_t *json;
  hwnas_frame_t *frame;
  size_t *from;
  size_t n_from;
} part_t;

/* An input (no part), a module (one), or a merge of modules. */
typedef struct graph_node {
  const char *name;
  part_t self;
  bool merges, live;
  part_t *operands;
  size_t n_operands, operands_capacity;
  hwnas_tensors_t *tensors;
} graph_node_t;

typedef struct graph {
  hwnas_site_t site;
  graph_node_t *nodes;
  size_t n, capacity, n_inputs;
  hwnas_map_t numbers; /* name -> number + 1 */
  part_t output;
} graph_t;

/* ---- Reading --------------------------------------------------------------------------------- */

static hwnas_status_t *find_node(const graph_t *graph, const char *name, const hwnas_json_t *json,
                                 size_t *out) {
  void *found = hwnas_map_get(&graph->numbers, name);
  if (found) {
    *out = (size_t)(uintptr_t)found - 1;
    return NULL;
  }
  hwnas_status_t *status = hwnas_status_make(HWNAS_ERROR_GRAPH, "no node '%s' stands above this one", name);
  const char **names = hwnas_arena_alloc_array(graph->site.compiler->arena, graph->n, sizeof *names);
  for (size_t i = 0; names && i < graph->n; i++) names[i] = graph->nodes[i].name;
  if (names) hwnas_status_suggest(status, name, names, graph->n);
  return hwnas_status_in_module(hwnas_json_at(status, json), graph->site.path);
}

/* The nodes that `from` names (one name or a list); without it, the one just above, and none for a source. */
static hwnas_status_t *read_from(const graph_t *graph, const hwnas_json_t *from, part_t *part) {
  hwnas_compiler_t *compiler = graph->site.compiler;
  if (!from && hwnas_json_get(part->json, "parameter")) return NULL;
  if (!from && graph->n == 0) {
    hwnas_status_t *status = hwnas_status_make(HWNAS_ERROR_GRAPH, "nothing stands above this node");
    hwnas_status_detail(status,
                        "the graph has no inputs; begin with a node that makes a tensor: \"parameter\"");
    return hwnas_status_in_module(hwnas_json_at(status, part->json), graph->site.path);
  }
  const hwnas_json_t *names = from && from->type == HWNAS_JSON_ARRAY ? from->children : from;
  part->n_from = from && from->type == HWNAS_JSON_ARRAY ? from->n : 1;
  part->from = hwnas_arena_alloc_array(compiler->arena, part->n_from, sizeof *part->from);
  HWNAS_TRY_ALLOC(part->from);
  if (!from) part->from[0] = graph->n - 1;
  for (size_t i = 0; from && i < part->n_from; i++) {
    const char *name;
    HWNAS_TRY(hwnas_lift_text(compiler, &names[i], part->frame, &name));
    HWNAS_TRY(find_node(graph, name, &names[i], &part->from[i]));
  }
  return NULL;
}

static hwnas_status_t *add_node(graph_t *graph, graph_node_t node) {
  HWNAS_TRY(hwnas_compiler_check_name(node.name, node.self.json));
  if (hwnas_map_get(&graph->numbers, node.name))
    return hwnas_json_at(hwnas_status_make(HWNAS_ERROR_GRAPH, "two nodes are named '%s'", node.name),
                         node.self.json);
  return hwnas_map_set(&graph->numbers, node.name, (void *)(uintptr_t)(graph->n + 1)) &&
                 HWNAS_PUSH(graph->site.compiler->arena, graph->nodes, graph->n, graph->capacity, node)
             ? NULL
             : hwnas_status_no_memory();
}

typedef struct operand_reader {
  const graph_t *graph;
  graph_node_t *node;
} operand_reader_t;

static hwnas_status_t *read_operand(void *self, const hwnas_json_t *item, hwnas_frame_t *frame,
                                    size_t index) {
  (void)index;
  operand_reader_t *reader = self;
  graph_node_t *node = reader->node;
  part_t part = {.json = item, .frame = frame};
  HWNAS_TRY(read_from(reader->graph, hwnas_json_get(item, "from"), &part));
  return HWNAS_PUSH(reader->graph->site.compiler->arena, node->operands, node->n_operands,
                    node->operands_capacity, part)
             ? NULL
             : hwnas_status_no_memory();
}

/* {"node", "merge": op, "of": [modules with from]} */
static hwnas_status_t *read_merge(const graph_t *graph, graph_node_t *node) {
  static const char *const keys[] = {"node", "merge", "of", "for"};
  const hwnas_json_t *json = node->self.json, *of = hwnas_json_get(json, "of");
  operand_reader_t reader = {graph, node};
  size_t index = 0, n = of->type == HWNAS_JSON_ARRAY ? of->n : 1;
  HWNAS_TRY(hwnas_json_check_keys(json, keys, 4));
  HWNAS_TRY(hwnas_json_expect(hwnas_json_get(json, "merge"), HWNAS_JSON_STRING));
  for (size_t i = 0; i < n; i++)
    HWNAS_TRY(hwnas_module_unroll(&graph->site, of->type == HWNAS_JSON_ARRAY ? &of->children[i] : of,
                                  node->self.frame, &index, read_operand, &reader));
  return NULL;
}

static hwnas_status_t *read_node(void *self, const hwnas_json_t *item, hwnas_frame_t *frame, size_t index) {
  (void)index;
  graph_t *graph = self;
  const hwnas_json_t *label = hwnas_json_get(item, "node");
  graph_node_t node = {.self = {.json = item, .frame = frame}};
  if (!label)
    return hwnas_json_at(
        hwnas_status_make(HWNAS_ERROR_MISSING_KEY, "a node of a graph needs 'node': its name"), item);
  HWNAS_TRY(hwnas_lift_text(graph->site.compiler, label, frame, &node.name));
  node.merges = hwnas_json_get(item, "merge") && hwnas_json_get(item, "of");
  if (node.merges)
    HWNAS_TRY(read_merge(graph, &node));
  else
    HWNAS_TRY(read_from(graph, hwnas_json_get(item, "from"), &node.self));
  return add_node(graph, node);
}

static hwnas_status_t *add_input(graph_t *graph, const char *name, const hwnas_json_t *json,
                                 hwnas_tensor_table_t *tensors, size_t n) {
  hwnas_arena_t *arena = graph->site.compiler->arena;
  graph_node_t node = {.name = hwnas_arena_strdup(arena, name),
                       .self = {.json = json},
                       .tensors = hwnas_arena_alloc(arena, sizeof(hwnas_tensors_t))};
  if (!node.name || !node.tensors) return hwnas_status_no_memory();
  *node.tensors = (hwnas_tensors_t){.n = n, .items = tensors};
  return add_node(graph, node);
}

/* "x0" names all inputs; ["a", "b"] names them one by one. */
static hwnas_status_t *read_inputs(graph_t *graph, const hwnas_json_t *json, const hwnas_tensors_t *inputs) {
  const hwnas_json_t *input = hwnas_json_get(json, "input");
  if (!input) return add_input(graph, "input", json, inputs->items, inputs->n);
  if (input->type == HWNAS_JSON_STRING)
    return add_input(graph, input->string, input, inputs->items, inputs->n);
  HWNAS_TRY(hwnas_json_expect(input, HWNAS_JSON_ARRAY));
  if (input->n != inputs->n)
    return hwnas_json_at(
        hwnas_status_make(HWNAS_ERROR_GRAPH, "the graph names %zu inputs and gets %zu", input->n, inputs->n),
        input);
  for (size_t i = 0; i < input->n; i++) {
    HWNAS_TRY(hwnas_json_expect(&input->children[i], HWNAS_JSON_STRING));
    HWNAS_TRY(add_input(graph, input->children[i].string, &input->children[i], &inputs->items[i], 1));
  }
  return NULL;
}

static hwnas_status_t *read_graph(graph_t *graph, const hwnas_json_t *json, const hwnas_tensors_t *inputs) {
  HWNAS_TRY(read_inputs(graph, json, inputs));
  graph->n_inputs = graph->n;
  HWNAS_TRY(hwnas_module_each(&graph->site, hwnas_json_get(json, "graph"), read_node, graph));
  return read_from(graph, hwnas_json_get(json, "output"), &graph->output);
}

/* ---- Pruning --------------------------------------------------------------------------------- */

static void mark(graph_t *graph, const part_t *part) {
  for (size_t i = 0; i < part->n_from; i++) graph->nodes[part->from[i]].live = true;
}

/* A node reads nodes above it only, so one pass from below finds all that the output needs. */
static void mark_live(graph_t *graph, bool prune) {
  if (!prune)
    for (size_t i = 0; i < graph->n; i++) graph->nodes[i].live = true;
  mark(graph, &graph->output);
  for (size_t i = graph->n; i-- > graph->n_inputs;) {
    const graph_node_t *node = &graph->nodes[i];
    if (!node->live) continue;
    mark(graph, &node->self);
    for (size_t k = 0; k < node->n_operands; k++) mark(graph, &node->operands[k]);
  }
}

/* ---- Making ---------------------------------------------------------------------------------- */

static hwnas_status_t *gather(const graph_t *graph, const part_t *part, hwnas_tensors_t *out) {
  *out = (hwnas_tensors_t){0};
  for (size_t i = 0; i < part->n_from; i++)
    HWNAS_TRY(
        hwnas_tensors_append(graph->site.compiler, part->json, out, graph->nodes[part->from[i]].tensors));
  return NULL;
}

static hwnas_status_t *name_from(const graph_t *graph, const part_t *part, hwnas_names_t *out) {
  out->items = hwnas_arena_alloc_array(graph->site.compiler->arena, part->n_from, sizeof *out->items);
  HWNAS_TRY_ALLOC(out->items);
  out->n = part->n_from;
  for (size_t i = 0; i < out->n; i++) out->items[i] = graph->nodes[part->from[i]].name;
  return NULL;
}

static hwnas_status_t *make_part(const graph_t *graph, const hwnas_site_t *site, const part_t *part,
                                 hwnas_tensors_t *out) {
  HWNAS_TRY(gather(graph, part, out));
  HWNAS_TRY(hwnas_module_instantiate(site, part->json, out, out));
  return name_from(graph, part, &hwnas_module_made(site)->from);
}

static hwnas_status_t *make_merge(const graph_t *graph, const hwnas_site_t *site, const graph_node_t *node,
                                  hwnas_tensors_t *out) {
  hwnas_compiler_t *compiler = site->compiler;
  hwnas_site_t inner = *site, child;
  hwnas_tensors_t *one = hwnas_arena_alloc(compiler->arena, sizeof *one);
  inner.parent = hwnas_module_node(site, HWNAS_MODULE_MERGE, "merge", node->self.json);
  const char *op_type = hwnas_arena_strdup(compiler->arena, hwnas_json_get(node->self.json, "merge")->string);
  if (!one || !inner.parent || !op_type) return hwnas_status_no_memory();
  *out = (hwnas_tensors_t){0};
  for (size_t i = 0; i < node->n_operands; i++) {
    const part_t *operand = &node->operands[i];
    HWNAS_TRY(hwnas_site_item(&inner, operand->json, operand->frame, site->guard, i, &child));
    child.listed = child.in_graph = true;
    HWNAS_TRY(make_part(graph, &child, operand, one));
    HWNAS_TRY(hwnas_tensors_append(compiler, operand->json, out, one));
  }
  HWNAS_TRY(hwnas_module_functional(&inner, op_type, op_type, node->self.json, out, out));
  hwnas_module_set_outputs(inner.parent, out);
  return NULL;
}

static hwnas_status_t *make_node(const graph_t *graph, graph_node_t *node) {
  hwnas_site_t site;
  node->tensors = hwnas_arena_alloc(graph->site.compiler->arena, sizeof *node->tensors);
  HWNAS_TRY_ALLOC(node->tensors);
  HWNAS_TRY(hwnas_site_child(&graph->site, node->self.json, node->self.frame, graph->site.guard, node->name,
                             &site));
  site.listed = site.in_graph = true;
  HWNAS_TRY(node->merges ? make_merge(graph, &site, node, node->tensors)
                         : make_part(graph, &site, &node->self, node->tensors));
  hwnas_module_made(&site)->node = node->name;
  return NULL;
}

static hwnas_status_t *name_ports(const graph_t *graph, hwnas_module_t *module) {
  part_t inputs = {.n_from = graph->n_inputs};
  inputs.from = hwnas_arena_alloc_array(graph->site.compiler->arena, inputs.n_from, sizeof *inputs.from);
  HWNAS_TRY_ALLOC(inputs.from);
  for (size_t i = 0; i < inputs.n_from; i++) inputs.from[i] = i;
  HWNAS_TRY(name_from(graph, &inputs, &module->names));
  return name_from(graph, &graph->output, &module->output);
}

hwnas_status_t *hwnas_module_graph(const hwnas_site_t *site, const hwnas_json_t *json,
                                   const hwnas_tensors_t *inputs, hwnas_tensors_t *out) {
  const hwnas_json_t *prune = hwnas_json_get(json, "prune");
  hwnas_module_t *module = hwnas_module_node(site, HWNAS_MODULE_GRAPH, "graph", json);
  HWNAS_TRY_ALLOC(module);
  graph_t graph = {.site = *site, .output = {.json = json, .frame = site->frame}};
  graph.site.parent = module;
  if (prune) HWNAS_TRY(hwnas_json_expect(prune, HWNAS_JSON_BOOL));
  hwnas_status_t *status = read_graph(&graph, json, inputs);
  hwnas_map_deinit(&graph.numbers);
  HWNAS_TRY(status);
  mark_live(&graph, prune && prune->boolean);
  for (size_t i = graph.n_inputs; i < graph.n; i++)
    if (graph.nodes[i].live) HWNAS_TRY(make_node(&graph, &graph.nodes[i]));
  HWNAS_TRY(name_ports(&graph, module));
  HWNAS_TRY(gather(&graph, &graph.output, out));
  hwnas_module_set_outputs(module, out);
  return NULL;
}
