/* Costs of one network, for people and as JSON. */
#ifndef HWNAS_CLI_COSTS_H
#define HWNAS_CLI_COSTS_H

#include "metric/metric.h"
#include "output.h"

/* What is priced: a space and its metrics. */
typedef struct hwnas_costs {
  const hwnas_space_t *space;
  const hwnas_metric_set_t *set;
} hwnas_costs_t;

/* Appends {"flops":130269834,"params":886426}; with point (else NULL) also "modules": {metric: {path:
 * value}}. */
hwnas_status_t *hwnas_costs_append_json(const hwnas_costs_t *costs, const int64_t *quanta,
                                        const uint16_t *point, hwnas_str_t *out);
/* One line of a table of metrics: name, the value as text, a large one short too, and the unit. */
void hwnas_costs_add_row(hwnas_columns_t *columns, const hwnas_metric_info_entry_t *info, const char *text,
                         double value);
/* Prints a table of the metrics to stdout. */
hwnas_status_t *hwnas_costs_print(const hwnas_costs_t *costs, const int64_t *quanta);
/* Prints a table of the active operators of the network with what each of them costs. */
hwnas_status_t *hwnas_costs_print_operators(const hwnas_costs_t *costs, const uint16_t *point);
/* The same, summed up by the first part of the path; parts that cost nothing are left out. */
hwnas_status_t *hwnas_costs_print_parts(const hwnas_costs_t *costs, const uint16_t *point);

/* The operator that a use is in the network of the point, or NULL if it is not part of it. */
const hwnas_op_t *hwnas_costs_op(const hwnas_space_t *space, const hwnas_use_t *use, const uint16_t *full);

#endif
