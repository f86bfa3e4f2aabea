#include "trellis/diagram.h"

#include <stdlib.h>
#include <string.h>

#include "base/intern.h"

/* What is left of the table while levels are made, from the last to the first. */
typedef struct folder {
  hwnas_arena_t *arena;
  size_t n_cells, n_values;
  uint32_t *ends;
  int64_t *values;
  hwnas_intern_t nodes;
  int64_t *row; /* one node as it is hashed: ends, then values, each as one number */
} folder_t;

/* Axes by their times; the earliest first. */
static void order_axes(const hwnas_diagram_of_t *of, uint32_t *out) {
  for (uint32_t a = 0; a < of->n_axes; a++) {
    uint32_t at = a;
    for (; at > 0 && of->times[out[at - 1]] > of->times[a]; at--) out[at] = out[at - 1];
    out[at] = a;
  }
}

static void copy_cells(const hwnas_diagram_of_t *of, const uint32_t *order, folder_t *folder) {
  size_t strides[HWNAS_DIAGRAM_LEVELS] = {0}, stride = 1, from = 0;
  uint32_t index[HWNAS_DIAGRAM_LEVELS] = {0};
  for (uint32_t a = of->n_axes; a-- > 0; stride *= of->sizes[a]) strides[a] = stride;
  for (size_t c = 0; c < of->n_cells; c++) {
    folder->ends[c] = of->ends ? of->ends[from] : 0;
    for (size_t m = 0; m < of->n_values; m++)
      folder->values[c * of->n_values + m] = of->values[from * of->n_values + m];
    for (uint32_t i = of->n_axes; i-- > 0;) {
      uint32_t a = order[i];
      from += strides[a];
      if (++index[a] < of->sizes[a]) break;
      from -= strides[a] * of->sizes[a];
      index[a] = 0;
    }
  }
}

/* The least value of a row for one metric, which goes to the edge above; 0 where all is dead. */
static int64_t least(const folder_t *folder, size_t first, uint32_t size, size_t m) {
  bool any = false;
  int64_t least = 0;
  for (uint32_t k = 0; k < size; k++) {
    int64_t value = folder->values[(first + k) * folder->n_values + m];
    if (folder->ends[first + k] == HWNAS_DIAGRAM_DEAD || (any && value >= least)) continue;
    least = value;
    any = true;
  }
  return least;
}

static bool is_dead(const folder_t *folder, size_t first, uint32_t size) {
  for (uint32_t k = 0; k < size; k++)
    if (folder->ends[first + k] != HWNAS_DIAGRAM_DEAD) return false;
  return true;
}

/* Row number r becomes one cell, which is written in its place. */
static hwnas_status_t *fold_row(folder_t *folder, size_t r, uint32_t size) {
  size_t first = r * size, n = folder->n_values;
  int64_t *row = folder->row, *row_values = row + size;
  uint32_t node = HWNAS_DIAGRAM_DEAD;
  for (uint32_t k = 0; k < size; k++) row[k] = folder->ends[first + k];
  for (size_t m = 0; m < n; m++) {
    int64_t above = least(folder, first, size, m);
    for (uint32_t k = 0; k < size; k++) {
      bool dead = folder->ends[first + k] == HWNAS_DIAGRAM_DEAD;
      row_values[k * n + m] = dead ? 0 : folder->values[(first + k) * n + m] - above;
    }
    folder->values[r * n + m] = above; /* nothing reads its place any more: r <= first */
  }
  if (!is_dead(folder, first, size) &&
      !hwnas_intern_put(&folder->nodes, row, size * (n + 1) * sizeof *row, &node))
    return hwnas_status_no_memory();
  folder->ends[r] = node;
  return NULL;
}

static hwnas_status_t *keep_level(const folder_t *folder, hwnas_diagram_level_t *level) {
  size_t n_children = folder->nodes.n * level->size, n = folder->n_values;
  level->children = hwnas_arena_alloc_array(folder->arena, n_children, sizeof *level->children);
  HWNAS_TRY_ALLOC(level->children);
  if (n > 0) {
    level->values = hwnas_arena_alloc_array(folder->arena, n_children * n, sizeof *level->values);
    HWNAS_TRY_ALLOC(level->values);
  }
  for (size_t i = 0; i < folder->nodes.n; i++) {
    const int64_t *row = hwnas_intern_at(&folder->nodes, i);
    for (uint32_t k = 0; k < level->size; k++) level->children[i * level->size + k] = (uint32_t)row[k];
    if (n > 0) memcpy(&level->values[i * level->size * n], row + level->size, level->size * n * sizeof *row);
  }
  return NULL;
}

static hwnas_status_t *fold_level(folder_t *folder, hwnas_diagram_level_t *level) {
  hwnas_intern_clear(&folder->nodes);
  folder->n_cells /= level->size;
  for (size_t r = 0; r < folder->n_cells; r++) HWNAS_TRY(fold_row(folder, r, level->size));
  return keep_level(folder, level);
}

static hwnas_status_t *make(folder_t *folder, const hwnas_diagram_of_t *of, hwnas_diagram_t *out) {
  uint32_t order[HWNAS_DIAGRAM_LEVELS] = {0}, widest = 1;
  order_axes(of, order);
  for (uint32_t a = 0; a < of->n_axes; a++)
    if (of->sizes[a] > widest) widest = of->sizes[a];
  folder->ends = malloc(of->n_cells * sizeof *folder->ends);
  folder->values = calloc(of->n_cells * of->n_values + 1, sizeof *folder->values);
  folder->row = calloc(widest * (of->n_values + 1), sizeof *folder->row);
  out->constants = hwnas_arena_alloc_array(folder->arena, of->n_values, sizeof *out->constants);
  if (!folder->ends || !folder->values || !folder->row || !out->constants) return hwnas_status_no_memory();
  copy_cells(of, order, folder);
  for (uint32_t i = of->n_axes; i-- > 0;) {
    uint32_t a = order[i];
    out->levels[i] = (hwnas_diagram_level_t){
        .variable = of->variables[a], .size = of->sizes[a], .any_other = of->any_other == of->variables[a]};
    HWNAS_TRY(fold_level(folder, &out->levels[i]));
  }
  for (size_t m = 0; m < of->n_values; m++) out->constants[m] = folder->values[m];
  return NULL;
}

hwnas_status_t *hwnas_diagram_make(hwnas_arena_t *arena, const hwnas_diagram_of_t *of, hwnas_diagram_t *out) {
  *out = (hwnas_diagram_t){.n_levels = of->n_axes, .n_values = of->n_values};
  folder_t folder = {.arena = arena, .n_cells = of->n_cells, .n_values = of->n_values};
  hwnas_intern_init(&folder.nodes);
  hwnas_status_t *status = make(&folder, of, out);
  hwnas_intern_deinit(&folder.nodes);
  free(folder.ends);
  free(folder.values);
  free(folder.row);
  return status;
}
