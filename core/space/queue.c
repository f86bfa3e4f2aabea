#include "space/queue.h"

bool hwnas_queue_init(hwnas_queue_t *queue, hwnas_arena_t *arena, size_t n) {
  *queue = (hwnas_queue_t){.sizes = hwnas_arena_alloc_array(arena, n, sizeof *queue->sizes),
                           .places = hwnas_arena_alloc_array(arena, n, sizeof *queue->places),
                           .heap = hwnas_arena_alloc_array(arena, n, sizeof *queue->heap)};
  return queue->sizes && queue->places && queue->heap;
}

static bool goes_before(const hwnas_queue_t *queue, uint32_t a, uint32_t b) {
  return queue->sizes[a] != queue->sizes[b] ? queue->sizes[a] < queue->sizes[b] : a > b;
}

static void put(hwnas_queue_t *queue, size_t i, uint32_t variable) {
  queue->heap[i] = variable;
  queue->places[variable] = (uint32_t)i + 1;
}

/* Puts a variable at place i or before it, moving back those that it goes before. */
static size_t move_up(hwnas_queue_t *queue, size_t i, uint32_t variable) {
  while (i > 0 && goes_before(queue, variable, queue->heap[(i - 1) / 2])) {
    put(queue, i, queue->heap[(i - 1) / 2]);
    i = (i - 1) / 2;
  }
  put(queue, i, variable);
  return i;
}

/* The same at place i or behind it. */
static void move_down(hwnas_queue_t *queue, size_t i, uint32_t variable) {
  for (size_t next; (next = 2 * i + 1) < queue->n; i = next) {
    if (next + 1 < queue->n && goes_before(queue, queue->heap[next + 1], queue->heap[next])) next++;
    if (goes_before(queue, variable, queue->heap[next])) break;
    put(queue, i, queue->heap[next]);
  }
  put(queue, i, variable);
}

void hwnas_queue_set(hwnas_queue_t *queue, uint32_t variable, double size) {
  size_t i = hwnas_queue_has(queue, variable) ? queue->places[variable] - 1 : queue->n++;
  queue->sizes[variable] = size;
  i = move_up(queue, i, variable);
  move_down(queue, i, variable);
}

uint32_t hwnas_queue_take(hwnas_queue_t *queue) {
  uint32_t first = queue->heap[0];
  queue->places[first] = 0;
  if (--queue->n > 0) move_down(queue, 0, queue->heap[queue->n]);
  return first;
}
