/* Evaluator `command`: a program of the user's evaluates the network and reports by lines of JSON.
 *
 * The program gets the trial as JSON on standard input and in trial.json of its working folder, and reports
 * on standard output: {"step": 3, "accuracy": 0.81} on the way, {"accuracy": 0.93, "final": true} in the end.
 * All other lines, and what it writes to standard error, go to the file log. It runs in a process group of
 * its own, which does not outlive the trial. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "hwnas/evaluator.h"

#define ARGUMENTS_MAX 1024
#define LINE_BYTES_MAX (1u << 20) /* of a report */
#define SILENCE_SECONDS 300.0     /* after which the log of the host says that a trial is silent */
#define DRAIN_SECONDS 1.0         /* for what is still in the pipe when the program has ended */

extern char **environ;

typedef struct command {
  const hwnas_json_service_t *json;
  char **arguments; /* as the user wrote them, NULL-terminated */
  char **environment;
  double timeout, grace;
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

static double clock_seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* ---- Arguments ------------------------------------------------------------------------------- */

typedef struct text {
  char *bytes;
  size_t length, capacity;
  int failed;
} text_t;

static void append(text_t *text, const char *bytes, size_t n) {
  if (text->length + n + 1 > text->capacity) {
    size_t capacity = (text->length + n + 1) * 2;
    char *grown = realloc(text->bytes, capacity);
    if (!grown) {
      text->failed = 1;
      return;
    }
    text->bytes = grown;
    text->capacity = capacity;
  }
  memcpy(text->bytes + text->length, bytes, n);
  text->length += n;
  text->bytes[text->length] = '\0';
}

/* What {name} stands for; NULL: nothing, the braces stay. */
static const char *placeholder(const hwnas_trial_t *trial, const char *name, size_t n, char *number,
                               size_t size) {
  if (n == 6 && memcmp(name, "sample", n) == 0) return trial->sample;
  if (n == 3 && memcmp(name, "dir", n) == 0) return trial->folder;
  if (n == 5 && memcmp(name, "trial", n) == 0) {
    snprintf(number, size, "%" PRIu64, trial->number);
    return number;
  }
  if (n != 4 || memcmp(name, "seed", n) != 0) return NULL;
  snprintf(number, size, "%" PRIu64, trial->seed);
  return number;
}

static char *fill_in(const hwnas_trial_t *trial, const char *pattern) {
  text_t out = {0};
  char number[32];
  append(&out, "", 0);
  while (*pattern) {
    const char *close = *pattern == '{' ? strchr(pattern, '}') : NULL;
    const char *value =
        close ? placeholder(trial, pattern + 1, (size_t)(close - pattern - 1), number, sizeof number) : NULL;
    if (value) {
      append(&out, value, strlen(value));
      pattern = close + 1;
    } else {
      append(&out, pattern++, 1);
    }
  }
  if (!out.failed) return out.bytes;
  free(out.bytes);
  return NULL;
}

static void free_texts(char **texts) {
  for (size_t i = 0; texts && texts[i]; i++) free(texts[i]);
  free(texts);
}

static char **fill_in_all(const command_t *self, const hwnas_trial_t *trial) {
  char **out = calloc(ARGUMENTS_MAX + 1, sizeof *out);
  for (size_t i = 0; out && self->arguments[i]; i++) {
    out[i] = fill_in(trial, self->arguments[i]);
    if (out[i]) continue;
    free_texts(out);
    return NULL;
  }
  return out;
}

/* ---- The trial as files ---------------------------------------------------------------------- */

static void append_json_string(text_t *out, const char *text) {
  char code[8];
  append(out, "\"", 1);
  for (; *text; text++) {
    unsigned char c = (unsigned char)*text;
    if (c == '"' || c == '\\') append(out, "\\", 1);
    if (c < 0x20) {
      int n = snprintf(code, sizeof code, "\\u%04x", c);
      append(out, code, (size_t)n);
    } else {
      append(out, text, 1);
    }
  }
  append(out, "\"", 1);
}

static char *describe(const hwnas_trial_t *trial) {
  text_t out = {0};
  char numbers[80];
  int n = snprintf(numbers, sizeof numbers,
                   "{\"trial\":%" PRIu64 ",\"seed\":%" PRIu64 ",\"sample\":", trial->number, trial->seed);
  append(&out, numbers, (size_t)n);
  append(&out, trial->sample, strlen(trial->sample));
  append(&out, ",\"space\":", 9);
  append_json_string(&out, trial->space);
  append(&out, ",\"metrics\":", 11);
  append(&out, trial->metrics, strlen(trial->metrics));
  append(&out, ",\"out\":", 7);
  append_json_string(&out, trial->folder);
  append(&out, "}\n", 2);
  if (!out.failed) return out.bytes;
  free(out.bytes);
  return NULL;
}

/* A file in the folder of the trial; -1 with errno. */
static int open_file(const hwnas_trial_t *trial, const char *name, int flags) {
  char path[4096];
  int n = snprintf(path, sizeof path, "%s/%s", trial->folder, name);
  if (n < 0 || (size_t)n >= sizeof path) {
    errno = ENAMETOOLONG;
    return -1;
  }
  return open(path, flags | O_CLOEXEC, 0666);
}

static int write_all(int file, const char *bytes, size_t n) {
  while (n > 0) {
    ssize_t done = write(file, bytes, n);
    if (done < 0 && errno == EINTR) continue;
    if (done <= 0) return 0;
    bytes += done;
    n -= (size_t)done;
  }
  return 1;
}

/* trial.json, open for reading; -1: call->fail was called. */
static int write_trial(process_t *process) {
  char *text = describe(process->trial);
  int file = open_file(process->trial, "trial.json", O_RDWR | O_CREAT | O_TRUNC);
  int good = text && file >= 0 && write_all(file, text, strlen(text)) && lseek(file, 0, SEEK_SET) == 0;
  if (!good) {
    process->result = process->call->fail(process->call, HWNAS_E_RESOURCE, "cannot write trial.json: %s",
                                          text ? strerror(errno) : "out of memory");
    if (file >= 0) close(file);
    file = -1;
  }
  free(text);
  return file;
}

/* ---- Starting -------------------------------------------------------------------------------- */

static int set_actions(posix_spawn_file_actions_t *actions, const process_t *process, int input, int output) {
  return posix_spawn_file_actions_addchdir_np(actions, process->trial->folder) == 0 &&
         posix_spawn_file_actions_adddup2(actions, input, 0) == 0 &&
         posix_spawn_file_actions_adddup2(actions, output, 1) == 0 &&
         posix_spawn_file_actions_adddup2(actions, process->log, 2) == 0;
}

/* In a process group of its own, and with no signal blocked or ignored that we block or ignore. */
static int set_attributes(posix_spawnattr_t *attributes) {
  sigset_t none, reset;
  sigemptyset(&none);
  sigemptyset(&reset);
  sigaddset(&reset, SIGPIPE);
  sigaddset(&reset, SIGINT);
  sigaddset(&reset, SIGTERM);
  return posix_spawnattr_setpgroup(attributes, 0) == 0 &&
         posix_spawnattr_setsigmask(attributes, &none) == 0 &&
         posix_spawnattr_setsigdefault(attributes, &reset) == 0 &&
         posix_spawnattr_setflags(
             attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF) == 0;
}

static int spawn(process_t *process, char **arguments, int input, int output) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  int error = ENOMEM;
  if (posix_spawn_file_actions_init(&actions) != 0) return error;
  if (posix_spawnattr_init(&attributes) == 0) {
    if (set_actions(&actions, process, input, output) && set_attributes(&attributes))
      error = posix_spawnp(&process->pid, arguments[0], &actions, &attributes, arguments,
                           process->command->environment);
    posix_spawnattr_destroy(&attributes);
  }
  posix_spawn_file_actions_destroy(&actions);
  return error;
}

