/* cell: the graph that a cell of the NAS literature stands for, as NASNet, ENAS and DARTS search it. Every
 * node adds up operands; each takes one of the nodes above, and gives it to one of the candidates. */
#include <string.h>

#include "shape/internal.h"

#define CELL_NODES_MAX 64

typedef struct cell {
  const hwnas_json_t *json, *of;
  const char *label;
  size_t first;            /* number of its first node; the inputs have those below */
  size_t last, n_operands; /* number of its last node; operands of each */
  bool loose_end;          /* the output is of the nodes that no other takes, else of all */
} cell_t;

static hwnas_status_t *at_key(const hwnas_site_t *site, const hwnas_json_t *json, hwnas_status_t *status) {
  return hwnas_status_in_module(hwnas_json_at(status, json), site->path);
}

/* A number under key, from 1 on. */
static hwnas_status_t *read_number(const hwnas_site_t *site, const hwnas_json_t *json, const char *key,
                                   int64_t fallback, size_t *out) {
  const hwnas_json_t *given = hwnas_json_get(json, key);
  hwnas_value_t value = hwnas_value_int(fallback);
  int64_t number;
  if (!given && fallback == 0)
    return at_key(site, json, hwnas_status_make(HWNAS_ERROR_MISSING_KEY, "'%s' is missing", key));
  if (given) HWNAS_TRY(hwnas_lift_constant(site->compiler, given, site->frame, key, &value));
  if (value.type == HWNAS_VALUE_BOOL || !hwnas_value_to_int(&value, &number) || number < 1 ||
      number > CELL_NODES_MAX)
    return at_key(site, given ? given : json,
                  hwnas_status_make(HWNAS_ERROR_SPACE_FORM, "'%s' must be a whole number from 1 to %d", key,
                                    CELL_NODES_MAX));
  *out = (size_t)number;
  return NULL;
}

static hwnas_status_t *read_merge(const hwnas_site_t *site, const hwnas_json_t *json, bool *out_loose_end) {
  static const char *const names[] = {"all", "loose_end"};
  const hwnas_json_t *merge = hwnas_json_get(json, "merge");
  *out_loose_end = false;
  if (!merge) return NULL;
  HWNAS_TRY(hwnas_json_expect(merge, HWNAS_JSON_STRING));
  *out_loose_end = strcmp(merge->string, "loose_end") == 0;
  if (*out_loose_end || strcmp(merge->string, "all") == 0) return NULL;
  hwnas_status_t *status = hwnas_status_make(HWNAS_ERROR_SPACE_FORM,
                                             "a cell merges 'all' of its nodes or those that are a "
                                             "'loose_end', not '%s'",
                                             merge->string);
  return at_key(site, merge, hwnas_status_suggest(status, merge->string, names, 2));
}

static hwnas_status_t *read_cell(const hwnas_site_t *site, const hwnas_json_t *json, size_t n_inputs,
                                 cell_t *out) {
  size_t nodes = 0;
  *out = (cell_t){.json = json, .of = hwnas_json_get(json, "of"), .first = n_inputs};
  if (!out->of)
    return at_key(site, json,
                  hwnas_status_make(HWNAS_ERROR_MISSING_KEY, "'of' is missing: the candidates of the cell"));
  if (n_inputs == 0)
    return at_key(site, json, hwnas_status_make(HWNAS_ERROR_SPACE_FORM, "a cell takes at least one input"));
  HWNAS_TRY(hwnas_lift_text(site->compiler, hwnas_json_get(json, "cell"), site->frame, &out->label));
  HWNAS_TRY(read_number(site, json, "nodes", 0, &nodes));
  HWNAS_TRY(read_number(site, json, "operands", 2, &out->n_operands));
  out->last = n_inputs + nodes - 1;
  return read_merge(site, json, &out->loose_end);
}

/* ---- The graph ------------------------------------------------------------------------------- */

/* first, operands; first, last, operands; include; inputs. A node that none uses is a loose end: unused(n)
 * are those that the nodes up to n leave. The list in all() is whole, so that its choices are always read. */
static const char *const graph_format =
    "{\"let\": {\"unused(n)\": \"=if(n < %zu, [], [i for i in unused(n - 1) if "
    "all([choice('{cell}/input_{n}_{k}', range(n)) != i for k in range(%zu)])] + [n])\"},\n"
    "\"graph\": [{\"node\": \"{node}\", \"for\": {\"node\": \"=range(%zu, %zu)\"}, \"merge\": \"add\", "
    "\"of\":\n"
    "  {\"name\": \"{operand}\", \"for\": {\"operand\": \"=range(%zu)\"}, "
    "\"from\": \"=['{i}' for i in range(node)]\", "
    "\"let\": {\"input\": \"=choice('{cell}/input_{node}_{operand}')\"}, \"sequential\": [\n"
    "    {\"name\": \"input\", \"input_choice\": \"{cell}/input_{node}_{operand}\"},\n"
    "    {\"name\": \"op\", \"choose\": \"{cell}/op_{node}_{operand}\"}]}},\n"
    "  {\"node\": \"out\", \"merge\": \"cat\", \"of\": {\"for\": {\"i\": \"=range(%zu, %zu)\"}, \"from\": "
    "\"{i}\"%s, \"sequential\": []}}],\n"
    "\"input\": [%s], \"output\": \"out\"}";

