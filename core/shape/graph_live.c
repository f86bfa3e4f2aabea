/* Which nodes of a graph are part of which networks: those through which a path leads from the inputs to the
 * output. A node reads nodes above it only, so that one pass from below and one from above find them. */
#include "shape/graph.h"

static const hwnas_reach_t always = {.ever = true}, never = {.ever = false};

static hwnas_reach_t reach_of(const hwnas_table_t *when) {
  const hwnas_value_t *constant = when ? hwnas_table_is_constant(when) : NULL;
  if (!constant) return (hwnas_reach_t){.ever = true, .when = when};
  return (hwnas_reach_t){.ever = hwnas_value_truth(constant)};
}

hwnas_status_t *hwnas_reach_and(hwnas_compiler_t *compiler, hwnas_reach_t a, hwnas_reach_t b,
                                hwnas_reach_t *out) {
  const hwnas_table_t *both;
  *out = never;
  if (!a.ever || !b.ever) return NULL;
  HWNAS_TRY(hwnas_table_and(compiler->arena, &compiler->space->variables, a.when, b.when, &both));
  *out = reach_of(both);
  return NULL;
}

static hwnas_status_t *reach_or(hwnas_compiler_t *compiler, hwnas_reach_t more, hwnas_reach_t *reach) {
  const hwnas_table_t *either;
  if (!more.ever) return NULL;
  if (reach->ever)
    HWNAS_TRY(hwnas_table_or(compiler->arena, &compiler->space->variables, reach->when, more.when, &either));
  else
    either = more.when;
  *reach = reach_of(either);
  return NULL;
}

/* ---- Edges ----------------------------------------------------------------------------------- */

/* Whether a node that is in the network takes what it reads from its part's edge number e. */
static hwnas_status_t *edge_takes(const hwnas_graph_t *graph, const hwnas_graph_node_t *node,
                                  const hwnas_part_t *part, size_t e, hwnas_reach_t *out) {
  *out = node->merges ? reach_of(part->include.table) : always;
  if (!node->choice) return NULL;
  const hwnas_table_t *takes;
  HWNAS_TRY(hwnas_input_choice_takes(graph->site.compiler, node->choice, e, &takes));
  *out = reach_of(takes);
  return NULL;
}

static size_t count_parts(const hwnas_graph_node_t *node) { return node->merges ? node->n_operands : 1; }

static const hwnas_part_t *part_of(const hwnas_graph_node_t *node, size_t i) {
  return node->merges ? &node->operands[i] : &node->self;
}

/* ---- From below: what the output needs ------------------------------------------------------- */

static hwnas_status_t *need(hwnas_graph_t *graph, const hwnas_part_t *part, size_t e, hwnas_reach_t when) {
  return reach_or(graph->site.compiler, when, &graph->nodes[part->from[e]].live);
}

static hwnas_status_t *need_what_it_takes(hwnas_graph_t *graph, const hwnas_graph_node_t *node) {
  for (size_t i = 0; i < count_parts(node); i++) {
    const hwnas_part_t *part = part_of(node, i);
    for (size_t e = 0; e < part->n_from; e++) {
      hwnas_reach_t takes;
      HWNAS_TRY(edge_takes(graph, node, part, e, &takes));
      HWNAS_TRY(hwnas_reach_and(graph->site.compiler, node->live, takes, &takes));
      HWNAS_TRY(need(graph, part, e, takes));
    }
  }
  return NULL;
}

static hwnas_status_t *find_needed(hwnas_graph_t *graph) {
  for (size_t e = 0; e < graph->output.n_from; e++) HWNAS_TRY(need(graph, &graph->output, e, always));
  for (size_t i = graph->n; i-- > graph->n_inputs;)
    if (graph->nodes[i].live.ever) HWNAS_TRY(need_what_it_takes(graph, &graph->nodes[i]));
  return NULL;
}

/* ---- From above: where no path leads to ------------------------------------------------------ */