static hwnas_result_t start(process_t *process) {
  char **arguments = fill_in_all(process->command, process->trial);
  int ends[2] = {-1, -1}, input = -1, error = 0;
  process->log = open_file(process->trial, "log", O_WRONLY | O_CREAT | O_APPEND);
  if (!arguments || process->log < 0 || pipe2(ends, O_CLOEXEC) != 0)
    process->result = process->call->fail(process->call, HWNAS_E_RESOURCE, "cannot start the trial: %s",
                                          arguments ? strerror(errno) : "out of memory");
  else
    input = write_trial(process);
  if (input >= 0) error = spawn(process, arguments, input, ends[1]);
  if (error)
    process->result = process->call->fail(process->call, HWNAS_E_ARGUMENT, "cannot run '%s': %s",
                                          arguments[0], strerror(error));
  if (input >= 0) close(input);
  if (ends[1] >= 0) close(ends[1]);
  process->output = ends[0];
  if (process->output >= 0) fcntl(process->output, F_SETFL, O_NONBLOCK);
  free_texts(arguments);
  return process->result;
}

/* ---- Reports --------------------------------------------------------------------------------- */

typedef struct report {
  int64_t step; /* -1: none */
  int final, numbers;
  const char *wrong; /* a member that is no number, or NULL */
} report_t;

