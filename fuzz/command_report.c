/* What a program prints while it evaluates: the same reports come of it however the pipe cuts it. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <math.h>
#include <unistd.h>

#include "base/hash.h"
#include "command.h"
#include "search/json_service.h"
#include "shape/call.h"
#include "target.h"

typedef struct heard {
  hwnas_reporter_t reporter; /* first: the functions get no more than this */
  uint64_t hash;
  size_t n, n_final;
} heard_t;

static hwnas_result_t hear(hwnas_reporter_t *reporter, int64_t step, const char *name, double value) {
  heard_t *heard = (heard_t *)reporter;
  FUZZ_REQUIRE(name && !isnan(value) && step >= -1);
  heard->n++;
  heard->n_final += step < 0;
  heard->hash = hwnas_hash(name, strlen(name), heard->hash + (uint64_t)step);
  heard->hash = hwnas_hash(&value, sizeof value, heard->hash);
  return HWNAS_OK;
}

static hwnas_result_t hear_step(hwnas_reporter_t *reporter, hwnas_call_t *call, int64_t step,
                                const char *name, double value) {
  (void)call;
  FUZZ_REQUIRE(step >= 0);
  return hear(reporter, step, name, value);
}

static hwnas_result_t hear_final(hwnas_reporter_t *reporter, hwnas_call_t *call, const char *name,
                                 double value) {
  (void)call;
  return hear(reporter, -1, name, value);
}

typedef struct outcome {
  hwnas_result_t result;
  int finished;
  char message[1024];
  uint64_t hash;
  size_t n, n_final;
} outcome_t;

/* Hands the text over in pieces of that many bytes. */
static void take(const uint8_t *data, size_t size, size_t piece, outcome_t *out) {
  static char line[LINE_BYTES_MAX + 1];
  heard_t heard = {
      .reporter = {.struct_size = sizeof heard.reporter, .step = hear_step, .final = hear_final}};
  hwnas_host_call_t call;
  const command_t command = {.json = hwnas_json_service()};
  hwnas_host_call_init(&call, "fuzz");
  process_t process = {.command = &command,
                       .call = &call.call,
                       .reporter = &heard.reporter,
                       .line = line,
                       .log = open("/dev/null", O_WRONLY | O_CLOEXEC)};
  FUZZ_REQUIRE(process.log >= 0);
  for (size_t i = 0; i < size; i += piece)
    command_take_bytes(&process, (const char *)data + i, size - i < piece ? size - i : piece);
  if (process.length > 0) command_take_line(&process);
  FUZZ_REQUIRE(process.bytes == (int64_t)size);
  FUZZ_REQUIRE(process.result == HWNAS_OK || call.message[0]);
  *out = (outcome_t){process.result, process.finished, "", heard.hash, heard.n, heard.n_final};
  memcpy(out->message, call.message, sizeof out->message);
  hwnas_host_call_deinit(&call);
  close(process.log);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static const size_t pieces[] = {SIZE_MAX, 1, 7};
  outcome_t outcomes[3];
  for (size_t i = 0; i < 3; i++) take(data, size, pieces[i], &outcomes[i]);
  for (size_t i = 1; i < 3; i++) {
    FUZZ_REQUIRE(outcomes[i].result == outcomes[0].result && outcomes[i].finished == outcomes[0].finished);
    FUZZ_REQUIRE(outcomes[i].hash == outcomes[0].hash && outcomes[i].n == outcomes[0].n);
    FUZZ_REQUIRE(strcmp(outcomes[i].message, outcomes[0].message) == 0);
  }
  return 0;
}
