/* hwnas-plugin-query [--answers DESCRIPTOR] FILE...: loads modules and says what is wrong with them. hwnas
 * runs it for modules that it has not seen before, so that one that crashes ends this process and no other.
 * By hand, or in a debugger, it shows the author of a module what happens. */
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "plugin/plugin.h"

/* A crash must look like one, and leaks are not what is asked about. The sanitizers, which may be libraries,
 * look for these names. */
#if HWNAS_SANITIZER == 1u
__attribute__((visibility("default"))) const char *__asan_default_options(void);
const char *__asan_default_options(void) {
  return "detect_leaks=0:handle_segv=0:handle_sigbus=0:handle_abort=0:handle_sigfpe=0:handle_sigill=0";
}
#elif HWNAS_SANITIZER == 2u
__attribute__((visibility("default"))) const char *__tsan_default_options(void);
const char *__tsan_default_options(void) {
  return "handle_segv=0:handle_sigbus=0:handle_abort=0:handle_sigfpe=0:handle_sigill=0";
}
#endif

static hwnas_status_t *ask(const char *path) {
  hwnas_arena_t arena;
  hwnas_arena_init(&arena);
  hwnas_plugin_file_t *module = NULL;
  hwnas_status_t *answer = hwnas_plugin_file_load(&arena, path, &module);
  hwnas_arena_deinit(&arena);
  return answer;
}

/* For hwnas: ends with it, leaves no core behind, and ends without what modules left for atexit(). */
static void answer_all(int file, char **paths) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
  hwnas_status_t *status = NULL;
  for (size_t i = 0; paths[i] && !status; i++) {
    hwnas_status_t *answer = ask(paths[i]);
    status = hwnas_plugin_answer_write(file, i, answer);
    hwnas_status_destroy(answer);
  }
  _exit(status ? 1 : 0);
}

static int print_all(char **paths) {
  int result = 0;
  for (; *paths; paths++) {
    hwnas_status_t *answer = ask(*paths);
    char *text = answer ? hwnas_status_format(answer) : NULL;
    if (answer)
      fputs(text ? text : "hwnas: error[E0001]: out of memory\n", stderr);
    else
      printf("%s: sound\n", *paths);
    if (answer) result = hwnas_status_exit_code(answer);
    free(text);
    hwnas_status_destroy(answer);
  }
  return result;
}

int main(int argc, char **argv) {
  if (argc > 3 && !strcmp(argv[1], "--answers")) answer_all(atoi(argv[2]), argv + 3);
  if (argc > 1 && argv[1][0] != '-') return print_all(argv + 1);
  fputs("usage: hwnas-plugin-query FILE...\n", stderr);
  return 2;
}