static hwnas_result_t look_at_member(void *self, const char *key, int32_t kind, double number,
                                     const char *text) {
  report_t *report = self;
  (void)text;
  if (strcmp(key, "final") == 0)
    report->final = kind == HWNAS_JSON_KIND_BOOL && number != 0;
  else if (strcmp(key, "step") == 0)
    report->step = kind == HWNAS_JSON_KIND_NUMBER && number >= 0 && number < 9e15 ? (int64_t)number : -1;
  else if (kind == HWNAS_JSON_KIND_NUMBER)
    report->numbers++;
  else
    report->wrong = "is no number";
  return HWNAS_OK;
}

typedef struct taker {
  process_t *process;
  const report_t *report;
} taker_t;

static hwnas_result_t take_member(void *self, const char *key, int32_t kind, double number,
                                  const char *text) {
  const taker_t *taker = self;
  hwnas_reporter_t *reporter = taker->process->reporter;
  hwnas_call_t *call = taker->process->call;
  (void)text;
  if (kind != HWNAS_JSON_KIND_NUMBER || strcmp(key, "step") == 0 || strcmp(key, "final") == 0)
    return HWNAS_OK;
  return taker->report->final ? reporter->final(reporter, call, key, number)
                              : reporter->step(reporter, call, taker->report->step, key, number);
}

static void write_log(const process_t *process) {
  /* A full disk must not end the trial: what the log lacks is not lost to the run. */
  if (write_all(process->log, process->line, process->length)) (void)write_all(process->log, "\n", 1);
}

static void end_with(process_t *process, const char *what) {
  if (process->result == HWNAS_OK)
    process->result = process->call->fail(process->call, HWNAS_E_DATA, "%s: %.200s", what, process->line);
}

/* A line of output: a report, or something for the log. */
static void take_line(process_t *process) {
  const hwnas_json_service_t *json = process->command->json;
  report_t report = {.step = -1};
  process->line[process->length] = '\0';
  if (process->overlong || process->line[0] != '{' || process->result != HWNAS_OK) {
    write_log(process);
    return;
  }
  hwnas_result_t result =
      json->object(json, process->call, process->line, process->length, "report", look_at_member, &report);
  int meant_final = strstr(process->line, "\"final\"") != NULL;
  if (result != HWNAS_OK && meant_final) end_with(process, "the final report is malformed");
  if (result != HWNAS_OK || (!report.final && (report.step < 0 || !report.numbers))) {
    write_log(process);
    return;
  }
  if (report.final && report.wrong) {
    end_with(process, "a value of the final report is no number");
    return;
  }
  taker_t taker = {process, &report};
  process->result =
      json->object(json, process->call, process->line, process->length, "report", take_member, &taker);
  if (report.final && process->result == HWNAS_OK) process->finished = 1;
}

static void take_bytes(process_t *process, const char *bytes, size_t n) {
  process->bytes += (int64_t)n;
  for (size_t i = 0; i < n; i++) {
    if (bytes[i] == '\n') {
      take_line(process);
      process->length = 0;
      process->overlong = 0;
    } else if (process->length < LINE_BYTES_MAX) {
      process->line[process->length++] = bytes[i];
    } else {
      process->overlong = 1;
    }
  }
}

