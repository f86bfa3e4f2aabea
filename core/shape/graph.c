/* Graphs: named nodes, each reading nodes above it. */
#include <string.h>

#include "shape/internal.h"

typedef struct graph_node {
  const char *name;
  hwnas_tensors_t *tensors;
} graph_node_t;

typedef struct graph {
  hwnas_site_t site;
  graph_node_t *nodes;
  size_t n, capacity;
  hwnas_tensors_t *sum; /* inputs of the merge that is being made */
  hwnas_tensors_t *one;
} graph_t;

static hwnas_status_t *find_node(const graph_t *graph, const char *name, const hwnas_json_t *json,
                                 const hwnas_tensors_t **out) {
  for (size_t i = graph->n; i-- > 0;)
    if (strcmp(graph->nodes[i].name, name) == 0) {
      *out = graph->nodes[i].tensors;
      return NULL;
    }
  hwnas_status_t *status = hwnas_status_make(HWNAS_ERROR_GRAPH, "no node '%s' stands above this one", name);
  const char **names = hwnas_arena_alloc_array(graph->site.compiler->arena, graph->n, sizeof *names);
  for (size_t i = 0; names && i < graph->n; i++) names[i] = graph->nodes[i].name;
  if (names) hwnas_status_suggest(status, name, names, graph->n);
  return hwnas_status_within(hwnas_json_at(status, json), "module %s", graph->site.path);
}

static hwnas_status_t *append(const hwnas_json_t *json, const hwnas_tensors_t *from, hwnas_tensors_t *to) {
  for (size_t i = 0; i < from->n; i++) {
    if (to->n == HWNAS_TENSORS_MAX)
      return hwnas_json_at(
          hwnas_status_make(HWNAS_ERROR_LIMIT, "more than %d tensors meet", HWNAS_TENSORS_MAX), json);
    to->items[to->n++] = from->items[i];
  }
  return NULL;
}

/* The tensors that `from` names (one name or a list); the node just above if there is no `from`. */
static hwnas_status_t *gather(const graph_t *graph, const hwnas_json_t *from, const hwnas_json_t *item,
                              hwnas_frame_t *frame, hwnas_tensors_t *out) {
  out->n = 0;
  if (!from) return append(item, graph->nodes[graph->n - 1].tensors, out);
  const hwnas_json_t *names = from->type == HWNAS_JSON_ARRAY ? from->children : from;
  size_t n = from->type == HWNAS_JSON_ARRAY ? from->n : 1;
  for (size_t i = 0; i < n; i++) {
    const char *name;
    const hwnas_tensors_t *tensors = NULL;
    HWNAS_TRY(hwnas_lift_text(graph->site.compiler, &names[i], frame, &name));
    HWNAS_TRY(find_node(graph, name, &names[i], &tensors));
    HWNAS_TRY(append(item, tensors, out));
  }
  return NULL;
}

static hwnas_status_t *add_node(graph_t *graph, const char *name, const hwnas_json_t *json,
                                const hwnas_tensors_t *tensors) {
  hwnas_arena_t *arena = graph->site.compiler->arena;
  for (size_t i = 0; i < graph->n; i++)
    if (strcmp(graph->nodes[i].name, name) == 0)
      return hwnas_json_at(hwnas_status_make(HWNAS_ERROR_GRAPH, "two nodes are named '%s'", name), json);
  graph_node_t node = {.name = hwnas_arena_strdup(arena, name),
                       .tensors = hwnas_arena_alloc(arena, sizeof *tensors)};
  if (!node.name || !node.tensors || !HWNAS_PUSH(arena, graph->nodes, graph->n, graph->capacity, node))
    return hwnas_status_no_memory();
  *node.tensors = *tensors;
  return NULL;
}

static hwnas_status_t *add_operand(void *self, const hwnas_json_t *item, hwnas_frame_t *frame, size_t index) {
  graph_t *graph = self;
  hwnas_site_t child;
  char *number = hwnas_arena_printf(graph->site.compiler->arena, "%zu", index);
  HWNAS_TRY_ALLOC(number);
  HWNAS_TRY(gather(graph, hwnas_json_get(item, "from"), item, frame, graph->one));
  HWNAS_TRY(hwnas_site_child(&graph->site, item, frame, graph->site.guard, number, &child));
  HWNAS_TRY(hwnas_module_instantiate(&child, item, graph->one, graph->one));
  return append(item, graph->one, graph->sum);
}

