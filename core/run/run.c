/* Executing a run: the folder, the store, the log, the loop. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/hash.h"
#include "hwnas_version.h"
#include "run/run_file.h"

static int64_t now_us(void) {
  struct timespec t;
  clock_gettime(CLOCK_REALTIME, &t);
  return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* ---- Folder and log -------------------------------------------------------------------------- */

static hwnas_status_t *make_folders(const char *path) {
  hwnas_str_t part;
  hwnas_str_init(&part);
  hwnas_status_t *status = NULL;
  for (const char *at = path; !status && *at;) {
    size_t length = strcspn(at + 1, "/") + 1;
    hwnas_str_append_n(&part, at, length);
    at += length;
    if (part.failed)
      status = hwnas_status_no_memory();
    else if (mkdir(part.text, 0777) != 0 && errno != EEXIST)
      status = hwnas_status_make(HWNAS_ERROR_FILE, "cannot make the folder '%s': %s", part.text, strerror(errno));
  }
  hwnas_str_deinit(&part);
  return status;
}

static FILE *open_log(const char *folder) {
  hwnas_str_t path;
  hwnas_str_init(&path);
  hwnas_str_appendf(&path, "%s/run.log", folder);
  FILE *file = path.failed ? NULL : fopen(path.text, "ae");
  hwnas_str_deinit(&path);
  return file;
}

/* One line in run.log and one event in the store. */
static hwnas_status_t *record(hwnas_store_t *store, FILE *log, const char *kind, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
static hwnas_status_t *record(hwnas_store_t *store, FILE *log, const char *kind, const char *format, ...) {
  char text[1024], stamp[32];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  int64_t now = now_us();
  time_t seconds = (time_t)(now / 1000000);
  struct tm utc;
  strftime(stamp, sizeof stamp, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&seconds, &utc));
  fprintf(log, "%s %s %s\n", stamp, kind, text);
  fflush(log);
  return hwnas_store_add_event(store, now, kind, text);
}

/* ---- The store ------------------------------------------------------------------------------- */

static uint64_t fingerprint(const hwnas_space_t *space) {
  uint64_t hash = 0;
  for (size_t i = 0; i < space->n_choices; i++) {
    hash = hwnas_hash(space->choices[i].label, strlen(space->choices[i].label), hash);
    for (uint32_t k = 0; k < space->choices[i].n; k++) hash = hwnas_value_hash(&space->choices[i].domain[k], hash);
  }
  return hash;
}

static hwnas_status_t *store_metrics(hwnas_run_t *run, hwnas_store_config_t *config) {
  size_t n = hwnas_metric_set_size(run->metrics);
  hwnas_store_metric_t *metrics = hwnas_arena_alloc_array(&run->arena, n, sizeof *metrics);
  HWNAS_TRY_ALLOC(metrics);
  for (size_t m = 0; m < n; m++) {
    metrics[m].info = *hwnas_metric_set_info(run->metrics, m);
    metrics[m].objective = -1;
    metrics[m].goal = metrics[m].info.goal;
  }
  for (size_t i = run->n_objectives; i-- > 0;) {
    metrics[run->objectives[i].metric].objective = (int32_t)i;
    metrics[run->objectives[i].metric].goal = run->objectives[i].goal;
  }
  config->metrics = metrics;
  config->n_metrics = n;
  return NULL;
}

static hwnas_status_t *store_plugins(hwnas_run_t *run, hwnas_store_config_t *config) {
  hwnas_plugins_t *plugins;
  const hwnas_plugin_file_t *file;
  size_t n = 0;
  HWNAS_TRY(hwnas_context_plugins(run->context, &plugins));
  while (hwnas_plugins_file(plugins, n)) n++;
  hwnas_store_plugin_t *list = hwnas_arena_alloc_array(&run->arena, n, sizeof *list);
  HWNAS_TRY_ALLOC(list);
  for (size_t i = 0; (file = hwnas_plugins_file(plugins, i)); i++)
    list[i] = (hwnas_store_plugin_t){file->name, file->plugin->version, file->path};
  config->plugins = list;
  config->n_plugins = n;
  return NULL;
}