/* Reads what there is; 0 at the end of the output. */
static int drain(process_t *process) {
  char buffer[1 << 16];
  for (;;) {
    ssize_t n = read(process->output, buffer, sizeof buffer);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return errno == EAGAIN;
    if (n == 0) break;
    process->heard = clock_seconds();
    take_bytes(process, buffer, (size_t)n);
    if (process->bytes > process->command->output_limit) return 1; /* whoever waits looks at it */
  }
  if (process->length > 0) take_line(process);
  process->length = 0;
  return 0;
}

/* ---- Waiting --------------------------------------------------------------------------------- */

/* Milliseconds: short at first, since many programs are. */
static int wait_time(const process_t *process) {
  double age = clock_seconds() - process->start;
  return age < 0.05 ? 1 : age < 1 ? 10 : 50;
}

static void kill_group(const process_t *process, int signal_number) { kill(-process->pid, signal_number); }

/* Why the program must end now, as a result; HWNAS_OK: it may go on. */
static hwnas_result_t find_reason(process_t *process) {
  const command_t *command = process->command;
  hwnas_call_t *call = process->call;
  if (process->result != HWNAS_OK) return process->result;
  if (call->cancelled(call)) return call->fail(call, HWNAS_E_CANCELLED, "stopped");
  if (command->timeout > 0 && clock_seconds() - process->start > command->timeout)
    return call->fail(call, HWNAS_E_RESOURCE, "it took longer than %g s", command->timeout);
  if (process->bytes > command->output_limit)
    return call->fail(call, HWNAS_E_RESOURCE, "it wrote more than %" PRId64 " bytes to standard output",
                      command->output_limit);
  return HWNAS_OK;
}

static void tell_silence(process_t *process) {
  double now = clock_seconds(), since = process->heard > process->told ? process->heard : process->told;
  char text[120];
  if (now - since < SILENCE_SECONDS) return;
  process->told = now;
  snprintf(text, sizeof text, "trial %" PRIu64 " has written nothing for %.0f s", process->trial->number,
           now - process->heard);
  process->call->log(process->call, HWNAS_LOG_WARNING, text);
}

/* Until the program has ended or must: SIGTERM then, SIGKILL after the time of grace. Its wait status. */
static int wait_for_end(process_t *process) {
  double terminated = 0;
  int status = 0, open = 1;
  for (;;) {
    struct pollfd poller = {.fd = open ? process->output : -1, .events = POLLIN};
    poll(&poller, 1, wait_time(process));
    if (open) open = drain(process);
    if (waitpid(process->pid, &status, WNOHANG) == process->pid) return status;
    hwnas_result_t reason = find_reason(process);
    tell_silence(process);
    if (reason == HWNAS_OK) continue;
    process->result = reason;
    if (terminated == 0) {
      terminated = clock_seconds();
      kill_group(process, SIGTERM);
    } else if (clock_seconds() - terminated > process->command->grace) {
      kill_group(process, SIGKILL);
    }
    if (process->bytes > process->command->output_limit) { /* nobody reads it any more */
      close(process->output);
      process->output = open_file(process->trial, "log", O_RDONLY);
      open = 0;
    }
  }
}

/* What the group left behind: its last words, then nobody of it may stay. */
static void clean_up(process_t *process) {
  double end = clock_seconds() + DRAIN_SECONDS;
  while (process->result == HWNAS_OK && drain(process) && clock_seconds() < end) {
    struct pollfd poller = {.fd = process->output, .events = POLLIN};
    poll(&poller, 1, 20);
  }
  kill_group(process, SIGKILL);
}

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
                       .start = clock_seconds()};
  process.heard = process.told = process.start;
  if (!trial->folder) return call->fail(call, HWNAS_E_RESOURCE, "there is no folder for the trial");
  process.line = malloc(LINE_BYTES_MAX + 1);
  if (!process.line) return call->fail(call, HWNAS_E_RESOURCE, "out of memory");
  hwnas_result_t result = start(&process);
  if (result == HWNAS_OK) {
    int status = wait_for_end(&process);
    clean_up(&process);
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
  free_texts(self->arguments);
  free_texts(self->environment);
  free(self);
}

