/* A sample of a fixed space, strictly and leniently; one that is accepted stays the same through its text. */
#define _GNU_SOURCE
#include "hwnas/sample.h"

#include "space/space.h"
#include "target.h"

static void check(const hwnas_space_t *space, const char *text, size_t length, bool lenient) {
  uint16_t points[2][16];
  char *printed;
  FUZZ_REQUIRE(hwnas_space_choices(space) <= 16);
  if (!fuzz_is_good(hwnas_sample_parse(space, text, length, "--sample", lenient, points[0]))) return;
  fuzz_must(hwnas_space_check_point(space, points[0]));
  fuzz_must(hwnas_sample_json(space, points[0], &printed));
  fuzz_must(hwnas_sample_parse(space, printed, strlen(printed), "printed", false, points[1]));
  FUZZ_REQUIRE(memcmp(points[0], points[1], hwnas_space_choices(space) * sizeof *points[0]) == 0);
  free(printed);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static hwnas_context_t *context;
  static hwnas_space_t *space;
  if (!context) context = fuzz_context_create();
  if (!space) fuzz_must(hwnas_space_open(context, "small", NULL, &space));
  char *text = fuzz_copy(data, size);
  check(space, text, size, false);
  check(space, text, size, true);
  free(text);
  return 0;
}
