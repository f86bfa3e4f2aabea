/* Derived variables: names for values that depend on too many variables at once.
 *
 * A table over the union of many scopes would be large, while the tables that it is made of often have few
 * distinct cells. Such an operand is named: it becomes a variable whose value is a table over the old ones,
 * and what is made of it depends on this one variable. The number of a variable is larger than those that its
 * table is over, so numbers are an order in which all of them can be computed. */
#ifndef HWNAS_CORE_EXPR_DERIVE_H
#define HWNAS_CORE_EXPR_DERIVE_H

#include "expr/table.h"

typedef struct hwnas_deriver hwnas_deriver_t;
/* From now on, until the deriver is taken away (variables->deriver = NULL), variables are derived in arena
 * where tables over `variables` would have more than `cells` cells and that helps, or more than max_cells. */
hwnas_status_t *hwnas_deriver_create(hwnas_arena_t *arena, hwnas_variables_t *variables, size_t cells);
/* Puts names in the place of operands until their common scope is small, or none is worth one; *tables is
 * replaced by a list in scratch if there are any. Nothing happens without a deriver. */
hwnas_status_t *hwnas_derive_operands(hwnas_arena_t *scratch, const hwnas_variables_t *variables,
                                      const hwnas_table_t *const **tables, size_t n);
/* The same only if the common scope is above max_cells; tables itself is changed. */
hwnas_status_t *hwnas_derive_to_fit(const hwnas_variables_t *variables, const hwnas_table_t **tables,
                                    size_t n);
/* The same for one table that is read together with others one does not know yet. */
hwnas_status_t *hwnas_derive_large(const hwnas_variables_t *variables, const hwnas_table_t **table);
/* The same if the table has more than that many cells. */
hwnas_status_t *hwnas_derive_above(const hwnas_variables_t *variables, size_t cells,
                                   const hwnas_table_t **table);
/* The same if a name has fewer values than the table cells. */
hwnas_status_t *hwnas_derive_in_need(const hwnas_variables_t *variables, const hwnas_table_t **table);
/* Names the table in any case, which has at least two different cells; *out is over the new variable alone.
 */
hwnas_status_t *hwnas_derive(const hwnas_variables_t *variables, const hwnas_table_t *table,
                             const hwnas_table_t **out);

/* Makes the variable of that label whose index the table tells: integers from 0 on, at least two different.
 * Errors: SPACE_FORM for other cells. */
hwnas_status_t *hwnas_derive_as(const hwnas_variables_t *variables, const char *label,
                                const hwnas_table_t *table, uint32_t *out_number);

/* The condition for some index of that variable, as hwnas_table_any gives it, with every variable that is
 * derived from it put back into the place of its name. TABLE_BUDGET error if that is too large. */
hwnas_status_t *hwnas_derive_any(hwnas_arena_t *arena, const hwnas_variables_t *variables,
                                 const hwnas_table_t *condition, uint32_t variable,
                                 const hwnas_table_t **out);

/* Computes the derived variables: indices has those of the choices. */
void hwnas_variables_complete(const hwnas_variables_t *variables, uint16_t *indices);
/* Marks every variable that the table depends on, those behind derived ones too. marks: one per variable. */
void hwnas_variables_mark(const hwnas_variables_t *variables, const hwnas_table_t *table, bool *marks);
/* True if the table depends on the variable, be it through derived ones. */
bool hwnas_variables_depend(const hwnas_variables_t *variables, const hwnas_table_t *table,
                            uint32_t variable);

#endif