static hwnas_status_t *print_graph(hwnas_arena_t *arena, const cell_t *cell, const char **out) {
  hwnas_str_t inputs;
  hwnas_str_init(&inputs);
  for (size_t i = 0; i < cell->first; i++) hwnas_str_appendf(&inputs, "%s\"%zu\"", i ? ", " : "", i);
  const char *include =
      cell->loose_end ? hwnas_arena_printf(arena, ", \"include\": \"=i in unused(%zu)\"", cell->last) : "";
  const char *names = hwnas_arena_keep(arena, &inputs);
  if (!names || !include) return hwnas_status_no_memory();
  *out = hwnas_arena_printf(arena, graph_format, cell->first, cell->n_operands, cell->first, cell->last + 1,
                            cell->n_operands, cell->first, cell->last + 1, include, names);
  return *out ? NULL : hwnas_status_no_memory();
}

/* Whatever is wrong is wrong with the cell: the graph stands nowhere. */
static void give_place(hwnas_json_t *json, const hwnas_json_t *cell) {
  json->source = cell->source;
  json->line = cell->line;
  json->column = cell->column;
  for (size_t i = 0; i < json->n; i++) give_place(&json->children[i], cell);
}

static hwnas_status_t *make_graph(hwnas_arena_t *arena, const cell_t *cell, const hwnas_json_t **out) {
  const char *text = NULL;
  hwnas_json_t *graph = NULL;
  HWNAS_TRY(print_graph(arena, cell, &text));
  HWNAS_TRY(hwnas_json_parse(arena, text, strlen(text), "cell", &graph));
  give_place(graph, cell->json);
  const hwnas_json_t *node = &hwnas_json_get(graph, "graph")->children[0];
  hwnas_json_t *op = &hwnas_json_get(hwnas_json_get(node, "of"), "sequential")->children[1];
  *out = graph;
  return hwnas_json_add(arena, op, "of", cell->of) ? NULL : hwnas_status_no_memory();
}

/* All cells of a label leave the same nodes unused: what that depends on is worked out once. */
static hwnas_status_t *bind_unused(const hwnas_site_t *site, const cell_t *cell, const hwnas_json_t *let,
                                   hwnas_frame_t *frame) {
  hwnas_compiler_t *compiler = site->compiler;
  const char *key =
      hwnas_arena_printf(compiler->arena, "%zu %zu %s", cell->first, cell->n_operands, cell->label);
  HWNAS_TRY_ALLOC(key);
  hwnas_frame_t *shared = hwnas_map_get(&compiler->cells, key);
  if (!shared) {
    shared = hwnas_frame_push(compiler, NULL, NULL);
    HWNAS_TRY_ALLOC(shared && hwnas_map_set(&compiler->cells, key, shared));
    HWNAS_TRY(hwnas_frame_bind_value(compiler, shared, "cell", hwnas_value_string(cell->label)));
    HWNAS_TRY(hwnas_frame_bind_let(compiler, shared, let));
  }
  return hwnas_frame_bind_alias(compiler, frame, hwnas_frame_find(shared, "unused"));
}

hwnas_status_t *hwnas_module_cell(const hwnas_site_t *site, const hwnas_json_t *json,
                                  const hwnas_tensors_t *inputs, hwnas_tensors_t *out) {
  hwnas_compiler_t *compiler = site->compiler;
  cell_t cell = {0};
  const hwnas_json_t *graph = NULL;
  hwnas_site_t inner = *site;
  HWNAS_TRY(read_cell(site, json, inputs->n, &cell));
  HWNAS_TRY(make_graph(compiler->arena, &cell, &graph));
  inner.frame = hwnas_frame_push(compiler, site->frame, site->guard);
  HWNAS_TRY_ALLOC(inner.frame);
  HWNAS_TRY(hwnas_frame_bind_value(compiler, inner.frame, "cell", hwnas_value_string(cell.label)));
  HWNAS_TRY(bind_unused(site, &cell, hwnas_json_get(graph, "let"), inner.frame));
  HWNAS_TRY(hwnas_module_graph(&inner, graph, inputs, out));
  const char *title = hwnas_arena_printf(compiler->arena, "cell %s", cell.label);
  HWNAS_TRY_ALLOC(title);
  hwnas_module_made(site)->title = title;
  return NULL;
}
