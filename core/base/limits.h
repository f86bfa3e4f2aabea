/* Limits on what a space may ask for, as a file of a few lines may ask for more than any machine has. Those
 * here can be set by users; all others are constants where they are tested. */
#ifndef HWNAS_CORE_BASE_LIMITS_H
#define HWNAS_CORE_BASE_LIMITS_H

#include "base/status.h"
#include "base/str.h"

typedef enum hwnas_limit {
  HWNAS_LIMIT_MODULES,
  HWNAS_LIMIT_MEMORY,
  HWNAS_LIMIT_STEPS,
  HWNAS_LIMIT_TABLE,
  HWNAS_LIMIT_DERIVE,
  HWNAS_LIMIT_CHOICES,
  HWNAS_LIMIT_FILE,
  HWNAS_LIMITS
} hwnas_limit_t;

typedef struct hwnas_limit_info {
  const char *name;
  uint64_t otherwise; /* where nothing is set */
  uint64_t min, max;  /* what may be set; min is at least 1 */
  const char *unit, *help;
} hwnas_limit_info_t;

/* What was set; 0: nothing, so that zeroed limits are the defaults. */
typedef struct hwnas_space_limits {
  uint64_t set[HWNAS_LIMITS];
} hwnas_space_limits_t;

const hwnas_limit_info_t *hwnas_limit_info(hwnas_limit_t limit);
/* The limit in force; limits may be NULL: the defaults. */
uint64_t hwnas_limit_value(const hwnas_space_limits_t *limits, hwnas_limit_t limit);
/* LIMIT_VALUE unless there is a limit of that name and value is within its range. */
hwnas_status_t *hwnas_limits_set(hwnas_space_limits_t *limits, const char *name, uint64_t value);
/* Adds the step that lets `needed` pass where `present` did not; nothing if no allowed value would. */
hwnas_status_t *hwnas_limit_advise(hwnas_status_t *status, hwnas_limit_t limit, uint64_t present,
                                   uint64_t needed);
/* One line per limit, for people: name, default, range, what it is of. */
void hwnas_limits_print(hwnas_str_t *out);

#endif
