#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hwnas/plugin.h"
#include "hwnas_version.h"
#include "output.h"
#include "stop.h"
#include "verbs.h"

static void print_error(const hwnas_status_t *status) {
  char *text = hwnas_status_format(status);
  fputs(text ? text : "hwnas: error[E0001]: out of memory\n", stderr);
  free(text);
}

/* --help may stand anywhere before "--". */
static bool asks_for_help(size_t n, const char *const *words) {
  for (size_t i = 0; i < n && strcmp(words[i], "--") != 0; i++)
    if (strcmp(words[i], "--help") == 0 || strcmp(words[i], "-h") == 0) return true;
  return false;
}

static hwnas_status_t *run_verb(size_t n, const char *const *words, hwnas_args_t *args) {
  const hwnas_verb_t *verb;
  size_t used;
  HWNAS_TRY(hwnas_verb_find(n, words, &verb, &used));
  HWNAS_TRY(hwnas_args_parse(verb, n - used, words + used, args));
  return verb->run(args);
}

static hwnas_status_t *dispatch(size_t n, const char *const *words, hwnas_args_t *args) {
  if (n > 0 && strcmp(words[0], "--version") == 0) {
    printf("hwnas %s\nABI %u.%u\nbuild %s\n", HWNAS_VERSION, HWNAS_ABI_MAJOR, HWNAS_ABI_MINOR, HWNAS_BUILD);
    return NULL;
  }
  if (asks_for_help(n, words)) return hwnas_verbs_help(words[0][0] == '-' ? 0 : n, words);
  if (n == 0) {
    hwnas_status_t *status = hwnas_status_make(HWNAS_ERROR_USAGE, "a verb is missing");
    return hwnas_status_detail(status, "see: hwnas help");
  }
  if (words[0][0] == '-') {
    hwnas_status_t *status =
        hwnas_status_make(HWNAS_ERROR_USAGE, "'%s' stands where a verb belongs", words[0]);
    return hwnas_status_detail(status, "options follow the verb; see: hwnas help");
  }
  return run_verb(n, words, args);
}

int main(int argc, char **argv) {
  hwnas_stop_install();
  hwnas_args_t args = {0};
  hwnas_status_t *status = dispatch(argc > 0 ? (size_t)argc - 1 : 0, (const char *const *)argv + 1, &args);
  hwnas_status_append(&status, hwnas_output_finish());
  int code = hwnas_status_exit_code(status);
  if (status) print_error(status);
  hwnas_status_destroy(status);
  hwnas_args_deinit(&args);
  return code;
}
