/* One run of the program that asks modules: started without a fork, listened to with a time limit. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "plugin/internal.h"

#define LIMIT_SECONDS 5.0
#define ANSWERS_FILE 3                   /* where the program finds its end of the pipe */
#define LINE_MAX_BYTES ((size_t)1 << 20) /* more is no answer */
#define SLICE_MILLISECONDS 10            /* how long the end of a process may go unnoticed */

extern char **environ;

typedef struct child {
  pid_t id;
  int answers; /* this end of the pipe */
  bool over;
  bool known; /* how it ended: status */
  int status;
} child_t;

static hwnas_status_t *cannot_ask(const char *program, int error) {
  hwnas_status_t *status = hwnas_status_make(HWNAS_ERROR_PLUGIN_UNASKED,
                                             "no process can be started to ask plugins: %s", strerror(error));
  status = hwnas_status_detail(status, "its program is %s", program);
  return hwnas_status_detail(status, "install hwnas again as a whole: the program lies in libexec/hwnas-1");
}

/* ---- Start ----------------------------------------------------------------------------------- */

/* "program --answers 3 FILE..."; posix_spawn changes nothing of it, whatever its type says. */
static char **arguments_of(hwnas_arena_t *arena, const char *program, const char *const *paths, size_t n) {
  char **arguments = hwnas_arena_alloc_array(arena, n + 4, sizeof *arguments);
  if (!arguments) return NULL;
  arguments[0] = hwnas_arena_strdup(arena, program);
  arguments[1] = hwnas_arena_strdup(arena, "--answers");
  arguments[2] = hwnas_arena_printf(arena, "%d", ANSWERS_FILE);
  for (size_t i = 0; i < n; i++) arguments[3 + i] = hwnas_arena_strdup(arena, paths[i]);
  for (size_t i = 0; i < n + 3; i++)
    if (!arguments[i]) return NULL;
  return arguments;
}

/* This process's, and every symbol bound at once, so that a missing function is found now. */
static char **environment_of(hwnas_arena_t *arena) {
  size_t n = 0, used = 0;
  while (environ[n]) n++;
  char **environment = hwnas_arena_alloc_array(arena, n + 2, sizeof *environment);
  if (!environment) return NULL;
  for (size_t i = 0; i < n; i++)
    if (strncmp(environ[i], "LD_BIND_NOW=", strlen("LD_BIND_NOW=")) != 0) environment[used++] = environ[i];
  environment[used] = hwnas_arena_strdup(arena, "LD_BIND_NOW=1");
  return environment[used] ? environment : NULL;
}

/* The pipe comes first: in a process that was started without them, its ends may be numbers 0 to 2. */
static int add_files(posix_spawn_file_actions_t *actions, int writer) {
  int error = posix_spawn_file_actions_adddup2(actions, writer, ANSWERS_FILE);
  for (int file = 0; file < 3 && !error; file++)
    error = posix_spawn_file_actions_addopen(actions, file, "/dev/null", file ? O_WRONLY : O_RDONLY, 0);
  return error ? error : posix_spawn_file_actions_addclosefrom_np(actions, ANSWERS_FILE + 1);
}

/* A group of its own: the terminal's interrupt is for this process, and an end is for all of that group. */
static int set_attributes(posix_spawnattr_t *attributes) {
  sigset_t none, all;
  sigemptyset(&none);
  sigfillset(&all);
  int error = posix_spawnattr_setflags(
      attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  if (!error) error = posix_spawnattr_setpgroup(attributes, 0);
  if (!error) error = posix_spawnattr_setsigmask(attributes, &none);
  return error ? error : posix_spawnattr_setsigdefault(attributes, &all);
}

static int spawn(char **arguments, char **environment, int writer, pid_t *out) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  int error = posix_spawn_file_actions_init(&actions);
  if (error) return error;
  error = posix_spawnattr_init(&attributes);
  if (!error) {
    error = add_files(&actions, writer);
    if (!error) error = set_attributes(&attributes);
    if (!error) error = posix_spawn(out, arguments[0], &actions, &attributes, arguments, environment);
    posix_spawnattr_destroy(&attributes);
  }
  posix_spawn_file_actions_destroy(&actions);
  return error;
}

static hwnas_status_t *start(const char *program, const char *const *paths, size_t n, child_t *out) {
  int ends[2] = {-1, -1};
  hwnas_arena_t arena;
  hwnas_arena_init(&arena);
  char **arguments = arguments_of(&arena, program, paths, n), **environment = environment_of(&arena);
  hwnas_status_t *status = arguments && environment ? NULL : hwnas_status_no_memory();
  if (!status && pipe2(ends, O_CLOEXEC) != 0) status = cannot_ask(program, errno);
  if (!status) {
    int error = fcntl(ends[0], F_SETFL, O_NONBLOCK) == 0 ? 0 : errno;
    if (!error) error = spawn(arguments, environment, ends[1], &out->id);
    close(ends[1]);
    if (error) close(ends[0]);
    if (error) status = cannot_ask(program, error);
  }
  out->answers = ends[0];
  hwnas_arena_deinit(&arena);
  return status;
}

