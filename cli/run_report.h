/* What `hwnas run` says at its end. */
#ifndef HWNAS_CLI_RUN_REPORT_H
#define HWNAS_CLI_RUN_REPORT_H

#include "run/run.h"

/* Prints what was found, with the costs of the best network, and what to do next. */
hwnas_status_t *hwnas_run_report(const hwnas_run_t *run, const hwnas_loop_result_t *result, bool json);
/* Prints what a run file that was not executed comes to. */
hwnas_status_t *hwnas_run_report_check(const hwnas_run_t *run, bool json);

#endif
