/* The program while it runs: in a process group of its own, which does not outlive the trial. */
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

#include "command.h"

#define DRAIN_SECONDS 1.0 /* for what is still in the pipe when the program has ended */

double command_clock(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
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

static int spawn(process_t *process, char **arguments, char **environment, int input, int output) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  int error = ENOMEM;
  if (posix_spawn_file_actions_init(&actions) != 0) return error;
  if (posix_spawnattr_init(&attributes) == 0) {
    if (set_actions(&actions, process, input, output) && set_attributes(&attributes))
      error = posix_spawnp(&process->pid, arguments[0], &actions, &attributes, arguments, environment);
    posix_spawnattr_destroy(&attributes);
  }
  posix_spawn_file_actions_destroy(&actions);
  return error;
}

hwnas_result_t command_start(process_t *process) {
  char **arguments = command_arguments(process->command, process->trial);
  char **environment = command_environment(process->command, process->trial);
  int ends[2] = {-1, -1}, input = -1, error = 0;
  process->log = command_open_file(process->trial, "log", O_WRONLY | O_CREAT | O_APPEND);
  if (!arguments || !environment || process->log < 0 || pipe2(ends, O_CLOEXEC) != 0)
    process->result = process->call->fail(process->call, HWNAS_E_RESOURCE, "cannot start the trial: %s",
                                          arguments && environment ? strerror(errno) : "out of memory");
  else
    input = command_write_trial(process);
  if (input >= 0) error = spawn(process, arguments, environment, input, ends[1]);
  if (error)
    process->result = process->call->fail(process->call, HWNAS_E_ARGUMENT, "cannot run '%s': %s",
                                          arguments[0], strerror(error));
  if (input >= 0) close(input);
  if (ends[1] >= 0) close(ends[1]);
  process->output = ends[0];
  if (process->output >= 0) fcntl(process->output, F_SETFL, O_NONBLOCK);
  command_free_texts(arguments);
  free(environment);
  return process->result;
}

/* ---- Waiting --------------------------------------------------------------------------------- */

/* Reads what there is; 0 at the end of the output. */
static int drain(process_t *process) {
  char buffer[1 << 16];
  for (;;) {
    ssize_t n = read(process->output, buffer, sizeof buffer);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return errno == EAGAIN;
    if (n == 0) break;
    process->heard = command_clock();
    command_take_bytes(process, buffer, (size_t)n);
    if (process->bytes > process->command->output_limit) return 1; /* whoever waits looks at it */
  }
  if (process->length > 0) command_take_line(process);
  process->length = 0;
  return 0;
}

/* Milliseconds: short at first, since many programs are. */
static int wait_time(const process_t *process) {
  double age = command_clock() - process->start;
  return age < 0.05 ? 1 : age < 1 ? 10 : 50;
}

static void kill_group(const process_t *process, int signal_number) { kill(-process->pid, signal_number); }

/* Why the program must end now, as a result; HWNAS_OK: it may go on. */
static hwnas_result_t find_reason(process_t *process) {
  const command_t *command = process->command;
  hwnas_call_t *call = process->call;
  if (process->result != HWNAS_OK) return process->result;
  if (call->cancelled(call)) return call->fail(call, HWNAS_E_CANCELLED, "stopped");
  if (command->timeout > 0 && command_clock() - process->start > command->timeout)
    return call->fail(call, HWNAS_E_RESOURCE, "it took longer than %g s", command->timeout);
  if (process->bytes > command->output_limit)
    return call->fail(call, HWNAS_E_RESOURCE, "it wrote more than %" PRId64 " bytes to standard output",
                      command->output_limit);
  return HWNAS_OK;
}

static void tell_silence(process_t *process) {
  double now = command_clock(), since = process->heard > process->told ? process->heard : process->told;
  char text[120];
  if (process->command->silence == 0 || now - since < process->command->silence) return;
  process->told = now;
  snprintf(text, sizeof text, "trial %" PRIu64 " has written nothing for %.0f s", process->trial->number,
           now - process->heard);
  process->call->log(process->call, HWNAS_LOG_WARNING, text);
}

/* Until the program has ended or must: SIGTERM then, SIGKILL after the time of grace. Its wait status. */
int command_wait(process_t *process) {
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
      terminated = command_clock();
      kill_group(process, SIGTERM);
    } else if (command_clock() - terminated > process->command->grace) {
      kill_group(process, SIGKILL);
    }
    if (process->bytes > process->command->output_limit) { /* nobody reads it any more */
      close(process->output);
      process->output = command_open_file(process->trial, "log", O_RDONLY);
      open = 0;
    }
  }
}

/* What the group left behind: its last words, then nobody of it may stay. */
void command_clean_up(process_t *process) {
  double end = command_clock() + DRAIN_SECONDS;
  while (process->result == HWNAS_OK && drain(process) && command_clock() < end) {
    struct pollfd poller = {.fd = process->output, .events = POLLIN};
    poll(&poller, 1, 20);
  }
  kill_group(process, SIGKILL);
}
