#include "base/str.h"

#include <ctype.h>
#include <math.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char empty[1];

void hwnas_str_init(hwnas_str_t *str) { *str = (hwnas_str_t){.text = empty}; }

void hwnas_str_deinit(hwnas_str_t *str) {
  if (str->capacity) free(str->text);
  hwnas_str_init(str);
}

void hwnas_str_clear(hwnas_str_t *str) {
  str->length = 0;
  if (str->capacity) str->text[0] = '\0';
}

static bool reserve(hwnas_str_t *str, size_t more) {
  if (str->failed) return false;
  if (more < str->capacity - str->length) return true;
  if (more > SIZE_MAX / 4 || str->length > SIZE_MAX / 4) return !(str->failed = true);
  size_t capacity = (str->length + more + 1) * 2;
  char *text = realloc(str->capacity ? str->text : NULL, capacity);
  if (!text) return !(str->failed = true);
  str->text = text;
  str->capacity = capacity;
  return true;
}

void hwnas_str_append_n(hwnas_str_t *str, const char *text, size_t length) {
  if (length == 0 || !reserve(str, length)) return;
  memcpy(str->text + str->length, text, length);
  str->length += length;
  str->text[str->length] = '\0';
}

void hwnas_str_append(hwnas_str_t *str, const char *text) { hwnas_str_append_n(str, text, strlen(text)); }

void hwnas_str_appendf(hwnas_str_t *str, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  int length = vsnprintf(NULL, 0, format, arguments);
  va_end(arguments);
  if (length <= 0 || !reserve(str, (size_t)length)) return;
  va_start(arguments, format);
  vsnprintf(str->text + str->length, (size_t)length + 1, format, arguments);
  va_end(arguments);
  str->length += (size_t)length;
}

void hwnas_str_append_double(hwnas_str_t *str, double number) {
  char text[40];
  if (isnan(number) || isinf(number)) {
    hwnas_str_append(str, isnan(number) ? "nan" : number > 0 ? "inf" : "-inf");
    return;
  }
  for (int digits = 15; digits <= 17; digits++) {
    snprintf(text, sizeof text, "%.*g", digits, number);
    if (strtod(text, NULL) == number) break;
  }
  hwnas_str_append(str, text);
  if (!strpbrk(text, ".e")) hwnas_str_append(str, ".0");
}

char *hwnas_str_take(hwnas_str_t *str) {
  char *text = NULL;
  if (!str->failed) text = str->capacity ? str->text : calloc(1, 1);
  if (str->failed) hwnas_str_deinit(str);
  hwnas_str_init(str);
  return text;
}

/* Optimal string alignment distance: insertions, deletions, substitutions, swaps of neighbours. */
static size_t distance(const char *a, size_t n, const char *b, size_t m) {
  size_t rows[3][65];
  size_t *before = rows[0], *last = rows[1], *now = rows[2];
  for (size_t j = 0; j <= m; j++) last[j] = j;
  for (size_t i = 1; i <= n; i++) {
    now[0] = i;
    for (size_t j = 1; j <= m; j++) {
      size_t best = last[j - 1] + (tolower((unsigned char)a[i - 1]) != tolower((unsigned char)b[j - 1]));
      if (last[j] + 1 < best) best = last[j] + 1;
      if (now[j - 1] + 1 < best) best = now[j - 1] + 1;
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] && before[j - 2] + 1 < best)
        best = before[j - 2] + 1;
      now[j] = best;
    }
    size_t *spare = before;
    before = last;
    last = now;
    now = spare;
  }
  return last[m];
}

const char *hwnas_suggest(const char *given, const char *const *candidates, size_t n) {
  size_t length = strlen(given);
  const char *best = NULL;
  size_t best_distance = length / 3 + 1; /* a slip, not another word */
  if (best_distance > 4) best_distance = 4;
  if (length == 0 || length > 64) return NULL;
  for (size_t i = 0; i < n; i++) {
    size_t other = strlen(candidates[i]);
    if (other > 64) continue;
    size_t d = distance(given, length, candidates[i], other);
    if (d < best_distance || (d == best_distance && !best && d < length)) {
      best = candidates[i];
      best_distance = d;
    }
  }
  return best;
}

bool hwnas_is_identifier(const char *text) {
  if (!isalpha((unsigned char)text[0]) && text[0] != '_') return false;
  for (const char *c = text; *c; c++)
    if (!isalnum((unsigned char)*c) && *c != '_') return false;
  return true;
}
