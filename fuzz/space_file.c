/* A space file: compiled with the formulas of this build, counted, sampled, and written down expanded, which
 * must compile again. */
#define _GNU_SOURCE
#include "run/context.h"
#include "space/count.h"
#include "space/expand.h"
#include "space/sample.h"
#include "target.h"

static bool compile(hwnas_context_t *context, const char *text, size_t length, hwnas_space_t **out) {
  hwnas_arena_t arena;
  hwnas_json_t *document;
  hwnas_arena_init(&arena);
  bool good = fuzz_is_good(hwnas_json_parse(&arena, text, length, "space.json", &document)) &&
              fuzz_is_good(hwnas_context_compile(context, document, NULL, 0, out));
  hwnas_arena_deinit(&arena);
  return good;
}

static void count(const hwnas_space_t *space) {
  hwnas_counts_t counts;
  hwnas_counts_init(&counts);
  if (fuzz_is_good(hwnas_space_count(space, &counts))) {
    FUZZ_REQUIRE(mpz_cmp(counts.feasible, counts.networks) <= 0);
    FUZZ_REQUIRE(mpz_cmp(counts.networks, counts.samples) <= 0);
  }
  hwnas_counts_deinit(&counts);
}

/* What is drawn is a sample of the space, and stays the same through its text. */
static void sample(const hwnas_space_t *space) {
  uint16_t *points = calloc(2 * (space->n_choices + 1), sizeof *points), *again = &points[space->n_choices];
  char *text;
  FUZZ_REQUIRE(points);
  if (fuzz_is_good(hwnas_space_draw(space, 1, 1, points))) {
    fuzz_must(hwnas_space_check_point(space, points));
    fuzz_must(hwnas_sample_json(space, points, &text));
    fuzz_must(hwnas_sample_parse(space, text, strlen(text), "sample", false, again));
    FUZZ_REQUIRE(memcmp(points, again, space->n_choices * sizeof *points) == 0);
    free(text);
  }
  free(points);
}

static void expect_same_count(const hwnas_space_t *a, const hwnas_space_t *b) {
  hwnas_counts_t of_a, of_b;
  hwnas_counts_init(&of_a);
  hwnas_counts_init(&of_b);
  if (fuzz_is_good(hwnas_space_count(a, &of_a)) && fuzz_is_good(hwnas_space_count(b, &of_b)))
    FUZZ_REQUIRE(mpz_cmp(of_a.feasible, of_b.feasible) == 0 && mpz_cmp(of_a.networks, of_b.networks) == 0);
  hwnas_counts_deinit(&of_a);
  hwnas_counts_deinit(&of_b);
}

static void expand(hwnas_context_t *context, const hwnas_space_t *space) {
  hwnas_str_t text;
  hwnas_space_t *again;
  hwnas_arena_t arena;
  hwnas_json_t *document;
  hwnas_str_init(&text);
  hwnas_arena_init(&arena);
  fuzz_must(hwnas_space_expand(space, &text));
  fuzz_must(hwnas_json_parse(&arena, text.text, text.length, "expanded.json", &document));
  fuzz_must(hwnas_context_compile(context, document, NULL, 0, &again));
  FUZZ_REQUIRE(again->n_choices == space->n_choices);
  expect_same_count(space, again);
  hwnas_space_destroy(again);
  hwnas_arena_deinit(&arena);
  hwnas_str_deinit(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static hwnas_context_t *context;
  if (!context) context = fuzz_context_create();
  char *text = fuzz_copy(data, size);
  hwnas_space_t *space;
  if (compile(context, text, size, &space)) {
    count(space);
    sample(space);
    expand(context, space);
    hwnas_space_destroy(space);
  }
  free(text);
  return 0;
}
