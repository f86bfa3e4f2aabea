/* Budget, seed, executor and folder of a run file. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "run/internal.h"

#define DEFAULT_TRIALS 1000

hwnas_status_t *hwnas_run_form_error(const hwnas_json_t *json, const char *format, ...) {
  char text[512];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  return hwnas_json_at(hwnas_status_make(HWNAS_ERROR_RUN_FORM, "%s", text), json);
}

/* A whole number >= minimum. */
static hwnas_status_t *read_count(const hwnas_json_t *json, int64_t minimum, uint64_t *out) {
  int64_t number;
  if (!hwnas_json_to_int(json, &number) || number < minimum)
    return hwnas_run_form_error(json, "'%s' must be a whole number of at least %lld", json->key,
                                (long long)minimum);
  *out = (uint64_t)number;
  return NULL;
}

static hwnas_status_t *read_time(const hwnas_json_t *json, double *out) {
  if (json->type == HWNAS_JSON_STRING && hwnas_duration_parse(json->string, out)) return NULL;
  hwnas_status_t *status = hwnas_run_form_error(json, "'time' must be a duration");
  return hwnas_status_detail(status, "write for example \"8h\", \"90m\", \"30s\" or \"2d\"");
}

static hwnas_status_t *read_budget(hwnas_run_t *run) {
  static const char *const keys[] = {"trials", "proposals", "time"};
  const hwnas_json_t *json = hwnas_json_get(run->document, "budget");
  hwnas_status_t *list = NULL;
  if (json) {
    HWNAS_TRY(hwnas_json_expect(json, HWNAS_JSON_OBJECT));
    hwnas_status_append(&list, hwnas_json_check_keys(json, keys, 3));
    const hwnas_json_t *trials = hwnas_json_get(json, "trials"),
                       *proposals = hwnas_json_get(json, "proposals");
    const hwnas_json_t *time = hwnas_json_get(json, "time");
    if (trials) hwnas_status_append(&list, read_count(trials, 1, &run->budget.trials));
    if (proposals) hwnas_status_append(&list, read_count(proposals, 1, &run->budget.proposals));
    if (time) hwnas_status_append(&list, read_time(time, &run->budget.seconds));
  }
  if (!json || json->n == 0) run->budget.trials = DEFAULT_TRIALS;
  return list;
}

static hwnas_status_t *read_executor(hwnas_run_t *run) {
  static const char *const keys[] = {"use", "batch"};
  static const char *const known[] = {"inline"};
  const hwnas_json_t *json = hwnas_json_get(run->document, "executor");
  if (!json) return NULL;
  HWNAS_TRY(hwnas_json_expect(json, HWNAS_JSON_OBJECT));
  const hwnas_json_t *use = hwnas_json_get(json, "use"), *batch = hwnas_json_get(json, "batch");
  if (use) HWNAS_TRY(hwnas_json_expect(use, HWNAS_JSON_STRING));
  if (use && strcmp(use->string, known[0]) != 0) {
    hwnas_status_t *status = hwnas_status_make(HWNAS_ERROR_UNKNOWN_PLUGIN, "no executor '%s'", use->string);
    return hwnas_json_at(hwnas_status_suggest(status, use->string, known, 1), use);
  }
  hwnas_status_t *list = hwnas_json_check_keys(json, keys, 2);
  uint64_t n = 0;
  if (batch) hwnas_status_append(&list, read_count(batch, 1, &n));
  if (n > HWNAS_RUN_BATCH_MAX)
    hwnas_status_append(&list, hwnas_run_form_error(batch, "'batch' may be %d at most", HWNAS_RUN_BATCH_MAX));
  run->batch = (size_t)n;
  return list;
}

hwnas_status_t *hwnas_run_read_limits(hwnas_run_t *run) {
  hwnas_status_t *list = read_budget(run);
  const hwnas_json_t *seed = hwnas_json_get(run->document, "seed");
  if (seed) hwnas_status_append(&list, read_count(seed, 0, &run->seed));
  hwnas_status_append(&list, read_executor(run));
  return list;
}

/* "search" for "a/b/search.json". */
static const char *run_name(hwnas_arena_t *arena, const char *path) {
  const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path;
  size_t length = strlen(base);
  if (length > 5 && strcmp(base + length - 5, ".json") == 0) length -= 5;
  return hwnas_arena_strndup(arena, base, length);
}

hwnas_status_t *hwnas_run_read_out(hwnas_run_t *run, const char *out) {
  const hwnas_json_t *json = hwnas_json_get(run->document, "out");
  if (json) HWNAS_TRY(hwnas_json_expect(json, HWNAS_JSON_STRING));
  if (json && !*json->string) return hwnas_run_form_error(json, "'out' must name a folder");
  if (out) {
    run->folder = hwnas_arena_strdup(&run->arena, out);
  } else {
    const char *name = run_name(&run->arena, run->path);
    HWNAS_TRY_ALLOC(name);
    const char *folder = json ? json->string : hwnas_arena_printf(&run->arena, "runs/%s", name);
    HWNAS_TRY_ALLOC(folder);
    const char *base = json ? json->source->folder : run->document->source->folder;
    run->folder = *folder == '/' || strcmp(base, ".") == 0
                      ? hwnas_arena_strdup(&run->arena, folder)
                      : hwnas_arena_printf(&run->arena, "%s/%s", base, folder);
  }
  HWNAS_TRY_ALLOC(run->folder);
  if (strlen(run->folder) < HWNAS_RUN_PATH_MAX) return NULL;
  return hwnas_status_make(HWNAS_ERROR_FILE, "the path of the run folder is too long");
}
