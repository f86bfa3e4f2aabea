/* A table of results: every row of one that is accepted is found by its point, which is one of the space. */
#define _GNU_SOURCE
#include "table.h"

#include "search/json_service.h"
#include "search/space_access.h"
#include "shape/call.h"
#include "space/sample.h"
#include "target.h"

static hwnas_space_access_t access;

static const void *find_service(void *self, const char *id) {
  (void)self;
  if (strcmp(id, HWNAS_SERVICE_JSON) == 0) return hwnas_json_service();
  return strcmp(id, HWNAS_SERVICE_SPACE) == 0 ? &access.service : NULL;
}

static void check(const hwnas_space_t *space, const table_t *table) {
  FUZZ_REQUIRE(table->n_metrics <= COLUMNS_MAX);
  for (size_t row = 0; row < table->n_rows; row++) {
    const uint16_t *point = table->points + row * space->n_choices;
    fuzz_must(hwnas_space_check_point(space, point));
    FUZZ_REQUIRE(table_find(table, point) == row);
  }
}

static void read_text(const hwnas_space_t *space, const uint8_t *data, size_t size) {
  hwnas_host_call_t call;
  table_t *table;
  hwnas_host_call_init(&call, "fuzz");
  call.service = find_service;
  FUZZ_REQUIRE(table_create(&call.call, "fuzz.csv", &table) == HWNAS_OK);
  FILE *file = size ? fmemopen((void *)(uintptr_t)data, size, "rb") : fopen("/dev/null", "rb");
  FUZZ_REQUIRE(file);
  hwnas_result_t result = table_read_stream(table, &call.call, file);
  FUZZ_REQUIRE(result == HWNAS_OK || call.message[0]);
  if (result == HWNAS_OK) check(space, table);
  fclose(file);
  table_free(table);
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
  read_text(space, data, size);
  return 0;
}
