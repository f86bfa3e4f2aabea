/* Reading a graph: its inputs, and nodes that each read nodes above them. */
#include "shape/graph.h"

static hwnas_status_t *find_node(const hwnas_graph_t *graph, const char *name, const hwnas_json_t *json,
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

static hwnas_status_t *nothing_above(const hwnas_graph_t *graph, const hwnas_part_t *part) {
  hwnas_status_t *status = hwnas_status_make(HWNAS_ERROR_GRAPH, "nothing stands above this node");
  hwnas_status_detail(status,
                      "the graph has no inputs; begin with a node that makes a tensor: \"parameter\"");
  return hwnas_status_in_module(hwnas_json_at(status, part->json), graph->site.path);
}

static hwnas_status_t *make_room(const hwnas_graph_t *graph, size_t n, hwnas_part_t *part) {
  part->from = hwnas_arena_alloc_array(graph->site.compiler->arena, n, sizeof *part->from);
  part->n_from = n;
  return part->from ? NULL : hwnas_status_no_memory();
}

/* "=['x{j}' for j in range(t)]": names that are computed. */
static hwnas_status_t *read_computed(const hwnas_graph_t *graph, const hwnas_json_t *from,
                                     hwnas_part_t *part) {
  hwnas_value_t value;
  HWNAS_TRY(hwnas_lift_constant(graph->site.compiler, from, part->frame, "'from'", &value));
  bool is_list = value.type == HWNAS_VALUE_LIST || value.type == HWNAS_VALUE_SET;
  hwnas_list_t names = is_list ? *value.list : (hwnas_list_t){.n = 1, .items = &value};
  HWNAS_TRY(make_room(graph, names.n, part));
  for (size_t i = 0; i < names.n; i++) {
    if (names.items[i].type != HWNAS_VALUE_STRING)
      return hwnas_json_at(
          hwnas_status_make(HWNAS_ERROR_SPACE_FORM, "'from' must name nodes: a string, or a list of strings"),
          from);
    HWNAS_TRY(find_node(graph, names.items[i].string, from, &part->from[i]));
  }
  return NULL;
}

/* The nodes that `from` names (one name or a list); without it, the one just above, and none for a source. */
static hwnas_status_t *read_from(const hwnas_graph_t *graph, const hwnas_json_t *from, hwnas_part_t *part) {
  if (!from && hwnas_json_get(part->json, "parameter")) return NULL;
  if (!from && graph->n == 0) return nothing_above(graph, part);
  if (from && from->type == HWNAS_JSON_STRING && from->string[0] == '=')
    return read_computed(graph, from, part);
  const hwnas_json_t *names = from && from->type == HWNAS_JSON_ARRAY ? from->children : from;
  HWNAS_TRY(make_room(graph, from && from->type == HWNAS_JSON_ARRAY ? from->n : 1, part));
  if (!from) part->from[0] = graph->n - 1;
  for (size_t i = 0; from && i < part->n_from; i++) {
    const char *name;
    HWNAS_TRY(hwnas_lift_text(graph->site.compiler, &names[i], part->frame, &name));
    HWNAS_TRY(find_node(graph, name, &names[i], &part->from[i]));
  }
  return NULL;
}

static hwnas_status_t *add_node(hwnas_graph_t *graph, hwnas_graph_node_t node) {
  HWNAS_TRY(hwnas_compiler_check_name(node.name, node.self.json));
  if (node.name[0] == '=')
    return hwnas_json_at(hwnas_status_make(HWNAS_ERROR_GRAPH, "the name of a node cannot begin with '='"),
                         node.self.json);
  if (hwnas_map_get(&graph->numbers, node.name))
    return hwnas_json_at(hwnas_status_make(HWNAS_ERROR_GRAPH, "two nodes are named '%s'", node.name),
                         node.self.json);
  return hwnas_map_set(&graph->numbers, node.name, (void *)(uintptr_t)(graph->n + 1)) &&
                 HWNAS_PUSH(graph->site.compiler->arena, graph->nodes, graph->n, graph->capacity, node)
             ? NULL
             : hwnas_status_no_memory();
}

typedef struct operand_reader {
  const hwnas_graph_t *graph;
  hwnas_graph_node_t *node;
} operand_reader_t;

static hwnas_status_t *read_operand(void *self, const hwnas_json_t *item, hwnas_frame_t *frame,
                                    size_t index) {
  (void)index;
  operand_reader_t *reader = self;
  hwnas_graph_node_t *node = reader->node;
  const hwnas_site_t *site = &reader->graph->site;
  hwnas_part_t part = {.json = item, .frame = frame};
  HWNAS_TRY(read_from(reader->graph, hwnas_json_get(item, "from"), &part));
  HWNAS_TRY(hwnas_operand_include(site, item, frame, &part.include));
  const hwnas_value_t *constant = part.include.table ? hwnas_table_is_constant(part.include.table) : NULL;
  if (constant && !hwnas_value_truth(constant)) return NULL; /* left out of every network */
  return HWNAS_PUSH(site->compiler->arena, node->operands, node->n_operands, node->operands_capacity, part)
             ? NULL
             : hwnas_status_no_memory();
}

/* {"node", "merge": op, "of": [modules with from]} */
static hwnas_status_t *read_merge(const hwnas_graph_t *graph, hwnas_graph_node_t *node) {
  static const char *const keys[] = {"node", "merge", "of", "for", "include"};
  const hwnas_json_t *json = node->self.json, *of = hwnas_json_get(json, "of");
  operand_reader_t reader = {graph, node};
  size_t index = 0, n = of->type == HWNAS_JSON_ARRAY ? of->n : 1;
  HWNAS_TRY(hwnas_json_check_keys(json, keys, 5));
  HWNAS_TRY(hwnas_json_expect(hwnas_json_get(json, "merge"), HWNAS_JSON_STRING));
  for (size_t i = 0; i < n; i++)
    HWNAS_TRY(hwnas_module_unroll(&graph->site, of->type == HWNAS_JSON_ARRAY ? &of->children[i] : of,
                                  node->self.frame, &index, read_operand, &reader));
  return NULL;
}

/* What a node that is an input choice itself takes is known before it is made: others may hang on it. */
static hwnas_status_t *read_choice(const hwnas_graph_t *graph, hwnas_graph_node_t *node) {
  const hwnas_json_t *json = node->self.json;
  if (node->merges || !hwnas_json_get(json, "input_choice") || hwnas_json_get(json, "when")) return NULL;
  hwnas_site_t site = graph->site;
  site.frame = node->self.frame;
  node->choice = hwnas_arena_alloc(site.compiler->arena, sizeof *node->choice);
  HWNAS_TRY_ALLOC(node->choice);
  return hwnas_input_choice_read(&site, json, node->self.n_from, node->choice);
}

static hwnas_status_t *read_node(void *self, const hwnas_json_t *item, hwnas_frame_t *frame, size_t index);

/* {"for": {..}, "nodes": [..]}: several nodes per turn. */
static hwnas_status_t *read_nodes(hwnas_graph_t *graph, const hwnas_json_t *item, hwnas_frame_t *frame) {
  static const char *const keys[] = {"for", "nodes"};
  hwnas_site_t site = graph->site;
  site.frame = frame;
  HWNAS_TRY(hwnas_json_check_keys(item, keys, 2));
  return hwnas_module_each(&site, hwnas_json_get(item, "nodes"), read_node, graph);
}

static hwnas_status_t *read_node(void *self, const hwnas_json_t *item, hwnas_frame_t *frame, size_t index) {
  (void)index;
  hwnas_graph_t *graph = self;
  if (hwnas_json_get(item, "nodes") && !hwnas_json_get(item, "node")) return read_nodes(graph, item, frame);
  const hwnas_json_t *label = hwnas_json_get(item, "node");
  hwnas_graph_node_t node = {.self = {.json = item, .frame = frame}};
  if (!label)
    return hwnas_json_at(
        hwnas_status_make(HWNAS_ERROR_MISSING_KEY, "a node of a graph needs 'node': its name"), item);
  HWNAS_TRY(hwnas_lift_text(graph->site.compiler, label, frame, &node.name));
  node.merges = hwnas_json_get(item, "merge") && hwnas_json_get(item, "of") && !hwnas_json_get(item, "cell");
  if (node.merges)
    HWNAS_TRY(read_merge(graph, &node));
  else
    HWNAS_TRY(read_from(graph, hwnas_json_get(item, "from"), &node.self));
  HWNAS_TRY(hwnas_operand_include(&graph->site, item, frame, &node.self.include));
  HWNAS_TRY(read_choice(graph, &node));
  return add_node(graph, node);
}

static hwnas_status_t *add_input(hwnas_graph_t *graph, const char *name, const hwnas_json_t *json,
                                 hwnas_tensor_table_t *tensors, size_t n) {
  hwnas_arena_t *arena = graph->site.compiler->arena;
  hwnas_graph_node_t node = {.name = hwnas_arena_strdup(arena, name),
                             .self = {.json = json},
                             .tensors = hwnas_arena_alloc(arena, sizeof(hwnas_tensors_t))};
  if (!node.name || !node.tensors) return hwnas_status_no_memory();
  *node.tensors = (hwnas_tensors_t){.n = n, .items = tensors};
  return add_node(graph, node);
}

/* "x0" names all inputs; ["a", "b"] names them one by one. */
static hwnas_status_t *read_inputs(hwnas_graph_t *graph, const hwnas_json_t *json,
                                   const hwnas_tensors_t *inputs) {
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

hwnas_status_t *hwnas_graph_read(hwnas_graph_t *graph, const hwnas_json_t *json,
                                 const hwnas_tensors_t *inputs) {
  HWNAS_TRY(read_inputs(graph, json, inputs));
  graph->n_inputs = graph->n;
  HWNAS_TRY(hwnas_module_each(&graph->site, hwnas_json_get(json, "graph"), read_node, graph));
  return read_from(graph, hwnas_json_get(json, "output"), &graph->output);
}
