/* Layers that go through several choices at once: fewer nodes, and about as many edges. */
#include <stdlib.h>
#include <string.h>

#include "base/intern.h"
#include "trellis/internal.h"

#define OPTIONS_MAX 1024 /* of a layer */
#define NODE_COST 6      /* of a node, in edges: what a pass writes and reads beside them */

typedef struct grouper {
  const hwnas_trellis_t *fine;
  hwnas_trellis_t *out;
  hwnas_trellis_writer_t writer;
  hwnas_arena_t scratch;
  size_t *begins; /* per group: its first fine layer; one more at the end */
  size_t n_groups;
  uint32_t *nodes; /* per fine node: its new number */
  hwnas_intern_t bundles;
  int64_t *path;                 /* end, then values */
  uint32_t *bundle_of, *options; /* per path of one node */
  size_t n_paths;
} grouper_t;

/* ---- Which layers ---------------------------------------------------------------------------- */

static uint32_t domain_of(const hwnas_trellis_t *fine, size_t l) {
  return fine->space->choices[fine->layers[l].choices[0]].n;
}

static double nodes_before(const hwnas_trellis_t *fine, size_t l) {
  return l < fine->n_layers ? fine->layers[l].n_nodes : 1;
}

/* The cheapest way from the first layer to the end, where a step takes one layer or more. */
static hwnas_status_t *choose_groups(grouper_t *grouper) {
  const hwnas_trellis_t *fine = grouper->fine;
  size_t n = fine->n_layers;
  double *costs = hwnas_arena_alloc_array(&grouper->scratch, n + 1, sizeof *costs);
  size_t *from = hwnas_arena_alloc_array(&grouper->scratch, n + 1, sizeof *from);
  grouper->begins = hwnas_arena_alloc_array(&grouper->scratch, n + 2, sizeof *grouper->begins);
  if (!costs || !from || !grouper->begins) return hwnas_status_no_memory();
  for (size_t end = 1; end <= n; end++) {
    uint64_t options = 1;
    costs[end] = -1;
    for (size_t l = end; l-- > 0;) {
      options *= domain_of(fine, l);
      if (options > OPTIONS_MAX && l + 1 < end) break;
      double cost = costs[l] + nodes_before(fine, l) * (double)options + NODE_COST * nodes_before(fine, end);
      if (costs[end] >= 0 && cost >= costs[end]) continue;
      costs[end] = cost;
      from[end] = l;
    }
  }
  for (size_t end = n; end > 0; end = from[end]) grouper->n_groups++;
  grouper->begins[grouper->n_groups] = n;
  for (size_t g = grouper->n_groups; g-- > 0;) grouper->begins[g] = from[grouper->begins[g + 1]];
  return NULL;
}

/* ---- One node -------------------------------------------------------------------------------- */

static hwnas_status_t *end_path(grouper_t *grouper, uint32_t node, uint32_t option) {
  size_t i = grouper->n_paths++;
  grouper->path[0] = grouper->nodes[node];
  grouper->options[i] = option;
  if (hwnas_intern_put(&grouper->bundles, grouper->path, (1 + grouper->fine->n_metrics) * sizeof(int64_t),
                       &grouper->bundle_of[i]))
    return NULL;
  return hwnas_status_no_memory();
}

/* All ways on from a node of layer l to layer `end`. */
static hwnas_status_t *follow(grouper_t *grouper, size_t l, size_t end, uint32_t node, uint32_t option) {
  const hwnas_trellis_t *fine = grouper->fine;
  if (l == end) return end_path(grouper, node, option);
  for (uint32_t e = fine->first_edge[node]; e < fine->first_edge[node + 1]; e++) {
    for (size_t m = 0; m < fine->n_metrics; m++) grouper->path[1 + m] += hwnas_trellis_values(fine, m)[e];
    for (uint32_t i = fine->first_option[e]; i < fine->first_option[e + 1]; i++)
      HWNAS_TRY(follow(grouper, l + 1, end, fine->to[e], option * domain_of(fine, l) + fine->options[i]));
    for (size_t m = 0; m < fine->n_metrics; m++) grouper->path[1 + m] -= hwnas_trellis_values(fine, m)[e];
  }
  return NULL;
}

