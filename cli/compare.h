/* One network under the conventions that the literature counts in, and the operators that make the
 * difference. */
#ifndef HWNAS_CLI_COMPARE_H
#define HWNAS_CLI_COMPARE_H

#include "costs.h"

/* The metrics to compile for it, as METRICS. */
#define HWNAS_COMPARE_METRICS "macs,nni=flops,full=flops(convention=full)"

/* A table for people, or one JSON document. costs: of these metrics. */
hwnas_status_t *hwnas_compare_print(const hwnas_costs_t *costs, const uint16_t *point, bool json);

#endif