/* {"node", "merge": op, "of": [modules with from]}: the operands, then the merge. */
static hwnas_status_t *merge_node(graph_t *graph, const hwnas_json_t *item, hwnas_frame_t *frame,
                                  const char *name) {
  static const char *const keys[] = {"node", "merge", "of", "for"};
  hwnas_compiler_t *compiler = graph->site.compiler;
  HWNAS_TRY(hwnas_json_check_keys(item, keys, 4));
  const hwnas_json_t *merge = hwnas_json_get(item, "merge"), *of = hwnas_json_get(item, "of");
  HWNAS_TRY(hwnas_json_expect(merge, HWNAS_JSON_STRING));
  if (!of) return hwnas_json_at(hwnas_status_make(HWNAS_ERROR_MISSING_KEY, "'of' is missing"), item);
  hwnas_site_t outer = graph->site, site;
  HWNAS_TRY(hwnas_site_child(&outer, item, frame, outer.guard, name, &site));
  hwnas_module_t *node = hwnas_module_node(&site, HWNAS_MODULE_BRANCHES, name, item);
  HWNAS_TRY_ALLOC(node);
  site.parent = node;
  graph->site = site;
  graph->sum->n = 0;
  size_t index = 0, n = of->type == HWNAS_JSON_ARRAY ? of->n : 1;
  for (size_t i = 0; i < n; i++)
    HWNAS_TRY(hwnas_module_unroll(&site, of->type == HWNAS_JSON_ARRAY ? &of->children[i] : of, frame, &index,
                                  add_operand, graph));
  graph->site = outer;
  const char *op_type = hwnas_arena_strdup(compiler->arena, merge->string);
  HWNAS_TRY_ALLOC(op_type);
  HWNAS_TRY(hwnas_module_functional(&site, op_type, op_type, item, graph->sum, graph->one));
  return hwnas_module_set_outputs(compiler, node, graph->one);
}

static hwnas_status_t *visit(void *self, const hwnas_json_t *item, hwnas_frame_t *frame, size_t index) {
  (void)index;
  graph_t *graph = self;
  const hwnas_json_t *label = hwnas_json_get(item, "node");
  const char *text;
  if (!label)
    return hwnas_json_at(
        hwnas_status_make(HWNAS_ERROR_MISSING_KEY, "a node of a graph needs 'node': its name"), item);
  HWNAS_TRY(hwnas_lift_text(graph->site.compiler, label, frame, &text));
  char *name = hwnas_arena_strdup(graph->site.compiler->arena, text);
  HWNAS_TRY_ALLOC(name);
  if (hwnas_json_get(item, "merge") && hwnas_json_get(item, "of")) {
    HWNAS_TRY(merge_node(graph, item, frame, name));
  } else {
    hwnas_site_t child;
    HWNAS_TRY(gather(graph, hwnas_json_get(item, "from"), item, frame, graph->one));
    HWNAS_TRY(hwnas_site_child(&graph->site, item, frame, graph->site.guard, name, &child));
    HWNAS_TRY(hwnas_module_instantiate(&child, item, graph->one, graph->one));
  }
  return add_node(graph, name, item, graph->one);
}

/* "x0" names all inputs; ["a", "b"] names them one by one. */
static hwnas_status_t *name_inputs(graph_t *graph, const hwnas_json_t *json, const hwnas_tensors_t *inputs) {
  const hwnas_json_t *input = hwnas_json_get(json, "input");
  if (!input) return add_node(graph, "input", json, inputs);
  if (input->type == HWNAS_JSON_STRING) return add_node(graph, input->string, input, inputs);
  HWNAS_TRY(hwnas_json_expect(input, HWNAS_JSON_ARRAY));
  if (input->n != inputs->n)
    return hwnas_json_at(
        hwnas_status_make(HWNAS_ERROR_GRAPH, "the graph names %zu inputs and gets %zu", input->n, inputs->n),
        input);
  for (size_t i = 0; i < input->n; i++) {
    hwnas_tensors_t one = {.n = 1, .items = {inputs->items[i]}};
    HWNAS_TRY(hwnas_json_expect(&input->children[i], HWNAS_JSON_STRING));
    HWNAS_TRY(add_node(graph, input->children[i].string, &input->children[i], &one));
  }
  return NULL;
}

hwnas_status_t *hwnas_module_graph(const hwnas_site_t *site, const hwnas_json_t *json,
                                   const hwnas_tensors_t *inputs, hwnas_tensors_t *out) {
  hwnas_compiler_t *compiler = site->compiler;
  hwnas_module_t *node = hwnas_module_node(site, HWNAS_MODULE_GRAPH, "graph", json);
  graph_t graph = {.site = *site,
                   .sum = hwnas_arena_alloc(compiler->arena, sizeof(hwnas_tensors_t)),
                   .one = hwnas_arena_alloc(compiler->arena, sizeof(hwnas_tensors_t))};
  if (!node || !graph.sum || !graph.one) return hwnas_status_no_memory();
  graph.site.parent = node;
  HWNAS_TRY(name_inputs(&graph, json, inputs));
  HWNAS_TRY(hwnas_module_each(&graph.site, hwnas_json_get(json, "graph"), visit, &graph));
  HWNAS_TRY(gather(&graph, hwnas_json_get(json, "output"), json, site->frame, graph.one));
  *out = *graph.one;
  return hwnas_module_set_outputs(compiler, node, out);
}
