/* A file of scores: every table of one that is accepted is over choices of the space and complete, and the
 * metric that they make has a value for every network. */
#define _GNU_SOURCE
#include "scores.h"

#include "metric/metric.h"
#include "search/json_service.h"
#include "search/space_access.h"
#include "shape/call.h"
#include "target.h"

static hwnas_space_access_t access;

static const void *find_service(void *self, const char *id) {
  (void)self;
  if (strcmp(id, HWNAS_SERVICE_JSON) == 0) return hwnas_json_service();
  return strcmp(id, HWNAS_SERVICE_SPACE) == 0 ? &access.service : NULL;
}

static void check_table(const hwnas_space_t *space, const scores_table_t *table) {
  size_t n = 1;
  FUZZ_REQUIRE(table->n <= LABELS_MAX);
  for (uint32_t i = 0; i < table->n; i++) {
    FUZZ_REQUIRE(table->choices[i] < space->n_choices);
    n *= space->choices[table->choices[i]].n;
  }
  FUZZ_REQUIRE(n == table->n_values);
  for (size_t i = 0; i < n; i++) FUZZ_REQUIRE(isfinite(table->values[i]));
}

static hwnas_status_t *give(void *self, hwnas_price_table_fn take, void *taker) {
  const scores_t *scores = self;
  HWNAS_TRY(take(taker, &(hwnas_price_table_t){NULL, 0, &scores->constant, 1}));
  for (size_t i = 0; i < scores->n_tables; i++) {
    const scores_table_t *table = &scores->tables[i];
    HWNAS_TRY(take(taker, &(hwnas_price_table_t){table->choices, table->n, table->values, table->n_values}));
  }
  return NULL;
}

/* Numbers may be too large to be a metric, which is an error like others. */
static void check(const hwnas_space_t *space, scores_t *scores) {
  const hwnas_price_source_t source = {.name = "score",
                                       .metric = "score",
                                       .unit = "1",
                                       .quantum = 1e-6,
                                       .profiler = "scores",
                                       .tables = give,
                                       .self = scores};
  hwnas_metric_set_t *set;
  uint16_t *point = calloc(space->n_choices + 1, sizeof *point);
  FUZZ_REQUIRE(point);
  for (size_t i = 0; i < scores->n_tables; i++) check_table(space, &scores->tables[i]);
  if (fuzz_is_good(hwnas_metric_set_create(space, &source, 1, &set))) {
    int64_t value;
    fuzz_must(hwnas_metric_set_value(set, point, &value));
    hwnas_metric_set_destroy(set);
  }
  free(point);
}

static void read_text(const hwnas_space_t *space, const char *text, size_t size, bool document) {
  hwnas_host_call_t call;
  scores_t scores = {0};
  hwnas_host_call_init(&call, "fuzz");
  call.service = find_service;
  FUZZ_REQUIRE(scores_init(&scores, &call.call) == HWNAS_OK);
  hwnas_result_t result = document ? scores_read_document(&scores, &call.call, "fuzz.json", text, size)
                                   : scores_read_tables(&scores, &call.call, "tables", text, size);
  FUZZ_REQUIRE(result == HWNAS_OK || call.message[0]);
  if (result == HWNAS_OK) check(space, &scores);
  scores_deinit(&scores);
  hwnas_host_call_deinit(&call);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static hwnas_context_t *context;
  static hwnas_space_t *space;
  if (!context) context = fuzz_context_create();
  if (!space) {
    fuzz_must(hwnas_space_open(context, "small", NULL, &space));
    fuzz_must(hwnas_space_access_init(&access, space, NULL, NULL));
  }
  char *text = malloc(size + 1);
  FUZZ_REQUIRE(text);
  memcpy(text, data, size);
  text[size] = '\0';
  read_text(space, text, size, text[0] != '[');
  free(text);
  return 0;
}
