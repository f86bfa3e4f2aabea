/* What networks cost on average under independent distributions over the choices. */
#ifndef HWNAS_CLI_EXPECT_H
#define HWNAS_CLI_EXPECT_H

#include "costs.h"

/* distribution: {"label": [p, ...], ...} in the order of the domain; labels that are left out are uniform.
 * Prints a table for people, or {"expected": {metric: value}, "gradient": {metric: {label: [...]}}} in units
 * of the metrics. Errors of JSON, UNKNOWN_LABEL, OUT_OF_DOMAIN for a wrong number of probabilities, those of
 * hwnas/expect.h. */
hwnas_status_t *hwnas_expect_print(const hwnas_costs_t *costs, const char *distribution, bool json);

#endif
