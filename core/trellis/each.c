#include "trellis/each.h"

#include <stdlib.h>
#include <string.h>

/* A path, layer by layer. */
typedef struct walk {
  const hwnas_trellis_t *trellis;
  uint32_t *edges, *options; /* per layer; options: number among those of the edge */
  uint16_t *point;
  int64_t *values;
} walk_t;

static void set_option(const walk_t *walk, size_t l) {
  const hwnas_trellis_t *trellis = walk->trellis;
  uint32_t option = trellis->options[trellis->first_option[walk->edges[l]] + walk->options[l]];
  hwnas_trellis_set_option(trellis, l, option, walk->point);
}

static void add_values(const walk_t *walk, size_t l, int64_t sign) {
  for (size_t m = 0; m < walk->trellis->n_metrics; m++)
    walk->values[m] += sign * hwnas_trellis_values(walk->trellis, m)[walk->edges[l]];
}

/* The first ways on from layer l. */
static void descend(const walk_t *walk, size_t l) {
  const hwnas_trellis_t *trellis = walk->trellis;
  uint32_t node = l > 0 ? trellis->to[walk->edges[l - 1]] : hwnas_trellis_root(trellis);
  for (; l < trellis->n_layers; l++) {
    walk->edges[l] = trellis->first_edge[node];
    walk->options[l] = 0;
    set_option(walk, l);
    add_values(walk, l, 1);
    node = trellis->to[walk->edges[l]];
  }
}

/* False after the last path. */
static bool next(const walk_t *walk) {
  const hwnas_trellis_t *trellis = walk->trellis;
  for (size_t l = trellis->n_layers; l-- > 0;) {
    uint32_t node = l > 0 ? trellis->to[walk->edges[l - 1]] : hwnas_trellis_root(trellis);
    bool more = ++walk->options[l] < hwnas_trellis_options(trellis, walk->edges[l]);
    if (!more) {
      add_values(walk, l, -1);
      walk->options[l] = 0;
      if (++walk->edges[l] == trellis->first_edge[node + 1]) continue;
      add_values(walk, l, 1);
    }
    set_option(walk, l);
    descend(walk, l + 1);
    return true;
  }
  return false;
}

hwnas_status_t *hwnas_trellis_each(const hwnas_trellis_t *trellis,
                                   hwnas_status_t *(*fn)(void *self, const uint16_t *point,
                                                         const int64_t *values),
                                   void *self) {
  if (hwnas_trellis_empty(trellis)) return NULL;
  walk_t walk = {.trellis = trellis};
  walk.edges = calloc(trellis->n_layers + 1, sizeof *walk.edges);
  walk.options = calloc(trellis->n_layers + 1, sizeof *walk.options);
  walk.point = calloc(trellis->space->n_choices + 1, sizeof *walk.point);
  walk.values = calloc(trellis->n_metrics + 1, sizeof *walk.values);
  hwnas_status_t *status = NULL;
  if (walk.edges && walk.options && walk.point && walk.values) {
    for (size_t m = 0; m < trellis->n_metrics; m++) walk.values[m] = trellis->minima[m];
    descend(&walk, 0);
    do status = fn(self, walk.point, walk.values);
    while (!status && next(&walk));
  } else {
    status = hwnas_status_no_memory();
  }
  free(walk.edges);
  free(walk.options);
  free(walk.point);
  free(walk.values);
  return status;
}
