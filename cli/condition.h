/* Conditions over choices, for people. */
#ifndef HWNAS_CLI_CONDITION_H
#define HWNAS_CLI_CONDITION_H

#include "base/str.h"
#include "space/space.h"

/* Appends "s1_depth is 3 or 4" for a condition on one choice, else "depends on a, b". */
void hwnas_print_condition(const hwnas_space_t *space, const hwnas_table_t *table, hwnas_str_t *out);
/* Appends when a choice is active: "always", or its conditions, cut after three. */
void hwnas_print_activity(const hwnas_space_t *space, const hwnas_choice_t *choice, hwnas_str_t *out);

#endif
