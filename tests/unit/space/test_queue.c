#include "space/queue.h"

#include <criterion/criterion.h>
#include <math.h>

#include "base/random.h"

#define N 50

/* The variable that goes first, looked for among all. */
static uint32_t first_of(const double *sizes, const bool *waits) {
  uint32_t best = N;
  for (uint32_t v = N; v-- > 0;)
    if (waits[v] && (best == N || sizes[v] < sizes[best])) best = v;
  return best;
}

/* Sizes go up and down, and many are equal. */
Test(queue, gives_the_smallest_and_of_equals_the_last) {
  hwnas_arena_t arena;
  hwnas_queue_t queue;
  hwnas_random_t random;
  double sizes[N] = {0};
  bool waits[N] = {false};
  size_t n_taken = 0;
  hwnas_arena_init(&arena);
  hwnas_random_seed(&random, 1, 0);
  cr_assert(hwnas_queue_init(&queue, &arena, N));
  for (int i = 0; i < 5000; i++) {
    if (queue.n > 0 && hwnas_random_below(&random, 3) == 0) {
      uint32_t expected = first_of(sizes, waits);
      cr_assert_eq(hwnas_queue_take(&queue), expected);
      waits[expected] = false;
      cr_assert_not(hwnas_queue_has(&queue, expected));
      n_taken++;
      continue;
    }
    uint32_t v = (uint32_t)hwnas_random_below(&random, N);
    sizes[v] = hwnas_random_below(&random, 20) == 0 ? INFINITY : (double)hwnas_random_below(&random, 8);
    waits[v] = true;
    hwnas_queue_set(&queue, v, sizes[v]);
    cr_assert(hwnas_queue_has(&queue, v));
  }
  cr_expect_gt(n_taken, 1000);
  hwnas_arena_deinit(&arena);
}
