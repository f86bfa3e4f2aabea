/* Strings: a growing buffer, and what near-misses were meant to be. */
#ifndef HWNAS_CORE_BASE_STR_H
#define HWNAS_CORE_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>

/* A growing text. After an allocation failed it stays as it was and `failed` is set: check once at the end.
 */
typedef struct hwnas_str {
  char *text; /* NUL-terminated, "" never NULL after init */
  size_t length, capacity;
  bool failed;
} hwnas_str_t;

void hwnas_str_init(hwnas_str_t *str);
void hwnas_str_deinit(hwnas_str_t *str);
void hwnas_str_clear(hwnas_str_t *str);
void hwnas_str_append(hwnas_str_t *str, const char *text);
void hwnas_str_append_n(hwnas_str_t *str, const char *text, size_t length);
void hwnas_str_appendf(hwnas_str_t *str, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The shortest decimal that reads back as the same double: 0.1, 3e+20, 5.0 (always with a point or exponent).
 */
void hwnas_str_append_double(hwnas_str_t *str, double number);
/* Hands the buffer over (free it with free) and leaves str empty; NULL if anything failed. */
char *hwnas_str_take(hwnas_str_t *str);

/* The candidate nearest to given by edit distance, if near enough to be a slip; else NULL. */
const char *hwnas_suggest(const char *given, const char *const *candidates, size_t n);
/* True if text is [A-Za-z_][A-Za-z0-9_]*. */
bool hwnas_is_identifier(const char *text);

#endif
