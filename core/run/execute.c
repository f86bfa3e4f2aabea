/* Executing a run: its folder, its log, its store, and the loop between them. */
#define _GNU_SOURCE

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/hash.h"
#include "base/log.h"
#include "hwnas_version.h"
#include "run/internal.h"

#define LOG_FILE "run.log"

/* ---- The folder ------------------------------------------------------------------------------ */

typedef struct folder {
  char path[4096];
  size_t made_from; /* length of the shortest part of path that was made here; 0: none */
} folder_t;

static hwnas_status_t *place_error(const char *what, const char *path) {
  hwnas_status_t *status = hwnas_status_make(HWNAS_ERROR_FILE, "%s: %s", what, strerror(errno));
  return hwnas_status_detail(hwnas_status_at(status, "%s", path),
                             "next: choose another folder with --out DIR");
}

static hwnas_status_t *folder_error(const char *path) {
  return place_error("cannot make the run folder", path);
}

/* Makes what is missing of the path. */
static hwnas_status_t *folder_make(folder_t *folder, const char *path) {
  size_t length = strlen(path);
  memset(folder, 0, sizeof *folder);
  for (size_t i = 1; i <= length; i++) {
    if (path[i] != '/' && path[i] != '\0') continue;
    memcpy(folder->path, path, i);
    folder->path[i] = '\0';
    if (mkdir(folder->path, 0777) == 0) {
      if (!folder->made_from) folder->made_from = i;
    } else if (errno != EEXIST) {
      return folder_error(folder->path);
    }
  }
  struct stat info;
  if (stat(path, &info) == 0 && S_ISDIR(info.st_mode)) return NULL;
  errno = ENOTDIR;
  return folder_error(path);
}

/* Removes what folder_make made, unless something is in it. */
static void folder_unmake(folder_t *folder) {
  for (size_t i = strlen(folder->path); folder->made_from && i >= folder->made_from; i--) {
    if (folder->path[i] != '/' && folder->path[i] != '\0') continue;
    folder->path[i] = '\0';
    if (rmdir(folder->path) != 0) return;
  }
}

/* ---- Events ---------------------------------------------------------------------------------- */

typedef struct journal {
  hwnas_store_t *store;
  FILE *log; /* NULL once it takes no more */
} journal_t;

/* One event, on the disk when this returns; state may be NULL. */
static hwnas_status_t *store_event(const journal_t *journal, int64_t now, const char *kind, const char *text,
                                   const hwnas_store_state_t *state) {
  HWNAS_TRY(hwnas_store_add_event(journal->store, now, kind, text));
  if (state) HWNAS_TRY(hwnas_store_set_state(journal->store, state));
  return hwnas_store_commit(journal->store);
}

/* Every line of the log is an event of the store too, so a log that takes no more is worth a warning, not a
 * run. It is told once. */
static void log_event(journal_t *journal, int64_t now, const char *kind, const char *text) {
  time_t seconds = (time_t)(now / 1000000);
  struct tm utc;
  char stamp[32] = "";
  if (!journal->log) return;
  if (gmtime_r(&seconds, &utc)) strftime(stamp, sizeof stamp, "%Y-%m-%dT%H:%M:%SZ", &utc);
  if (fprintf(journal->log, "%s %s %.*s\n", stamp, kind, (int)strcspn(text, "\n"), text) >= 0 &&
      fflush(journal->log) == 0)
    return;
  hwnas_log("run", HWNAS_LOG_WARNING, "cannot write %s: %s; what belongs there is kept in %s", LOG_FILE,
            strerror(errno), HWNAS_STORE_FILE);
  fclose(journal->log);
  journal->log = NULL;
}

static hwnas_status_t *note_start(const hwnas_run_t *run, journal_t *journal) {
  int64_t now = hwnas_clock_wall_us();
  hwnas_str_t text;
  hwnas_str_init(&text);
  hwnas_str_appendf(&text, "hwnas %s, space %s (%.6g networks), strategy %s, seed %" PRIu64, HWNAS_VERSION,
                    run->space->name ? run->space->name : "", hwnas_run_networks(run),
                    hwnas_run_strategy(run), run->seed);
  if (run->budget.trials) hwnas_str_appendf(&text, ", %" PRIu64 " trials", run->budget.trials);
  if (run->budget.proposals) hwnas_str_appendf(&text, ", %" PRIu64 " proposals", run->budget.proposals);
  if (run->budget.seconds > 0) hwnas_str_appendf(&text, ", %g s", run->budget.seconds);
  hwnas_status_t *status =
      text.failed ? hwnas_status_no_memory() : store_event(journal, now, "start", text.text, NULL);
  if (!status) log_event(journal, now, "start", text.text);
  hwnas_str_deinit(&text);
  return status;
}

