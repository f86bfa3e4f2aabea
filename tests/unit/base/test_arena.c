/* Memory that lives as long as its arena, and maps. */
#include <criterion/criterion.h>
#include <stdalign.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/map.h"

static hwnas_arena_t arena;

static void init(void) { hwnas_arena_init(&arena); }
static void deinit(void) { hwnas_arena_deinit(&arena); }
TestSuite(arena, .init = init, .fini = deinit);

/* Leaves freed memory behind that is not zero, for the arena to meet. */
static void soil_the_heap(void) {
  enum { N = 32, SIZE = 16500 };
  unsigned char *blocks[N];
  for (size_t i = 0; i < N; i++) {
    blocks[i] = malloc(SIZE);
    cr_assert_not_null(blocks[i]);
    for (size_t b = 0; b < SIZE; b++) ((volatile unsigned char *)blocks[i])[b] = 0xa5;
  }
  for (size_t i = 0; i < N; i++) free(blocks[i]);
}

Test(arena, pieces_are_zeroed_aligned_and_apart) {
  enum { N = 400 };
  unsigned char *pieces[N];
  soil_the_heap();
  for (size_t i = 0; i < N; i++) {
    size_t size = i * 37 % 9000; /* some pass the size of a chunk's quarter */
    pieces[i] = hwnas_arena_alloc(&arena, size);
    cr_assert_not_null(pieces[i]);
    cr_assert_eq((uintptr_t)pieces[i] % alignof(max_align_t), 0);
    for (size_t b = 0; b < size; b++) cr_assert_eq(pieces[i][b], 0);
    memset(pieces[i], (int)(i % 255 + 1), size);
  }
  for (size_t i = 0; i < N; i++)
    for (size_t b = 0; b < i * 37 % 9000; b++) cr_assert_eq(pieces[i][b], i % 255 + 1);
}

Test(arena, a_large_first_piece_leaves_room_for_others) {
  char *large = hwnas_arena_alloc(&arena, 1 << 20);
  char *small = hwnas_arena_alloc(&arena, 0);
  cr_assert(large && small);
  memset(large, 1, 1 << 20);
  cr_expect(small < large || small >= large + (1 << 20));
}

Test(arena, sizes_that_overflow_give_nothing) {
  cr_expect_null(hwnas_arena_alloc(&arena, SIZE_MAX));
  cr_expect_null(hwnas_arena_alloc_array(&arena, SIZE_MAX / 4, 8));
  cr_expect_null(hwnas_arena_grow(&arena, "", 0, SIZE_MAX / 4, 8));
  cr_expect_null(hwnas_arena_strndup(&arena, "", SIZE_MAX));
}

Test(arena, copies_text) {
  cr_expect_str_eq(hwnas_arena_strdup(&arena, ""), "");
  cr_expect_str_eq(hwnas_arena_strndup(&arena, "stride", 3), "str");
  cr_expect_str_eq(hwnas_arena_printf(&arena, "%s[%d]", "cell", 7), "cell[7]");
}

Test(arena, pushes_grow_the_array) {
  int *items = NULL;
  size_t n = 0, cap = 0;
  for (int i = 0; i < 1000; i++) cr_assert(HWNAS_PUSH(&arena, items, n, cap, i));
  cr_assert_eq(n, 1000);
  for (int i = 0; i < 1000; i++) cr_assert_eq(items[i], i);
}

Test(arena, deinit_leaves_an_empty_one) {
  cr_assert_not_null(hwnas_arena_alloc(&arena, 10));
  hwnas_arena_deinit(&arena);
  hwnas_arena_deinit(&arena);
  cr_expect_str_eq(hwnas_arena_strdup(&arena, "again"), "again");
}

Test(map, keeps_what_was_set_last) {
  enum { N = 2000 };
  static char keys[N][24];
  static int values[2 * N];
  hwnas_map_t map;
  hwnas_map_init(&map);
  cr_expect_null(hwnas_map_get(&map, "absent"));
  for (int i = 0; i < N; i++) {
    snprintf(keys[i], sizeof keys[i], "label_%d", i);
    cr_assert(hwnas_map_set(&map, keys[i], &values[i]));
  }
  for (int i = 0; i < N; i += 3) cr_assert(hwnas_map_set(&map, keys[i], &values[N + i]));
  cr_expect_eq(map.n, N);
  for (int i = 0; i < N; i++) cr_assert_eq(hwnas_map_get(&map, keys[i]), &values[i % 3 ? i : N + i]);
  cr_expect_null(hwnas_map_get(&map, "label_2000"));
  cr_expect_null(hwnas_map_get(&map, ""));
  hwnas_map_deinit(&map);
  cr_expect_null(hwnas_map_get(&map, keys[1]));
}
