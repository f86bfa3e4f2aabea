/* Memory that runs out: every allocation of every scenario fails once, alone or with all that follow. The
 * outcome must be an error or the right result; the address sanitizer sees what leaks. */
#ifndef HWNAS_TESTS_MEMORY_H
#define HWNAS_TESTS_MEMORY_H

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hwnas/hwnas.h"

/* What scenarios work on; made before each test. */
extern hwnas_context_t *context;
extern hwnas_space_t *space; /* nasbench201 */
extern char folder[];

/* Does something and returns the first error. What it makes once for all is made by a first call. */
typedef hwnas_status_t *(*scenario_fn)(void);
/* Runs it again and again, with another allocation of the library failing each time. */
void exhaust(scenario_fn scenario);

void memory_prepare(void);
void memory_clean_up(void);

#endif
