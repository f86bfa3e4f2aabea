/* How the time to open a space grows: candidates nested in candidates, chains of repeats, and 100,000 modules
 * one after the other. Reference: a smaller space of the same kind, per level or repeat, so that 1 x is
 * linear; and reading the JSON of the space alone. */
#include "bench.h"
#include "hwnas/hwnas.h"
#include "json/json.h"

#define ROUNDS 7

typedef void (*write_fn)(hwnas_str_t *out, size_t n);

#define CONV(channels, kernel, padding)                                                                     \
  "{\"op\": \"conv2d\", \"out_channels\": " channels ", \"kernel_size\": " kernel ", \"padding\": " padding \
  "}"

static void begin(hwnas_str_t *out) {
  hwnas_str_append(out, "{\"format\": \"hwnas-space/1\", \"input\": {\"x\": [1, 8, 64, 64]}, \"network\": [");
}

/* Two convolutions of their own width per level, or a choice of width and the next level. */
static void write_nested(hwnas_str_t *out, size_t n) {
  begin(out);
  for (size_t i = 0; i < n; i++)
    hwnas_str_appendf(
        out,
        "{\"choose\": \"n%zu\", \"of\": {\"a\": " CONV("8", "3", "1") ", \"b\": " CONV(
            "16", "5", "2") ", \"deeper\": [" CONV("\"=choice('w%zu', [8, 16, 24])\"", "1", "0") ", ",
        i, i);
  hwnas_str_append(out, "{\"op\": \"relu\"}");
  for (size_t i = 0; i < n; i++) hwnas_str_append(out, "]}}");
  hwnas_str_append(out, ", " CONV("8", "3", "1") "]}");
}

/* Stages of one to four modules, as wide as a choice of their own says. */
static void write_repeats(hwnas_str_t *out, size_t n) {
  begin(out);
  for (size_t i = 0; i < n; i++)
    hwnas_str_appendf(out,
                      "%s{\"repeat\": " CONV("\"=choice('w%zu', [8, 16])\"", "3",
                                             "1") ", \"count\": \"=choice('d%zu', [1, 2, 3, 4])\"}",
                      i ? ", " : "", i, i);
  hwnas_str_append(out, "]}");
}

static void write_modules(hwnas_str_t *out, size_t n) {
  begin(out);
  for (size_t i = 0; i < n; i++)
    hwnas_str_appendf(out, "%s%s", i ? ", " : "", i % 2 ? "{\"op\": \"relu\"}" : CONV("8", "3", "1"));
  hwnas_str_append(out, "]}");
}

/* Milliseconds to open it, the fastest of some rounds. */
static double open_space(hwnas_context_t *context, const char *text) {
  double best = 1e9;
  for (int i = 0; i < ROUNDS; i++) {
    hwnas_space_t *space = NULL;
    double start = bench_now();
    bench_check(hwnas_space_parse(context, text, "space.json", NULL, &space));
    double took = (bench_now() - start) * 1e3;
    hwnas_space_destroy(space);
    if (took < best) best = took;
  }
  return best;
}

static double read_json(const char *text) {
  double best = 1e9;
  for (int i = 0; i < ROUNDS; i++) {
    hwnas_arena_t arena;
    hwnas_json_t *json;
    hwnas_arena_init(&arena);
    double start = bench_now();
    bench_check(hwnas_json_parse(&arena, text, strlen(text), "space.json", &json));
    double took = (bench_now() - start) * 1e3;
    hwnas_arena_deinit(&arena);
    if (took < best) best = took;
  }
  return best;
}

static char *write_space(write_fn write, size_t n) {
  hwnas_str_t text;
  hwnas_str_init(&text);
  write(&text, n);
  char *taken = hwnas_str_take(&text);
  if (!taken) bench_check(hwnas_status_no_memory());
  return taken;
}

static double open_of(hwnas_context_t *context, write_fn write, size_t n) {
  char *text = write_space(write, n);
  double took = open_space(context, text);
  free(text);
  return took;
}

static void compare(hwnas_context_t *context, bool json, const char *what, write_fn write, size_t small,
                    size_t large) {
  char figure[64], reference[64];
  double few = open_of(context, write, small) * 1e3 / (double)small;
  double many = open_of(context, write, large) * 1e3 / (double)large;
  snprintf(figure, sizeof figure, "%s, %zu", what, large);
  snprintf(reference, sizeof reference, "%zu of them", small);
  bench_print(json, "scale", figure, many, "us each", reference, few);
}

int main(int argc, char **argv) {
  bool json = bench_json(argc, argv);
  hwnas_context_t *context = NULL;
  bench_check(hwnas_context_create(NULL, 0, &context));
  compare(context, json, "nested candidates", write_nested, 12, 24);
  compare(context, json, "nested candidates", write_nested, 12, 36);
  compare(context, json, "chain of repeats", write_repeats, 50, 200);
  compare(context, json, "chain of repeats", write_repeats, 50, 800);
  compare(context, json, "modules", write_modules, 1000, 100000);
  char *text = write_space(write_modules, 100000);
  bench_print(json, "scale", "100,000 modules", open_space(context, text), "ms", "its JSON alone",
              read_json(text));
  free(text);
  hwnas_context_destroy(context);
  return 0;
}
