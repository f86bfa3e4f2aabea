/* METRICS on the first line, a predicate of --where on each other one. */
#define _GNU_SOURCE
#include "hwnas/sample.h"
#include "run/context.h"
#include "search/predicate.h"
#include "target.h"

static void test(const hwnas_space_t *space, const hwnas_metric_set_t *set, const char *text) {
  uint16_t points[4 * 16];
  int64_t quanta[64];
  hwnas_predicate_t *predicate;
  FUZZ_REQUIRE(space->n_choices <= 16);
  if (!fuzz_is_good(hwnas_predicate_create(space, set, text, NULL, &predicate))) return;
  FUZZ_REQUIRE(set || !hwnas_predicate_needs_metrics(predicate));
  fuzz_must(hwnas_space_draw(space, 1, 4, points));
  for (size_t i = 0; i < 4; i++) {
    const uint16_t *point = &points[i * space->n_choices];
    if (set && !fuzz_is_good(hwnas_metric_set_value(set, point, quanta))) continue;
    (void)hwnas_predicate_test(predicate, point, set ? quanta : NULL);
  }
  hwnas_predicate_destroy(predicate);
}

static hwnas_metric_set_t *open_metrics(hwnas_context_t *context, const hwnas_space_t *space,
                                        const char *metrics) {
  hwnas_metric_set_t *set;
  if (!fuzz_is_good(hwnas_metric_set_open(context, space, metrics, &set))) return NULL;
  if (hwnas_metric_set_size(set) <= 64) return set;
  hwnas_metric_set_destroy(set);
  return NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static hwnas_context_t *context;
  static hwnas_space_t *space;
  if (!context) context = fuzz_context_create();
  if (!space) fuzz_must(hwnas_space_open(context, "small", NULL, &space));
  char *text = fuzz_copy(data, size), *rest = text, *metrics = strsep(&rest, "\n");
  hwnas_metric_set_t *set = open_metrics(context, space, metrics);
  while (rest) test(space, set, strsep(&rest, "\n"));
  hwnas_metric_set_destroy(set);
  free(text);
  return 0;
}
