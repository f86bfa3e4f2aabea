/* Lines of the program's output: reports, and what goes to the log. */
#include <string.h>

#include "command.h"

typedef struct report {
  int64_t step; /* -1: none */
  int final, numbers;
  const char *wrong; /* a member that is no number, or NULL */
} report_t;

static hwnas_result_t look_at_member(void *self, const char *key, int32_t kind, double number,
                                     const char *text) {
  report_t *report = self;
  (void)text;
  if (strcmp(key, "final") == 0)
    report->final = kind == HWNAS_JSON_KIND_BOOL && number != 0;
  else if (strcmp(key, "step") == 0)
    report->step = kind == HWNAS_JSON_KIND_NUMBER && number >= 0 && number < 9e15 ? (int64_t)number : -1;
  else if (kind == HWNAS_JSON_KIND_NUMBER)
    report->numbers++;
  else
    report->wrong = "is no number";
  return HWNAS_OK;
}

typedef struct taker {
  process_t *process;
  const report_t *report;
} taker_t;

static hwnas_result_t take_member(void *self, const char *key, int32_t kind, double number,
                                  const char *text) {
  const taker_t *taker = self;
  hwnas_reporter_t *reporter = taker->process->reporter;
  hwnas_call_t *call = taker->process->call;
  (void)text;
  if (kind != HWNAS_JSON_KIND_NUMBER || strcmp(key, "step") == 0 || strcmp(key, "final") == 0)
    return HWNAS_OK;
  return taker->report->final ? reporter->final(reporter, call, key, number)
                              : reporter->step(reporter, call, taker->report->step, key, number);
}

static void write_log(const process_t *process) {
  /* A full disk must not end the trial: what the log lacks is not lost to the run. */
  if (command_write_all(process->log, process->line, process->length))
    (void)command_write_all(process->log, "\n", 1);
}

static void end_with(process_t *process, const char *what) {
  if (process->result == HWNAS_OK)
    process->result = process->call->fail(process->call, HWNAS_E_DATA, "%s: %.200s", what, process->line);
}

/* A line of output: a report, or something for the log. */
void command_take_line(process_t *process) {
  const hwnas_json_service_t *json = process->command->json;
  report_t report = {.step = -1};
  process->line[process->length] = '\0';
  if (process->overlong || process->line[0] != '{' || process->result != HWNAS_OK) {
    write_log(process);
    return;
  }
  hwnas_result_t result =
      json->object(json, process->call, process->line, process->length, "report", look_at_member, &report);
  int meant_final = strstr(process->line, "\"final\"") != NULL;
  if (result != HWNAS_OK && meant_final) end_with(process, "the final report is malformed");
  if (result != HWNAS_OK || (!report.final && (report.step < 0 || !report.numbers))) {
    write_log(process);
    return;
  }
  if (report.final && report.wrong) {
    end_with(process, "a value of the final report is no number");
    return;
  }
  taker_t taker = {process, &report};
  process->result =
      json->object(json, process->call, process->line, process->length, "report", take_member, &taker);
  if (report.final && process->result == HWNAS_OK) process->finished = 1;
}

void command_take_bytes(process_t *process, const char *bytes, size_t n) {
  process->bytes += (int64_t)n;
  for (size_t i = 0; i < n; i++) {
    if (bytes[i] == '\n') {
      command_take_line(process);
      process->length = 0;
      process->overlong = 0;
    } else if (process->length < LINE_BYTES_MAX) {
      process->line[process->length++] = bytes[i];
    } else {
      process->overlong = 1;
    }
  }
}
