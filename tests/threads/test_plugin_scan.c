/* Several threads scan the same folder at once: each finds what is there, and the crash of one module stays
 * its own. */
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "plugin/plugin.h"

#define N_THREADS 4
#define N_ROUNDS 3

static const char *scan_once(void) {
  hwnas_plugin_path_t path;
  hwnas_plugins_t *plugins = NULL;
  hwnas_plugin_path_init(&path);
  const char *wrong = NULL;
  if (hwnas_plugins_create(&plugins) || hwnas_plugin_path_add(&path, HWNAS_TEST_SCAN_DIR, NULL, "test") ||
      hwnas_plugins_scan(plugins, &path))
    wrong = "the scan failed";
  const hwnas_plugin_file_t *module = wrong ? NULL : hwnas_plugins_file(plugins, 0);
  const hwnas_plugin_failure_t *failure = wrong ? NULL : hwnas_plugins_failure(plugins, 0);
  if (!wrong && (!module || strcmp(module->name, "sound") != 0 || hwnas_plugins_file(plugins, 1)))
    wrong = "the sound module is not the only one";
  if (!wrong && (!failure || failure->status->error != HWNAS_ERROR_PLUGIN_CRASHES))
    wrong = "the crash was not noticed";
  hwnas_plugins_destroy(plugins);
  hwnas_plugin_path_deinit(&path);
  return wrong;
}

static void *scan(void *result) {
  const char **wrong = result;
  for (int i = 0; i < N_ROUNDS && !*wrong; i++) *wrong = scan_once();
  return NULL;
}

int main(void) {
  pthread_t threads[N_THREADS];
  const char *wrong[N_THREADS] = {NULL};
  int failed = 0;
  for (int i = 0; i < N_THREADS; i++)
    if (pthread_create(&threads[i], NULL, scan, (void *)&wrong[i]) != 0) return 1;
  for (int i = 0; i < N_THREADS; i++) {
    pthread_join(threads[i], NULL);
    if (wrong[i]) fprintf(stderr, "thread %d: %s\n", i, wrong[i]);
    if (wrong[i]) failed = 1;
  }
  return failed;
}
