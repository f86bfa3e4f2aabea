/* Factors over choices alone. */
#ifndef HWNAS_CORE_METRIC_INLINE_H
#define HWNAS_CORE_METRIC_INLINE_H

#include "metric/factor.h"

/* Puts, in place of every derived variable of a factor of one metric, what it is derived from, until choices
 * are left. New cells are in arena. Errors: TABLE_BUDGET naming the choices. */
hwnas_status_t *hwnas_factor_inline(hwnas_factor_t *factor, hwnas_arena_t *arena,
                                    const hwnas_variables_t *variables);

#endif
