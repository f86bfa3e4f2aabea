/* Evaluator `command`: what its files share. */
#ifndef HWNAS_PLUGINS_EVALUATORS_COMMAND_H
#define HWNAS_PLUGINS_EVALUATORS_COMMAND_H

#include <sys/types.h>

#include "hwnas/evaluator.h"

#define ARGUMENTS_MAX 1024
#define DEVICES_MAX 1024
#define LINE_BYTES_MAX (1u << 20) /* of a report */

typedef struct command {
  const hwnas_json_service_t *json;
  char **arguments;   /* as the user wrote them, NULL-terminated */
  char **environment; /* NULL-terminated */
  char **devices;     /* CUDA_VISIBLE_DEVICES=... per worker, NULL-terminated */
  double timeout, grace, silence;
  int64_t output_limit;
} command_t;

/* One running program. */
typedef struct process {
  const command_t *command;
  hwnas_call_t *call;
  hwnas_reporter_t *reporter;
  const hwnas_trial_t *trial;
  pid_t pid;
  int output, log; /* our end of its standard output; the log file */
  char *line;      /* what has come of the present line */
  size_t length;
  int overlong; /* the present line is longer than a report may be */
  int64_t bytes;
  double start, heard, told;
  int finished; /* a final report has come */
  hwnas_result_t result;
} process_t;

/* ---- trial.c: the trial as arguments and files ------------------------------------------------- */

/* The arguments of the command with their placeholders filled in, NULL-terminated; NULL when memory ran out.
 */
char **command_arguments(const command_t *command, const hwnas_trial_t *trial);
/* A file in the folder of the trial; -1 with errno. */
int command_open_file(const hwnas_trial_t *trial, const char *name, int flags);
/* 0 unless all n bytes were written. */
int command_write_all(int file, const char *bytes, size_t n);
/* trial.json, open for reading from its start; -1: process->result says why. */
int command_write_trial(process_t *process);

/* ---- environment.c: what the program finds set -------------------------------------------------- */

/* Copies n texts into an array with room for more, NULL-terminated; NULL when memory ran out. */
char **command_copy_texts(const char *const *texts, size_t n, size_t room);
void command_free_texts(char **texts); /* NULL is allowed */
/* The options env and devices. */
hwnas_result_t command_read_environment(command_t *command, hwnas_call_t *call,
                                        const hwnas_options_t *options);
hwnas_result_t command_read_devices(command_t *command, hwnas_call_t *call, const hwnas_options_t *options);
/* The environment for a trial; only the array is the caller's. NULL when memory ran out. */
char **command_environment(const command_t *command, const hwnas_trial_t *trial);

/* ---- report.c: what the program writes --------------------------------------------------------- */

/* n more bytes of its standard output. */
void command_take_bytes(process_t *process, const char *bytes, size_t n);
/* The present line is complete. */
void command_take_line(process_t *process);

/* ---- process.c: the program while it runs ------------------------------------------------------ */

double command_clock(void); /* seconds */
/* Starts the program; process->result says why it could not. */
hwnas_result_t command_start(process_t *process);
/* Until the program has ended, or must: process->result then says why. Its wait status. */
int command_wait(process_t *process);
/* Reads its last words and ends whoever of its group is left. */
void command_clean_up(process_t *process);

#endif
