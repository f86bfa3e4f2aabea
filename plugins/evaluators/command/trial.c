/* The trial as arguments and files. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "command.h"

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

char **command_arguments(const command_t *self, const hwnas_trial_t *trial) {
  char **out = calloc(ARGUMENTS_MAX + 1, sizeof *out);
  for (size_t i = 0; out && self->arguments[i]; i++) {
    out[i] = fill_in(trial, self->arguments[i]);
    if (out[i]) continue;
    command_free_texts(out);
    return NULL;
  }
  return out;
}

/* ---- Files ----------------------------------------------------------------------------------- */

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
int command_open_file(const hwnas_trial_t *trial, const char *name, int flags) {
  char path[4096];
  int n = snprintf(path, sizeof path, "%s/%s", trial->folder, name);
  if (n < 0 || (size_t)n >= sizeof path) {
    errno = ENAMETOOLONG;
    return -1;
  }
  return open(path, flags | O_CLOEXEC, 0666);
}

int command_write_all(int file, const char *bytes, size_t n) {
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
int command_write_trial(process_t *process) {
  char *text = describe(process->trial);
  int file = command_open_file(process->trial, "trial.json", O_RDWR | O_CREAT | O_TRUNC);
  int good =
      text && file >= 0 && command_write_all(file, text, strlen(text)) && lseek(file, 0, SEEK_SET) == 0;
  if (!good) {
    process->result = process->call->fail(process->call, HWNAS_E_RESOURCE, "cannot write trial.json: %s",
                                          text ? strerror(errno) : "out of memory");
    if (file >= 0) close(file);
    file = -1;
  }
  free(text);
  return file;
}