static hwnas_status_t *all_present(const hwnas_graph_t *graph, const hwnas_part_t *part, hwnas_reach_t *out) {
  for (size_t e = 0; e < part->n_from; e++)
    HWNAS_TRY(hwnas_reach_and(graph->site.compiler, *out, graph->nodes[part->from[e]].present, out));
  return NULL;
}

hwnas_status_t *hwnas_graph_operand_takes(const hwnas_graph_t *graph, const hwnas_part_t *operand,
                                          hwnas_reach_t *out) {
  *out = reach_of(operand->include.table);
  return all_present(graph, operand, out);
}

static hwnas_status_t *choice_present(const hwnas_graph_t *graph, const hwnas_graph_node_t *node,
                                      hwnas_reach_t *out) {
  const hwnas_part_t *part = &node->self;
  *out = never;
  for (size_t e = 0; e < part->n_from; e++) {
    hwnas_reach_t takes;
    HWNAS_TRY(edge_takes(graph, node, part, e, &takes));
    HWNAS_TRY(hwnas_reach_and(graph->site.compiler, takes, graph->nodes[part->from[e]].present, &takes));
    HWNAS_TRY(reach_or(graph->site.compiler, takes, out));
  }
  return NULL;
}

static hwnas_status_t *merge_present(const hwnas_graph_t *graph, const hwnas_graph_node_t *node,
                                     hwnas_reach_t *out) {
  *out = never;
  for (size_t i = 0; i < node->n_operands; i++) {
    hwnas_reach_t takes;
    HWNAS_TRY(hwnas_graph_operand_takes(graph, &node->operands[i], &takes));
    HWNAS_TRY(reach_or(graph->site.compiler, takes, out));
  }
  return NULL;
}

static hwnas_status_t *path_leads(const hwnas_graph_t *graph, const hwnas_graph_node_t *node,
                                  hwnas_reach_t *out) {
  if (node->merges) return merge_present(graph, node, out);
  if (node->choice) return choice_present(graph, node, out);
  *out = always;
  return all_present(graph, &node->self, out);
}

static hwnas_status_t *find_present(hwnas_graph_t *graph, bool prune) {
  for (size_t i = graph->n_inputs; i < graph->n; i++) {
    hwnas_graph_node_t *node = &graph->nodes[i];
    if (!node->live.ever) continue;
    node->present = always;
    if (prune || !(node->merges || node->choice)) HWNAS_TRY(path_leads(graph, node, &node->present));
    HWNAS_TRY(hwnas_reach_and(graph->site.compiler, node->present, reach_of(node->self.include.table),
                              &node->present));
  }
  return NULL;
}

/* ---- Both ------------------------------------------------------------------------------------ */

bool hwnas_graph_has(const hwnas_graph_node_t *node) { return node->live.ever && node->present.ever; }

/* What a node takes matters wherever the output needs the node, be it there or not. */
static hwnas_status_t *note_reads(const hwnas_graph_t *graph, const hwnas_graph_node_t *node) {
  hwnas_compiler_t *compiler = graph->site.compiler;
  const hwnas_table_t *guard;
  HWNAS_TRY(hwnas_table_and(compiler->arena, &compiler->space->variables, graph->site.guard, node->live.when,
                            &guard));
  HWNAS_TRY(hwnas_compiler_use_reads(compiler, &node->self.include, guard));
  for (size_t i = 0; i < node->n_operands; i++)
    HWNAS_TRY(hwnas_compiler_use_reads(compiler, &node->operands[i].include, guard));
  return node->choice ? hwnas_input_choice_activate(compiler, node->choice, guard) : NULL;
}

hwnas_status_t *hwnas_graph_find_live(hwnas_graph_t *graph, bool prune) {
  for (size_t i = 0; i < graph->n; i++) {
    graph->nodes[i].live = prune ? never : always;
    if (i < graph->n_inputs) graph->nodes[i].present = always;
  }
  if (prune) HWNAS_TRY(find_needed(graph));
  HWNAS_TRY(find_present(graph, prune));
  for (size_t i = graph->n_inputs; i < graph->n; i++)
    if (graph->nodes[i].live.ever) HWNAS_TRY(note_reads(graph, &graph->nodes[i]));
  return NULL;
}