/* ---- Listen ---------------------------------------------------------------------------------- */

static double limit_seconds(void) {
  const char *text = getenv("HWNAS_PLUGIN_TIMEOUT");
  if (!text || !*text) return LIMIT_SECONDS;
  char *end;
  double seconds = strtod(text, &end);
  if (!*end && seconds >= 0.001 && seconds <= 86400) return seconds;
  hwnas_log("plugin", HWNAS_LOG_WARNING,
            "HWNAS_PLUGIN_TIMEOUT is '%s', which is no number of seconds from 0.001 to 86400: %g are taken",
            text, LIMIT_SECONDS);
  return LIMIT_SECONDS;
}

static void reap(child_t *child, int flags) {
  if (child->over) return;
  pid_t result;
  do result = waitpid(child->id, &child->status, flags);
  while (result < 0 && errno == EINTR);
  child->over = result != 0;
  child->known = result == child->id;
}

static void end(child_t *child) {
  if (!child->over) kill(-child->id, SIGKILL);
  reap(child, 0);
  close(child->answers);
}

/* A line of an answer is the number of its module, a space, and the answer. Whatever else modules write there
 * is none of ours. */
static void read_line(const char *line, size_t length, hwnas_inquiry_t *out) {
  char prefix[32];
  size_t size = (size_t)snprintf(prefix, sizeof prefix, "%zu ", out->n_answers);
  if (length > size && !strncmp(line, prefix, size))
    out->answers[out->n_answers++] = hwnas_answer_parse(line + size, length - size);
}

/* Takes up the lines that are complete, and keeps the rest of the text. */
static void read_lines(hwnas_str_t *text, size_t n, hwnas_inquiry_t *out) {
  char *line = text->text, *stop;
  for (; out->n_answers < n && (stop = strchr(line, '\n')); line = stop + 1)
    read_line(line, (size_t)(stop - line), out);
  if (line == text->text) return; /* an empty text belongs to all of them: nobody writes to it */
  text->length -= (size_t)(line - text->text);
  memmove(text->text, line, text->length + 1);
}

/* Appends what has been written so far; false if that is nothing. */
static bool read_some(const child_t *child, hwnas_str_t *text) {
  char buffer[4096];
  ssize_t n = read(child->answers, buffer, sizeof buffer);
  for (ssize_t i = 0; i < n; i++)
    if (!buffer[i]) buffer[i] = ' '; /* lines are texts */
  if (n > 0) hwnas_str_append_n(text, buffer, (size_t)n);
  return n > 0;
}

/* How a process that is over ended. */
static hwnas_ending_t ending_of(const child_t *child) {
  if (!child->known) return HWNAS_ENDING_UNKNOWN;
  return WIFSIGNALED(child->status) ? HWNAS_ENDING_SIGNAL : HWNAS_ENDING_EXIT;
}

static void wait_a_moment(const child_t *child) {
  struct pollfd wait = {.fd = child->answers, .events = POLLIN};
  /* A module that closes the pipe would make poll return at once, for as long as it runs. */
  if (poll(&wait, 1, SLICE_MILLISECONDS) == 1 && !(wait.revents & POLLIN)) usleep(500);
}

/* Until n answers have come, the process has ended, or there was none for that many seconds. */
static hwnas_ending_t listen_to(child_t *child, size_t n, double seconds, hwnas_str_t *text,
                                hwnas_inquiry_t *out) {
  double deadline = hwnas_clock_seconds() + seconds;
  while (!text->failed && text->length < LINE_MAX_BYTES) {
    reap(child, WNOHANG); /* first: then all that it had written can be read */
    bool over = child->over, more = read_some(child, text);
    size_t before = out->n_answers;
    read_lines(text, n, out);
    if (out->n_answers == n) return HWNAS_ENDING_WELL;
    if (out->n_answers > before) deadline = hwnas_clock_seconds() + seconds;
    if (!more && over) return ending_of(child);
    if (hwnas_clock_seconds() > deadline) break;
    if (!more) wait_a_moment(child);
  }
  return HWNAS_ENDING_SILENT;
}

static int value_of(const hwnas_inquiry_t *inquiry, const child_t *child, double seconds) {
  switch (inquiry->ending) {
    case HWNAS_ENDING_SIGNAL:
      return WTERMSIG(child->status);
    case HWNAS_ENDING_EXIT:
      return WEXITSTATUS(child->status);
    case HWNAS_ENDING_SILENT:
      return (int)lround(seconds * 1e3);
    default:
      return 0;
  }
}

hwnas_status_t *hwnas_inquire(const char *program, const char *const *paths, size_t n,
                              hwnas_inquiry_t *inquiry) {
  child_t child = {0};
  double seconds = limit_seconds();
  inquiry->n_answers = 0;
  HWNAS_TRY(start(program, paths, n, &child));
  hwnas_str_t text;
  hwnas_str_init(&text);
  inquiry->ending = listen_to(&child, n, seconds, &text, inquiry);
  inquiry->value = value_of(inquiry, &child, seconds);
  end(&child);
  hwnas_status_t *status = text.failed ? hwnas_status_no_memory() : NULL;
  hwnas_str_deinit(&text);
  return status;
}
