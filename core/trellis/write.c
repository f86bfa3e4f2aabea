#include "trellis/internal.h"

void hwnas_trellis_writer_init(hwnas_trellis_writer_t *writer, hwnas_trellis_t *trellis) {
  *writer = (hwnas_trellis_writer_t){.trellis = trellis};
  hwnas_arena_init(&writer->scratch);
}

void hwnas_trellis_writer_deinit(hwnas_trellis_writer_t *writer) { hwnas_arena_deinit(&writer->scratch); }

hwnas_status_t *hwnas_trellis_write_node(hwnas_trellis_writer_t *writer) {
  hwnas_trellis_t *trellis = writer->trellis;
  if (HWNAS_PUSH(&trellis->arena, trellis->first_edge, trellis->n_nodes, writer->nodes_capacity,
                 (uint32_t)trellis->n_edges))
    return NULL;
  return hwnas_status_no_memory();
}

hwnas_status_t *hwnas_trellis_write_edge(hwnas_trellis_writer_t *writer, const int64_t *edge) {
  hwnas_trellis_t *trellis = writer->trellis;
  size_t n = trellis->n_metrics, n_values = trellis->n_edges * n, n_firsts = trellis->n_edges;
  if (!HWNAS_PUSH(&trellis->arena, trellis->first_option, n_firsts, writer->firsts_capacity,
                  (uint32_t)writer->n_options))
    return hwnas_status_no_memory();
  for (size_t m = 0; m < n; m++)
    if (!HWNAS_PUSH(&writer->scratch, writer->edge_values, n_values, writer->values_capacity, edge[1 + m]))
      return hwnas_status_no_memory();
  if (HWNAS_PUSH(&trellis->arena, trellis->to, trellis->n_edges, writer->edges_capacity, (uint32_t)edge[0]))
    return NULL;
  return hwnas_status_no_memory();
}

hwnas_status_t *hwnas_trellis_write_option(hwnas_trellis_writer_t *writer, uint32_t option) {
  hwnas_trellis_t *trellis = writer->trellis;
  if (HWNAS_PUSH(&trellis->arena, trellis->options, writer->n_options, writer->options_capacity, option))
    return NULL;
  return hwnas_status_no_memory();
}

hwnas_status_t *hwnas_trellis_write_end(hwnas_trellis_writer_t *writer) {
  hwnas_trellis_t *trellis = writer->trellis;
  size_t n = trellis->n_metrics, n_nodes = trellis->n_nodes, n_edges = trellis->n_edges;
  trellis->values = hwnas_arena_alloc_array(&trellis->arena, n_edges * n, sizeof(int64_t));
  if (!trellis->values ||
      !HWNAS_PUSH(&trellis->arena, trellis->first_edge, n_nodes, writer->nodes_capacity, (uint32_t)n_edges) ||
      !HWNAS_PUSH(&trellis->arena, trellis->first_option, n_edges, writer->firsts_capacity,
                  (uint32_t)writer->n_options))
    return hwnas_status_no_memory();
  for (size_t e = 0; e < trellis->n_edges; e++)
    for (size_t m = 0; m < n; m++) trellis->values[m * trellis->n_edges + e] = writer->edge_values[e * n + m];
  return NULL;
}