static hwnas_status_t *create_store(hwnas_run_t *run, hwnas_store_t **out) {
  hwnas_str_t text;
  hwnas_str_init(&text);
  hwnas_json_print(run->document, &text);
  hwnas_store_config_t config = {.version = HWNAS_VERSION,
                                 .build = HWNAS_BUILD,
                                 .config = text.text,
                                 .space = run->space->name,
                                 .space_fingerprint = fingerprint(run->space),
                                 .seed = run->seed,
                                 .n_choices = run->space->n_choices,
                                 .now_us = now_us()};
  hwnas_status_t *status = text.failed ? hwnas_status_no_memory() : store_metrics(run, &config);
  if (!status) status = store_plugins(run, &config);
  if (!status) status = hwnas_store_create(run->out, &config, out);
  hwnas_str_deinit(&text);
  return status;
}

/* ---- The loop -------------------------------------------------------------------------------- */

static hwnas_status_t *search(hwnas_run_t *run, const hwnas_run_options_t *options, hwnas_store_t *store,
                              hwnas_loop_result_t *out) {
  hwnas_services_t *services;
  hwnas_chain_t *chain = NULL;
  hwnas_host_call_t call;
  HWNAS_TRY(hwnas_services_create(run->space, run->sampler, run->metrics, run->objectives, run->n_objectives, &services));
  hwnas_host_call_init(&call, "strategy");
  call.service = hwnas_services_find;
  call.service_self = services;
  call.cancelled = options->stop;
  hwnas_status_t *status =
      hwnas_chain_create(run->links, run->n_links, run->space->n_choices, run->seed, &call, &chain);
  hwnas_loop_options_t loop = {.space = run->space,
                               .metrics = run->metrics,
                               .services = services,
                               .chain = chain,
                               .constraints = run->constraints,
                               .n_constraints = run->n_constraints,
                               .objectives = run->objectives,
                               .n_objectives = run->n_objectives,
                               .budget = run->budget,
                               .batch = run->batch,
                               .store = store,
                               .stop = options->stop,
                               .progress = options->progress,
                               .progress_self = options->progress_self,
                               .progress_seconds = options->progress_seconds};
  if (!status) status = hwnas_loop_run(&loop, out);
  hwnas_chain_destroy(chain);
  hwnas_host_call_deinit(&call);
  hwnas_services_destroy(services);
  return status;
}

static hwnas_status_t *finish(hwnas_store_t *store, FILE *log, const hwnas_status_t *failure,
                              const hwnas_loop_result_t *result) {
  hwnas_store_state_t state = {.proposed = result->proposed, .accepted = result->accepted, .seconds = result->seconds};
  const char *word = failure ? "failed" : result->end == HWNAS_END_SIGNAL ? "stopped" : "finished";
  snprintf(state.status, sizeof state.status, "%s", word);
  snprintf(state.reason, sizeof state.reason, "%s", failure ? failure->what : hwnas_end_word(result->end));
  HWNAS_TRY(record(store, log, "end", "%s: %s; %llu proposed, %llu accepted", state.status, state.reason,
                   (unsigned long long)state.proposed, (unsigned long long)state.accepted));
  HWNAS_TRY(hwnas_store_set_state(store, &state));
  return hwnas_store_commit(store);
}

static hwnas_status_t *execute(hwnas_run_t *run, const hwnas_run_options_t *options, hwnas_store_t *store, FILE *log,
                               hwnas_loop_result_t *out) {
  HWNAS_TRY(record(store, log, "start", "%s on %s, seed %llu", run->strategy, run->space->name,
                   (unsigned long long)run->seed));
  HWNAS_TRY(hwnas_store_commit(store));
  hwnas_status_t *status = search(run, options, store, out);
  hwnas_status_t *end = finish(store, log, status, out);
  if (!status) return end;
  hwnas_status_destroy(end);
  return status;
}

hwnas_status_t *hwnas_run_execute(hwnas_run_t *run, const hwnas_run_options_t *options, hwnas_loop_result_t *out) {
  hwnas_store_t *store;
  memset(out, 0, sizeof *out);
  HWNAS_TRY(hwnas_store_check_free(run->out));
  HWNAS_TRY(make_folders(run->out));
  HWNAS_TRY(create_store(run, &store));
  FILE *log = open_log(run->out);
  hwnas_status_t *status;
  if (log)
    status = execute(run, options, store, log, out);
  else
    status = hwnas_status_make(HWNAS_ERROR_FILE, "cannot write '%s/run.log': %s", run->out, strerror(errno));
  if (log) fclose(log);
  hwnas_store_close(store);
  return status;
}