/* Ways with the same end at the same cost are one edge. */
static hwnas_status_t *add_edges(grouper_t *grouper) {
  for (size_t b = 0; b < grouper->bundles.n; b++) {
    HWNAS_TRY(hwnas_trellis_write_edge(&grouper->writer, hwnas_intern_at(&grouper->bundles, b)));
    for (size_t i = 0; i < grouper->n_paths; i++)
      if (grouper->bundle_of[i] == b)
        HWNAS_TRY(hwnas_trellis_write_option(&grouper->writer, grouper->options[i]));
  }
  return NULL;
}

static hwnas_status_t *add_node(grouper_t *grouper, uint32_t node, size_t begin, size_t end) {
  grouper->nodes[node] = (uint32_t)grouper->out->n_nodes;
  HWNAS_TRY(hwnas_trellis_write_node(&grouper->writer));
  if (begin == end) return NULL;
  hwnas_intern_clear(&grouper->bundles);
  grouper->n_paths = 0;
  HWNAS_TRY(follow(grouper, begin, end, node, 0));
  return add_edges(grouper);
}

/* ---- All ------------------------------------------------------------------------------------- */

static hwnas_status_t *add_group(grouper_t *grouper, size_t begin, size_t end, hwnas_trellis_layer_t *layer) {
  const hwnas_trellis_t *fine = grouper->fine;
  uint32_t *choices = hwnas_arena_alloc_array(&grouper->out->arena, end - begin, sizeof *choices);
  HWNAS_TRY_ALLOC(choices);
  for (size_t l = begin; l < end; l++) choices[l - begin] = fine->layers[l].choices[0];
  *layer = (hwnas_trellis_layer_t){.choices = choices,
                                   .n_choices = (uint32_t)(end - begin),
                                   .first_node = (uint32_t)grouper->out->n_nodes,
                                   .n_nodes = fine->layers[begin].n_nodes};
  for (uint32_t i = 0; i < layer->n_nodes; i++)
    HWNAS_TRY(add_node(grouper, fine->layers[begin].first_node + i, begin, end));
  return NULL;
}

static uint64_t most_paths(const grouper_t *grouper) {
  uint64_t most = 1;
  for (size_t g = 0; g < grouper->n_groups; g++) {
    uint64_t paths = 1;
    for (size_t l = grouper->begins[g]; l < grouper->begins[g + 1]; l++) paths *= domain_of(grouper->fine, l);
    if (paths > most) most = paths;
  }
  return most;
}

static hwnas_status_t *group(grouper_t *grouper) {
  const hwnas_trellis_t *fine = grouper->fine;
  HWNAS_TRY(choose_groups(grouper));
  size_t most = (size_t)most_paths(grouper);
  hwnas_trellis_layer_t *layers =
      hwnas_arena_alloc_array(&grouper->out->arena, grouper->n_groups, sizeof *layers);
  grouper->nodes = hwnas_arena_alloc_array(&grouper->scratch, fine->n_nodes, sizeof *grouper->nodes);
  grouper->path = hwnas_arena_alloc_array(&grouper->scratch, 1 + fine->n_metrics, sizeof *grouper->path);
  grouper->bundle_of = hwnas_arena_alloc_array(&grouper->scratch, most, sizeof *grouper->bundle_of);
  grouper->options = hwnas_arena_alloc_array(&grouper->scratch, most, sizeof *grouper->options);
  if (!layers || !grouper->nodes || !grouper->path || !grouper->bundle_of || !grouper->options)
    return hwnas_status_no_memory();
  grouper->out->layers = layers;
  grouper->out->n_layers = grouper->n_groups;
  HWNAS_TRY(add_node(grouper, 0, fine->n_layers, fine->n_layers));
  for (size_t g = grouper->n_groups; g-- > 0;)
    HWNAS_TRY(add_group(grouper, grouper->begins[g], grouper->begins[g + 1], &layers[g]));
  return hwnas_trellis_write_end(&grouper->writer);
}

hwnas_status_t *hwnas_trellis_group(const hwnas_trellis_t *fine, hwnas_trellis_t *out) {
  grouper_t grouper = {.fine = fine, .out = out};
  hwnas_arena_init(&grouper.scratch);
  hwnas_trellis_writer_init(&grouper.writer, out);
  hwnas_intern_init(&grouper.bundles);
  hwnas_status_t *status = group(&grouper);
  hwnas_intern_deinit(&grouper.bundles);
  hwnas_trellis_writer_deinit(&grouper.writer);
  hwnas_arena_deinit(&grouper.scratch);
  return status;
}
