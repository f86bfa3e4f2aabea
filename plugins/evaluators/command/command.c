/* Evaluator `command`: a program of the user's evaluates the network and reports by lines of JSON.
 *
 * The program gets the trial as JSON on standard input and in trial.json of its working folder, and reports
 * on standard output: {"step": 3, "accuracy": 0.81} on the way, {"accuracy": 0.93, "final": true} in the end.
 * All other lines, and what it writes to standard error, go to the file log. It runs in a process group of
 * its own, which does not outlive the trial. */
#define _GNU_SOURCE
#include "command.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static hwnas_result_t judge(process_t *process, int status) {
  hwnas_call_t *call = process->call;
  if (process->result != HWNAS_OK) return process->result;
  if (WIFSIGNALED(status))
    return call->fail(call, HWNAS_E_DATA, "the command was ended by signal %d (%s)", WTERMSIG(status),
                      strsignal(WTERMSIG(status)));
  if (WEXITSTATUS(status) != 0)
    return call->fail(call, HWNAS_E_DATA, "the command ended with exit status %d", WEXITSTATUS(status));
  if (!process->finished) return call->fail(call, HWNAS_E_DATA, "the command ended without a final report");
  return HWNAS_OK;
}

static hwnas_result_t command_evaluate(hwnas_object_t *object, hwnas_call_t *call, const hwnas_trial_t *trial,
                                       hwnas_reporter_t *reporter) {
  process_t process = {.command = (const command_t *)object,
                       .call = call,
                       .reporter = reporter,
                       .trial = trial,
                       .output = -1,
                       .log = -1,
                       .start = command_clock()};
  process.heard = process.told = process.start;
  if (!trial->folder) return call->fail(call, HWNAS_E_RESOURCE, "there is no folder for the trial");
  process.line = malloc(LINE_BYTES_MAX + 1);
  if (!process.line) return call->fail(call, HWNAS_E_RESOURCE, "out of memory");
  hwnas_result_t result = command_start(&process);
  if (result == HWNAS_OK) {
    int status = command_wait(&process);
    command_clean_up(&process);
    result = judge(&process, status);
  }
  if (process.output >= 0) close(process.output);
  if (process.log >= 0) close(process.log);
  free(process.line);
  return result;
}

/* ---- The component --------------------------------------------------------------------------- */

static void command_destroy(hwnas_object_t *object) {
  command_t *self = (command_t *)object;
  command_free_texts(self->arguments);
  command_free_texts(self->environment);
  command_free_texts(self->devices);
  free(self);
}

static hwnas_result_t read_arguments(command_t *self, hwnas_call_t *call, const hwnas_options_t *options) {
  const char *arguments[ARGUMENTS_MAX];
  if (!HWNAS_HAS(options, hwnas_options_t, strings))
    return call->fail(call, HWNAS_E_UNSUPPORTED,
                      "this host is too old: its options have no lists of strings");
  size_t n = options->strings(options, "run", arguments, ARGUMENTS_MAX);
  if (n == 0 || !arguments[0][0])
    return call->fail(call, HWNAS_E_OPTION, "option 'run' names no program: [\"python3\", \"train.py\"]");
  if (n > ARGUMENTS_MAX)
    return call->fail(call, HWNAS_E_OPTION, "option 'run' has more than %d arguments", ARGUMENTS_MAX);
  self->arguments = command_copy_texts(arguments, n, 0);
  return self->arguments ? HWNAS_OK : call->fail(call, HWNAS_E_RESOURCE, "out of memory");
}

static hwnas_result_t command_create(hwnas_call_t *call, const hwnas_make_t *make, hwnas_object_t **out) {
  const hwnas_options_t *options = make->options;
  if (!call->service(call, HWNAS_SERVICE_JSON))
    return call->fail(call, HWNAS_E_UNSUPPORTED, "this host is too old: it cannot read reports for plugins");
  command_t *self = calloc(1, sizeof *self);
  if (!self) return call->fail(call, HWNAS_E_RESOURCE, "out of memory");
  self->json = call->service(call, HWNAS_SERVICE_JSON);
  self->timeout = options->number(options, "timeout");
  self->grace = options->number(options, "grace");
  self->silence = options->number(options, "silence");
  self->output_limit = options->integer(options, "output_limit");
  hwnas_result_t result = HWNAS_OK;
  if (!self->json || !HWNAS_HAS(options, hwnas_options_t, strings))
    result =
        call->fail(call, HWNAS_E_UNSUPPORTED, "this host is too old: it cannot read reports for plugins");
  if (result == HWNAS_OK) result = read_arguments(self, call, options);
  if (result == HWNAS_OK) result = command_read_environment(self, call, options);
  if (result == HWNAS_OK) result = command_read_devices(self, call, options);
  if (result != HWNAS_OK) {
    command_destroy((hwnas_object_t *)self);
    return result;
  }
  *out = (hwnas_object_t *)self;
  return HWNAS_OK;
}

static const hwnas_option_t options[] = {
    {.name = "run",
     .help = "the program and its arguments; {sample}, {trial}, {seed} and {dir} are filled in, no shell",
     .type = HWNAS_OPTION_STRINGS,
     .flags = HWNAS_OPTION_FLAG_FILES},
    {.name = "timeout",
     .help = "a trial that takes longer has failed; 0: no limit",
     .type = HWNAS_OPTION_NUMBER,
     .default_json = "0",
     .max = 1e9,
     .unit = "s"},
    {.name = "grace",
     .help = "between SIGTERM and SIGKILL when a trial must end",
     .type = HWNAS_OPTION_NUMBER,
     .default_json = "10",
     .max = 1e6,
     .unit = "s"},
    {.name = "output_limit",
     .help = "a trial that writes more to standard output has failed",
     .type = HWNAS_OPTION_INTEGER,
     .default_json = "67108864",
     .min = 1,
     .max = 1e15,
     .unit = "bytes"},
    {.name = "silence",
     .help = "a notice is given when a trial writes nothing for so long; 0: never",
     .type = HWNAS_OPTION_NUMBER,
     .default_json = "300",
     .max = 1e9,
     .unit = "s"},
    {.name = "devices",
     .help = "dealt to the workers, in turn, as CUDA_VISIBLE_DEVICES",
     .type = HWNAS_OPTION_STRINGS,
     .flags = HWNAS_OPTION_FLAG_OPTIONAL},
    {.name = "env",
     .help = "NAME=VALUE, on top of the environment of the search",
     .type = HWNAS_OPTION_STRINGS,
     .flags = HWNAS_OPTION_FLAG_OPTIONAL}};
static const hwnas_evaluator_t table = {.struct_size = sizeof table,
                                        .create = command_create,
                                        .destroy = command_destroy,
                                        .evaluate = command_evaluate};
static const hwnas_component_t component = {.struct_size = sizeof component,
                                            .flags = HWNAS_COMPONENT_FLAG_FOLDER,
                                            .kind = HWNAS_KIND_EVALUATOR,
                                            .name = "command",
                                            .summary = "a program of yours trains the network and reports",
                                            .options = options,
                                            .n_options = sizeof options / sizeof options[0],
                                            .option_size = sizeof options[0],
                                            .table = &table};

HWNAS_PLUGIN_OF("0.1.0", "MIT", "evaluator by a program", &component);
