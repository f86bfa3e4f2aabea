/* The linker puts the functions below in place of those of the C library for the code of hwnas. */
#define _GNU_SOURCE
#include "memory.h"

#include <unistd.h>

hwnas_context_t *context;
hwnas_space_t *space;
char folder[] = "/tmp/hwnas-memory-XXXXXX";

/* ---- Allocations that fail ------------------------------------------------------------------- */

static struct {
  bool armed, all; /* all: every one from the chosen one on */
  size_t count, chosen;
} plan;

void *__real_malloc(size_t size);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *old, size_t size);
char *__real_strdup(const char *text);

static bool fails(void) {
  if (!plan.armed) return false;
  plan.count++;
  return plan.count == plan.chosen || (plan.all && plan.count > plan.chosen);
}

void *__wrap_malloc(size_t size);
void *__wrap_malloc(size_t size) { return fails() ? NULL : __real_malloc(size); }
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_calloc(size_t n, size_t size) { return fails() ? NULL : __real_calloc(n, size); }
void *__wrap_realloc(void *old, size_t size);
void *__wrap_realloc(void *old, size_t size) { return fails() ? NULL : __real_realloc(old, size); }
char *__wrap_strdup(const char *text);
char *__wrap_strdup(const char *text) { return fails() ? NULL : __real_strdup(text); }

/* ---- Running them ---------------------------------------------------------------------------- */

/* True if the scenario ran to its end without meeting the chosen allocation. */
static bool run_once(scenario_fn scenario, size_t chosen, bool all) {
  plan.count = 0;
  plan.chosen = chosen;
  plan.all = all;
  plan.armed = true;
  hwnas_status_t *status = scenario();
  plan.armed = false;
  bool met = plan.count >= chosen;
  if (!met) {
    char *text = hwnas_status_format(status);
    cr_assert_null(status, "%s", text ? text : "");
    free(text);
  }
  hwnas_status_destroy(status);
  return !met;
}

/* After the first few only some are tried: they come from the same places again and again. */
void exhaust(scenario_fn scenario) {
  size_t n = 1;
  cr_assert(run_once(scenario, SIZE_MAX, false)); /* what is made only once is made now */
  for (; !run_once(scenario, n, false); n += 1 + n / 20) run_once(scenario, n, true);
  cr_assert_gt(n, 1);
}

void memory_prepare(void) {
  char path[80];
  hwnas_status_t *status = hwnas_context_create(NULL, 0, &context);
  if (!status) status = hwnas_space_open(context, "nasbench201", NULL, &space);
  char *text = hwnas_status_format(status);
  cr_assert_null(status, "%s", text ? text : "");
  free(text);
  cr_assert_not_null(mkdtemp(folder));
  snprintf(path, sizeof path, "%s/table.csv", folder);
  FILE *file = fopen(path, "w");
  fputs("cell/0_1,cell/0_2,cell/1_2,cell/0_3,cell/1_3,cell/2_3,ms\nnone,none,none,none,none,none,2.5\n",
        file);
  fclose(file);
  snprintf(path, sizeof path, "%s/run.json", folder);
  file = fopen(path, "w");
  fputs(
      "{\"format\": \"hwnas-run/1\", \"space\": {\"use\": \"nasbench201\"}, \"constraints\": [\"flops < "
      "90e6\"], "
      "\"strategy\": {\"use\": \"random\", \"middleware\": [{\"use\": \"filter\", \"keep\": \"params > "
      "1e5\"}]}, "
      "\"objectives\": [{\"metric\": \"flops\"}]}",
      file);
  fclose(file);
}

void memory_clean_up(void) {
  char command[80];
  hwnas_space_destroy(space);
  hwnas_context_destroy(context);
  snprintf(command, sizeof command, "rm -rf %s", folder);
  cr_assert_eq(system(command), 0);
}
