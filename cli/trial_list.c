#include "trial_list.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hwnas/strategy.h"
#include "json/json.h"
#include "output.h"

#define OWN_COLUMNS 2   /* id and status, before the metrics */
#define SAMPLE_SHOWN 60 /* bytes of a sample in a table */

static const char *status_word(int32_t status) {
  switch (status) {
    case HWNAS_STORE_RUNNING:
      return "running";
    case HWNAS_TRIAL_DONE:
      return "done";
    case HWNAS_TRIAL_FAILED:
      return "failed";
    case HWNAS_TRIAL_INVALID:
      return "invalid";
    case HWNAS_TRIAL_STOPPED:
      return "stopped";
    default:
      return "unknown";
  }
}

/* A metric of a trial; missing where nothing was reported. */
static void append_value(const hwnas_store_metric_t *metrics, const hwnas_store_trial_t *trial, size_t metric,
                         const char *missing, hwnas_str_t *out) {
  if (metrics[metric].info.quantum > 0) {
    hwnas_metric_print(&metrics[metric].info, trial->metrics[metric], out);
    return;
  }
  double value = hwnas_store_value(metrics, trial, metric);
  if (isnan(value))
    hwnas_str_append(out, missing);
  else
    hwnas_print_json_double(value, out);
}

/* ---- JSON ------------------------------------------------------------------------------------ */

static hwnas_status_t *print_json(void *self, const hwnas_store_trial_t *trial) {
  size_t n;
  const hwnas_store_metric_t *metrics = hwnas_store_metrics(self, &n);
  hwnas_str_t line;
  hwnas_str_init(&line);
  hwnas_str_appendf(&line, "{\"id\":%" PRId64 ",\"sample\":%s,\"status\":\"%s\",\"metrics\":{", trial->id,
                    trial->sample, status_word(trial->status));
  for (size_t m = 0; m < n; m++) {
    if (m) hwnas_str_append(&line, ",");
    hwnas_json_print_string(metrics[m].info.name, &line);
    hwnas_str_append(&line, ":");
    append_value(metrics, trial, m, "null", &line);
  }
  hwnas_str_append(&line, "}");
  if (trial->reason) {
    hwnas_str_append(&line, ",\"reason\":");
    hwnas_json_print_string(trial->reason, &line);
  }
  hwnas_str_append(&line, "}\n");
  hwnas_status_t *status = hwnas_output_write(&line);
  hwnas_str_deinit(&line);
  return status;
}

hwnas_status_t *hwnas_trial_list_stream(hwnas_store_t *store) {
  return hwnas_store_each_trial(store, print_json, store);
}

/* ---- Tables ---------------------------------------------------------------------------------- */

typedef struct table {
  hwnas_store_t *store;
  const char **titles;
  hwnas_columns_t columns;
} table_t;

/* Cut where no character of UTF-8 is torn. */
static size_t shown_length(const char *sample) {
  size_t length = strlen(sample);
  if (length <= SAMPLE_SHOWN) return length;
  length = SAMPLE_SHOWN;
  while (length > 0 && ((unsigned char)sample[length] & 0xc0) == 0x80) length--;
  return length;
}

static hwnas_status_t *add_row(void *self, const hwnas_store_trial_t *trial) {
  table_t *table = self;
  size_t n;
  const hwnas_store_metric_t *metrics = hwnas_store_metrics(table->store, &n);
  hwnas_str_t text;
  hwnas_str_init(&text);
  hwnas_columns_add(&table->columns, "%" PRId64, trial->id);
  hwnas_columns_add(&table->columns, "%s", status_word(trial->status));
  for (size_t m = 0; m < n; m++) {
    hwnas_str_clear(&text);
    append_value(metrics, trial, m, "-", &text);
    hwnas_columns_add(&table->columns, "%s", text.text);
  }
  hwnas_str_deinit(&text);
  size_t length = shown_length(trial->sample);
  if (trial->reason)
    hwnas_columns_add(&table->columns, "%s", trial->reason);
  else
    hwnas_columns_add(&table->columns, "%.*s%s", (int)length, trial->sample,
                      trial->sample[length] ? "..." : "");
  return NULL;
}

static hwnas_status_t *make_titles(table_t *table) {
  size_t n;
  const hwnas_store_metric_t *metrics = hwnas_store_metrics(table->store, &n);
  table->titles = calloc(OWN_COLUMNS + n + 1, sizeof *table->titles);
  hwnas_columns_init(&table->columns, table->titles, OWN_COLUMNS + n + 1);
  HWNAS_TRY_ALLOC(table->titles);
  table->titles[0] = ">trial";
  table->titles[1] = "status";
  for (size_t m = 0; m < n; m++) {
    table->titles[OWN_COLUMNS + m] = hwnas_arena_printf(&table->columns.arena, ">%s", metrics[m].info.name);
    HWNAS_TRY_ALLOC(table->titles[OWN_COLUMNS + m]);
  }
  table->titles[OWN_COLUMNS + n] = "sample";
  return NULL;
}

static hwnas_status_t *each(hwnas_store_t *store, const int64_t *ids, size_t n, hwnas_store_trial_fn fn,
                            void *self) {
  for (size_t i = 0; i < n; i++) {
    bool found = false;
    HWNAS_TRY(hwnas_store_one_trial(store, ids[i], &found, fn, self));
    if (!found)
      return hwnas_status_make(HWNAS_ERROR_STORE, "trial %" PRId64 " is not in the store any more", ids[i]);
  }
  return NULL;
}

hwnas_status_t *hwnas_trial_list_print(hwnas_store_t *store, const int64_t *ids, size_t n, bool json) {
  if (json) return each(store, ids, n, print_json, store);
  table_t table = {.store = store};
  hwnas_status_t *status = make_titles(&table);
  if (!status) status = each(store, ids, n, add_row, &table);
  if (!status) status = hwnas_columns_print(&table.columns);
  hwnas_columns_deinit(&table.columns);
  free(table.titles);
  return status;
}