static hwnas_status_t *note_end(journal_t *journal, const hwnas_loop_result_t *result,
                                const hwnas_status_t *failure) {
  hwnas_store_state_t state = {
      .proposed = result->proposed, .accepted = result->accepted, .seconds = result->seconds};
  /* The loop has counted trials that the failure may have taken with it. */
  if (failure) hwnas_status_destroy(hwnas_store_count(journal->store, &state.accepted));
  const char *reason =
      failure ? failure->what ? failure->what : "out of memory" : hwnas_end_word(result->end);
  snprintf(state.status, sizeof state.status, "%s",
           failure                           ? "failed"
           : result->end == HWNAS_END_SIGNAL ? "stopped"
                                             : "finished");
  snprintf(state.reason, sizeof state.reason, "%s", reason);
  char text[1200];
  snprintf(text, sizeof text, "%s: %.1000s; %" PRIu64 " proposed, %" PRIu64 " accepted, %.3f s", state.status,
           reason, state.proposed, state.accepted, state.seconds);
  int64_t now = hwnas_clock_wall_us();
  hwnas_status_t *status = store_event(journal, now, "end", text, &state);
  /* A reason that the store does not take stands in the log at least. */
  if (!status || failure) log_event(journal, now, "end", text);
  return status;
}

/* ---- What the store is told ------------------------------------------------------------------ */

/* Equal for spaces with equal choices. */
static hwnas_status_t *fingerprint(const hwnas_space_t *space, uint64_t *out) {
  hwnas_str_t text;
  hwnas_str_init(&text);
  for (size_t c = 0; c < space->n_choices; c++) {
    hwnas_str_appendf(&text, "%s:", space->choices[c].label);
    for (uint32_t i = 0; i < space->choices[c].n; i++) {
      hwnas_value_print(&space->choices[c].domain[i], &text);
      hwnas_str_append(&text, i + 1 < space->choices[c].n ? "," : "\n");
    }
  }
  bool failed = text.failed;
  *out = hwnas_hash(text.text, text.length, 0);
  hwnas_str_deinit(&text);
  return failed ? hwnas_status_no_memory() : NULL;
}

static hwnas_status_t *list_metrics(hwnas_run_t *run, hwnas_store_config_t *config) {
  size_t n_known = hwnas_metric_set_size(run->metrics);
  config->n_metrics = n_known + run->n_reported;
  hwnas_store_metric_t *metrics = hwnas_arena_alloc_array(&run->arena, config->n_metrics, sizeof *metrics);
  HWNAS_TRY_ALLOC(metrics);
  for (size_t i = 0; i < config->n_metrics; i++) {
    const hwnas_metric_info_entry_t *info =
        i < n_known ? hwnas_metric_set_info(run->metrics, i) : &run->reported[i - n_known];
    metrics[i] = (hwnas_store_metric_t){.info = *info, .objective = -1, .goal = info->goal};
  }
  for (size_t i = 0; i < run->n_objectives; i++) {
    const hwnas_objective_t *objective = &run->objectives[i];
    hwnas_store_metric_t *metric =
        &metrics[objective->reported ? n_known + objective->metric : objective->metric];
    metric->objective = (int32_t)i;
    metric->goal = objective->goal;
  }
  config->metrics = metrics;
  return NULL;
}

static hwnas_status_t *list_plugins(hwnas_run_t *run, hwnas_store_config_t *config) {
  hwnas_plugins_t *registry;
  HWNAS_TRY(hwnas_context_plugins(run->context, &registry));
  const hwnas_plugin_file_t *file;
  hwnas_store_plugin_t *plugins = NULL;
  size_t capacity = 0;
  for (size_t i = 0; (file = hwnas_plugins_file(registry, i)); i++) {
    const hwnas_store_plugin_t plugin = {
        .name = file->name,
        .version = file->plugin->version ? file->plugin->version : "",
        .path = file->path,
        .build_id = hwnas_arena_printf(&run->arena, "%016" PRIx64, file->hash)};
    HWNAS_TRY_ALLOC(plugin.build_id);
    if (!HWNAS_PUSH(&run->arena, plugins, config->n_plugins, capacity, plugin))
      return hwnas_status_no_memory();
  }
  config->plugins = plugins;
  return NULL;
}

