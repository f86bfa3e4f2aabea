/* hwnas/status.h - errors: what was wrong, where, and one next step. */
#ifndef HWNAS_STATUS_H
#define HWNAS_STATUS_H

#include <stdint.h>

#include "hwnas/api.h"

#ifdef __cplusplus
extern "C" {
#endif

/* An error, or several that are independent of each other. NULL: all is well. */
typedef struct hwnas_status hwnas_status_t;

/* The number of the (first) error as in E0210, which never changes its meaning: `hwnas explain E0210` tells
 * cause and cure. 0 for NULL. */
HWNAS_API uint32_t hwnas_status_number(const hwnas_status_t *status);
/* The text for people: one block per error, at most 20, each with its place and what to do next. Allocated
 * with malloc; NULL when memory ran out. "" for NULL. */
HWNAS_API char *hwnas_status_format(const hwnas_status_t *status);
/* The exit status of a process that fails with it: 1 the work failed, 2 a wrong input, 130 stopped; 0 for
 * NULL.
 */
HWNAS_API int hwnas_status_exit_code(const hwnas_status_t *status);
/* The whole list; NULL is allowed. */
HWNAS_API void hwnas_status_destroy(hwnas_status_t *status);

#ifdef __cplusplus
}
#endif

#endif