static char **copy_texts(const char *const *texts, size_t n, size_t room) {
  char **out = calloc(n + room + 1, sizeof *out);
  for (size_t i = 0; out && i < n; i++) {
    out[i] = strdup(texts[i]);
    if (out[i]) continue;
    free_texts(out);
    return NULL;
  }
  return out;
}

/* Replaces NAME=... of the environment, or adds it; the array has room. */
static int set_variable(char **environment, const char *setting) {
  size_t name = strcspn(setting, "=") + 1, i = 0;
  while (environment[i] && strncmp(environment[i], setting, name) != 0) i++;
  free(environment[i]);
  environment[i] = strdup(setting);
  return environment[i] != NULL;
}

static hwnas_result_t read_environment(command_t *self, hwnas_call_t *call, const hwnas_options_t *options) {
  size_t n = 0, n_settings = options->strings(options, "env", NULL, 0);
  const char **settings = call->scratch(call, (n_settings + 1) * sizeof *settings);
  while (environ[n]) n++;
  self->environment = copy_texts((const char *const *)environ, n, n_settings);
  if (!settings || !self->environment) return call->fail(call, HWNAS_E_RESOURCE, "out of memory");
  options->strings(options, "env", settings, n_settings);
  for (size_t i = 0; i < n_settings; i++) {
    if (!strchr(settings[i], '=') || settings[i][0] == '=')
      return call->fail(call, HWNAS_E_OPTION, "option 'env' holds '%s', which is not NAME=VALUE",
                        settings[i]);
    if (!set_variable(self->environment, settings[i]))
      return call->fail(call, HWNAS_E_RESOURCE, "out of memory");
  }
  return HWNAS_OK;
}

static hwnas_result_t read_arguments(command_t *self, hwnas_call_t *call, const hwnas_options_t *options) {
  const char *arguments[ARGUMENTS_MAX];
  size_t n = options->strings(options, "run", arguments, ARGUMENTS_MAX);
  if (n == 0 || !arguments[0][0])
    return call->fail(call, HWNAS_E_OPTION, "option 'run' names no program: [\"python3\", \"train.py\"]");
  if (n > ARGUMENTS_MAX)
    return call->fail(call, HWNAS_E_OPTION, "option 'run' has more than %d arguments", ARGUMENTS_MAX);
  self->arguments = copy_texts(arguments, n, 0);
  return self->arguments ? HWNAS_OK : call->fail(call, HWNAS_E_RESOURCE, "out of memory");
}

static hwnas_result_t command_create(hwnas_call_t *call, const hwnas_make_t *make, hwnas_object_t **out) {
  const hwnas_options_t *options = make->options;
  command_t *self = calloc(1, sizeof *self);
  if (!self) return call->fail(call, HWNAS_E_RESOURCE, "out of memory");
  self->json = call->service(call, HWNAS_SERVICE_JSON);
  self->timeout = options->number(options, "timeout");
  self->grace = options->number(options, "grace");
  self->output_limit = options->integer(options, "output_limit");
  hwnas_result_t result = HWNAS_OK;
  if (!self->json || !HWNAS_HAS(options, hwnas_options_t, strings))
    result =
        call->fail(call, HWNAS_E_UNSUPPORTED, "this host is too old: it cannot read reports for plugins");
  if (result == HWNAS_OK) result = read_arguments(self, call, options);
  if (result == HWNAS_OK) result = read_environment(self, call, options);
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
static const hwnas_component_t *const components[] = {&component, NULL};
static const hwnas_plugin_t plugin = {.magic = HWNAS_PLUGIN_MAGIC,
                                      .struct_size = sizeof plugin,
                                      .abi_major = HWNAS_ABI_MAJOR,
                                      .abi_built = HWNAS_ABI_MINOR,
                                      .sanitizer = HWNAS_SANITIZER,
                                      .version = "0.1.0",
                                      .license = "MIT",
                                      .summary = "evaluator by a program",
                                      .components = components};
HWNAS_PLUGIN(plugin);