static hwnas_status_t *print_config(hwnas_run_t *run, const char **out) {
  hwnas_str_t text;
  hwnas_str_init(&text);
  hwnas_json_print(run->document, &text);
  *out = hwnas_arena_keep(&run->arena, &text);
  return *out ? NULL : hwnas_status_no_memory();
}

static hwnas_status_t *make_config(hwnas_run_t *run, hwnas_store_config_t *config) {
  *config = (hwnas_store_config_t){.version = HWNAS_VERSION,
                                   .build = HWNAS_BUILD,
                                   .space = run->space->name ? run->space->name : "",
                                   .seed = run->seed,
                                   .n_choices = run->space->n_choices,
                                   .now_us = hwnas_clock_wall_us()};
  HWNAS_TRY(print_config(run, &config->config));
  HWNAS_TRY(fingerprint(run->space, &config->space_fingerprint));
  HWNAS_TRY(list_metrics(run, config));
  return list_plugins(run, config);
}

/* ---- Running --------------------------------------------------------------------------------- */

static hwnas_status_t *open_log(const hwnas_run_t *run, FILE **out) {
  char path[4200];
  snprintf(path, sizeof path, "%s/%s", run->folder, LOG_FILE);
  *out = fopen(path, "a");
  return *out ? NULL : place_error("cannot write the log", path);
}

static hwnas_status_t *search(hwnas_run_t *run, const hwnas_run_options_t *options, journal_t *journal,
                              hwnas_loop_result_t *out) {
  const hwnas_loop_options_t loop = {.space = run->space,
                                     .metrics = run->metrics,
                                     .services = run->services,
                                     .chain = run->chain,
                                     .constraints = run->constraints,
                                     .n_constraints = run->n_constraints,
                                     .objectives = run->objectives,
                                     .n_objectives = run->n_objectives,
                                     .evaluation = run->evaluation,
                                     .n_reported = run->n_reported,
                                     .budget = run->budget,
                                     .batch = run->batch,
                                     .store = journal->store,
                                     .stop = options->stop,
                                     .progress = options->progress,
                                     .progress_self = options->progress_self,
                                     .progress_seconds = options->progress_seconds};
  if (run->evaluation) HWNAS_TRY(hwnas_evaluation_begin(run->evaluation, run->folder, options->stop));
  HWNAS_TRY(note_start(run, journal));
  return hwnas_loop_run(&loop, out);
}

/* Writes down how the search ended, and returns why: the first reason, not what came of it. */
static hwnas_status_t *conclude(const hwnas_run_t *run, journal_t *journal, const hwnas_loop_result_t *result,
                                hwnas_status_t *status) {
  hwnas_status_t *end = note_end(journal, result, status);
  if (!status && end) {
    status = end;
    end = note_end(journal, result, status);
  }
  hwnas_status_destroy(end);
  if (!status || status->error != HWNAS_ERROR_STORE) return status;
  return hwnas_status_detail(status, "what was committed before is kept: hwnas trials %s", run->folder);
}

hwnas_status_t *hwnas_run_execute(hwnas_run_t *run, const hwnas_run_options_t *options,
                                  hwnas_loop_result_t *out) {
  hwnas_store_config_t config;
  folder_t folder;
  journal_t journal = {0};
  memset(out, 0, sizeof *out);
  HWNAS_TRY(hwnas_store_check_free(run->folder));
  HWNAS_TRY(make_config(run, &config));
  hwnas_status_t *status = folder_make(&folder, run->folder);
  if (status) {
    folder_unmake(&folder);
    return status;
  }
  status = hwnas_store_create(run->folder, &config, &journal.store);
  if (!status) status = open_log(run, &journal.log);
  if (status) {
    hwnas_store_discard(journal.store);
    folder_unmake(&folder);
    return status;
  }
  status = conclude(run, &journal, out, search(run, options, &journal, out));
  if (journal.log) fclose(journal.log);
  hwnas_store_close(journal.store);
  return status;
}
