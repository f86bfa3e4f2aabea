/* SIGINT and SIGTERM: verbs that work for long are asked to stop, all others end at once. Exit status 130.
 * SIGXFSZ ends nobody: the write that caused it fails. */
#ifndef HWNAS_CLI_STOP_H
#define HWNAS_CLI_STOP_H

#include <signal.h>

#include "base/status.h"

/* Installs the handlers. */
void hwnas_stop_install(void);
/* From now on the first signal only sets the flag, which the caller must watch; the second ends the process.
 */
const volatile sig_atomic_t *hwnas_stop_watch(void);
/* The error of a verb that was stopped. */
hwnas_status_t *hwnas_stop_status(void);

#endif
