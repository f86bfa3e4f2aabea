#define _GNU_SOURCE

#include "stop.h"

#include <string.h>
#include <unistd.h>

/* Signal handlers have no other way to reach their program. */
static volatile sig_atomic_t stop_asked, stop_watched;

static void on_signal(int number) {
  (void)number;
  if (stop_asked || !stop_watched) _exit(130);
  stop_asked = 1;
}

/* A file that has reached its limit is an error where it is written, with a place and a reason. A handler
 * does that like SIG_IGN, but is not inherited by the programs of evaluators. */
static void on_file_limit(int number) { (void)number; }

void hwnas_stop_install(void) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  sigemptyset(&action.sa_mask);
  action.sa_handler = on_signal;
  action.sa_flags = SA_RESTART;
  sigaction(SIGINT, &action, NULL);
  sigaction(SIGTERM, &action, NULL);
  action.sa_handler = on_file_limit;
  sigaction(SIGXFSZ, &action, NULL);
  /* A reader that has seen enough ends its writer without a word, also where a parent had SIGPIPE ignored. */
  signal(SIGPIPE, SIG_DFL);
}

const volatile sig_atomic_t *hwnas_stop_watch(void) {
  stop_watched = 1;
  return &stop_asked;
}

hwnas_status_t *hwnas_stop_status(void) {
  return hwnas_status_make(HWNAS_ERROR_CANCELLED, "stopped by a signal");
}
