/* What networks cost on average under independent distributions over the choices. */
#ifndef HWNAS_CLI_EXPECT_H
#define HWNAS_CLI_EXPECT_H

#include "args.h"
#include "costs.h"

/* distribution: a file, "-" for standard input, or the text itself if it begins with {: an object, label to
 * array (probabilities in the order of the domain) or object (value to probability; 0 for those left out);
 * labels that are left out are uniform. Prints a table for people, or {metric: {"expectation": value,
 * "gradient": {label: [...]}}} in units of the metrics; with conditions on labels what is expected given them
 * and the constraints of the space, and "sd" and "probability" too. Errors of JSON, FILE, UNKNOWN_LABEL,
 * OUT_OF_DOMAIN for a wrong number of probabilities or a value that is none, those of hwnas/expect.h and of
 * hwnas_region_moments. */
hwnas_status_t *hwnas_expect_print(const hwnas_costs_t *costs, const char *distribution,
                                   const hwnas_arg_values_t *conditions, bool json);

#endif
