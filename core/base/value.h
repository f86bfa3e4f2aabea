/* Values of expressions, domains, attributes and options. Compound ones live in an arena and are
 * immutable, so values are copied freely. */
#ifndef HWNAS_CORE_BASE_VALUE_H
#define HWNAS_CORE_BASE_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

typedef enum hwnas_value_type {
  HWNAS_VALUE_NULL,
  HWNAS_VALUE_BOOL,
  HWNAS_VALUE_INT,
  HWNAS_VALUE_REAL,
  HWNAS_VALUE_STRING,
  HWNAS_VALUE_LIST,
  HWNAS_VALUE_SET,
  HWNAS_VALUE_UNDEFINED, /* a computation refused: reason says why */
  HWNAS_VALUE_EXCLUDED   /* an entry of a table that no network reaches */
} hwnas_value_type_t;

typedef struct hwnas_value hwnas_value_t;
typedef struct hwnas_list {
  size_t n;
  const hwnas_value_t *items; /* of a set: sorted, no two equal */
} hwnas_list_t;

/* Why a value is undefined; equal pointers mean the same refusal. */
typedef struct hwnas_refusal {
  const char *what;  /* one line */
  const char *place; /* file:line:column and module, or NULL */
  uint32_t error;    /* hwnas_error_t */
} hwnas_refusal_t;

struct hwnas_value {
  hwnas_value_type_t type;
  union {
    bool boolean;
    int64_t integer;
    double real;
    const char *string;
    const hwnas_list_t *list; /* LIST and SET */
    const hwnas_refusal_t *refusal;
  };
};

static inline hwnas_value_t hwnas_value_null(void) { return (hwnas_value_t){.type = HWNAS_VALUE_NULL}; }
static inline hwnas_value_t hwnas_value_bool(bool b) {
  return (hwnas_value_t){.type = HWNAS_VALUE_BOOL, .boolean = b};
}
static inline hwnas_value_t hwnas_value_int(int64_t i) {
  return (hwnas_value_t){.type = HWNAS_VALUE_INT, .integer = i};
}
static inline hwnas_value_t hwnas_value_real(double d) {
  return (hwnas_value_t){.type = HWNAS_VALUE_REAL, .real = d};
}
static inline hwnas_value_t hwnas_value_string(const char *s) {
  return (hwnas_value_t){.type = HWNAS_VALUE_STRING, .string = s};
}
static inline hwnas_value_t hwnas_value_list(const hwnas_list_t *l) {
  return (hwnas_value_t){.type = HWNAS_VALUE_LIST, .list = l};
}
static inline hwnas_value_t hwnas_value_undefined(const hwnas_refusal_t *r) {
  return (hwnas_value_t){.type = HWNAS_VALUE_UNDEFINED, .refusal = r};
}
static inline hwnas_value_t hwnas_value_excluded(void) {
  return (hwnas_value_t){.type = HWNAS_VALUE_EXCLUDED};
}

/* Equality by value, as in Python: 5 equals 5.0, true equals 1; UNDEFINED equals the same refusal. */
bool hwnas_value_equal(const hwnas_value_t *a, const hwnas_value_t *b);
/* Numbers and bools as a double; false for other types. */
bool hwnas_value_to_real(const hwnas_value_t *value, double *out);
/* INT, BOOL, or a REAL without fraction as an integer; false for others. */
bool hwnas_value_to_int(const hwnas_value_t *value, int64_t *out);
/* Python's truth of a value: 0, "", empty lists and null are false. */
bool hwnas_value_truth(const hwnas_value_t *value);
/* Equal values hash equally. */
uint64_t hwnas_value_hash(const hwnas_value_t *value, uint64_t seed);
/* For people: 5, 0.5, 'conv', [1, 2], {1, 2}, true, none. */
void hwnas_value_print(const hwnas_value_t *value, hwnas_str_t *out);
/* The same, as an expression is written: set([1, 2]). */
void hwnas_value_print_expr(const hwnas_value_t *value, hwnas_str_t *out);
/* As JSON: "conv", [1,2]; a set as a sorted array; null for what JSON cannot say (none, undefined, nan, inf).
 */
void hwnas_value_print_json(const hwnas_value_t *value, hwnas_str_t *out);
/* "integer", "number", "string", "list" ... for messages. */
const char *hwnas_value_type_name(const hwnas_value_t *value);
/* A list of n values in the arena; NULL when memory ran out. The items are copied, not what they point to. */
const hwnas_list_t *hwnas_list_make(hwnas_arena_t *arena, const hwnas_value_t *items, size_t n);
/* The value copied with all that it points to; false when memory ran out. */
bool hwnas_value_copy(hwnas_arena_t *arena, const hwnas_value_t *value, hwnas_value_t *out);

#endif
