/* Errors: what was wrong, where, and one next step.
 *
 * A function that can fail returns hwnas_status_t *: NULL when all is well, else an error that the
 * caller owns and must pass on or destroy. When memory runs out, the error is a static object, so
 * that reporting it needs none. */
#ifndef HWNAS_CORE_BASE_STATUS_H
#define HWNAS_CORE_BASE_STATUS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "hwnas/status.h"

typedef enum hwnas_error {
#define HWNAS_ERROR(number, name, fault, title, cause, cure) HWNAS_ERROR_##name = number,
#include "base/errors.def"
#undef HWNAS_ERROR
} hwnas_error_t;

/* Whose fault it is decides the exit status: INPUT 2, WORK 1, SIGNAL 130. */
typedef enum hwnas_fault { HWNAS_FAULT_INPUT, HWNAS_FAULT_WORK, HWNAS_FAULT_SIGNAL } hwnas_fault_t;

typedef struct hwnas_error_info {
  hwnas_error_t number;
  hwnas_fault_t fault;
  const char *title, *cause, *cure; /* what `hwnas explain` prints */
} hwnas_error_info_t;

#define HWNAS_STATUS_DETAILS 6

struct hwnas_status {
  hwnas_error_t error;
  char *what;                          /* one line, no full stop */
  char *place;                         /* "file:line:column", module path or label; NULL if unknown */
  char *details[HWNAS_STATUS_DETAILS]; /* what was there, what is allowed, one next step */
  size_t n_details;
  hwnas_status_t *cause; /* the error underneath, printed after the details */
  hwnas_status_t *next;  /* another error, independent of this one */
};

/* Returns from the calling function if expression is an error. */
#define HWNAS_TRY(expression)                   \
  do {                                          \
    hwnas_status_t *try_status_ = (expression); \
    if (try_status_) return try_status_;        \
  } while (0)

/* A new error; format must end without a full stop. */
hwnas_status_t *hwnas_status_make(hwnas_error_t error, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* The error for memory that ran out: static, safe to destroy. */
hwnas_status_t *hwnas_status_no_memory(void);
/* HWNAS_TRY_ALLOC(p): returns the no-memory error if p is NULL. */
#define HWNAS_TRY_ALLOC(pointer)                     \
  do {                                               \
    if (!(pointer)) return hwnas_status_no_memory(); \
  } while (0)

/* These change the error and return it, so that calls can be chained. NULL in gives NULL out. */
/* Sets the place if none is known yet. */
hwnas_status_t *hwnas_status_at(hwnas_status_t *status, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Adds more to the place: "file:3:1" becomes "file:3:1, module x". */
hwnas_status_t *hwnas_status_within(hwnas_status_t *status, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* The same for a module by its path: ", module blocks.0"; ", the whole network" for the root, whose path is
 * "". */
hwnas_status_t *hwnas_status_in_module(hwnas_status_t *status, const char *path);
/* Adds a detail line; further ones than HWNAS_STATUS_DETAILS are dropped. */
hwnas_status_t *hwnas_status_detail(hwnas_status_t *status, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Adds the detail "did you mean 'x'?" when a candidate is near to given, else "known: a, b, c" (cut at 12).
 */
hwnas_status_t *hwnas_status_suggest(hwnas_status_t *status, const char *given, const char *const *candidates,
                                     size_t n);
/* Makes cause the reason of status. */
hwnas_status_t *hwnas_status_because(hwnas_status_t *status, hwnas_status_t *cause);
/* Appends status (may be NULL) to the list of independent errors *list. */
void hwnas_status_append(hwnas_status_t **list, hwnas_status_t *status);
/* Number of independent errors in the list. */
size_t hwnas_status_count(const hwnas_status_t *list);
/* A copy of the first error, without those after it and without its cause. */
hwnas_status_t *hwnas_status_copy(const hwnas_status_t *status);

/* Entry of the table of errors, or NULL. */
const hwnas_error_info_t *hwnas_error_find(uint32_t number);
/* Entry i in ascending order of number, NULL past the end. */
const hwnas_error_info_t *hwnas_error_at(size_t i);

#endif
