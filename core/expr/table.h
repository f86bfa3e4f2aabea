/* Tables: a number as a function of the variables it really depends on.
 *
 * A table has one axis per variable of its scope and one cell per combination. Operating on tables
 * gives a table over the union of the scopes; an axis along which nothing changes is dropped. */
#ifndef HWNAS_CORE_EXPR_TABLE_H
#define HWNAS_CORE_EXPR_TABLE_H

#include "base/arena.h"
#include "base/limits.h"
#include "base/status.h"
#include "base/value.h"

#define HWNAS_SCOPE_MAX 24                   /* axes of one table */
#define HWNAS_DOMAIN_MAX ((uint32_t)1 << 16) /* values of one variable */

/* A variable with a finite ordered domain: a choice, or one that is derived from others. */
typedef struct hwnas_variable {
  const char *label; /* a derived one may have none while others are still made */
  const hwnas_value_t *domain;
  uint32_t n;                      /* values, at least 2 */
  const char *place;               /* where it was first named, for messages */
  const struct hwnas_table *table; /* derived: the index of its value, over variables of lower numbers */
  uint32_t choice;                 /* a choice: its number among the choices */
} hwnas_variable_t;

/* All variables, numbered in the order of their appearance. Grows; entries never move or change. */
typedef struct hwnas_variables {
  hwnas_variable_t **items;
  size_t n, capacity;
  size_t max_cells;              /* of one table over them; 0: the default of HWNAS_LIMIT_TABLE */
  struct hwnas_deriver *deriver; /* makes derived variables (expr/derive.h); NULL: there will be no more */
} hwnas_variables_t;

typedef struct hwnas_table {
  uint32_t n_axes;
  uint32_t axes[HWNAS_SCOPE_MAX];  /* variable numbers, ascending */
  uint32_t sizes[HWNAS_SCOPE_MAX]; /* domain sizes of these */
  size_t n_cells;                  /* product of sizes; 1 for a constant */
  const hwnas_value_t *cells;      /* row-major: the last axis moves fastest */
} hwnas_table_t;

/* Adds a variable to the scope of a table that is being made (n_cells 1 and no axes at first; no cells).
 * TABLE_BUDGET error, naming the variables, when it grows too large. */
hwnas_status_t *hwnas_table_scope_add(const hwnas_variables_t *variables, hwnas_table_t *scope,
                                      uint32_t axis);

/* A constant; NULL when memory ran out. */
const hwnas_table_t *hwnas_table_constant(hwnas_arena_t *arena, hwnas_value_t value);
/* The value of the only cell if the table is constant, else NULL. */
const hwnas_value_t *hwnas_table_is_constant(const hwnas_table_t *table);
/* Number of the cell for a point: indices[v] is the index of variable v. */
static inline size_t hwnas_table_cell(const hwnas_table_t *table, const uint16_t *indices) {
  size_t cell = 0;
  for (uint32_t i = 0; i < table->n_axes; i++) cell = cell * table->sizes[i] + indices[table->axes[i]];
  return cell;
}
/* That cell. */
static inline const hwnas_value_t *hwnas_table_at(const hwnas_table_t *table, const uint16_t *indices) {
  return &table->cells[hwnas_table_cell(table, indices)];
}

/* Computes one cell from the cells of the inputs. EXCLUDED and UNDEFINED inputs are handed over like others.
 */
typedef hwnas_status_t *(*hwnas_table_fn)(void *self, const hwnas_value_t *inputs, hwnas_value_t *out);
/* The table of fn over the union of the scopes of n tables, reduced. TABLE_BUDGET error, naming the
 * variables, when the union is too large. */
hwnas_status_t *hwnas_table_apply(hwnas_arena_t *arena, const hwnas_variables_t *variables,
                                  const hwnas_table_t *const *tables, size_t n, hwnas_table_fn fn, void *self,
                                  const hwnas_table_t **out);
/* The table with every axis dropped along which all cells that are not EXCLUDED agree. Cells are in arena. */
hwnas_status_t *hwnas_table_reduce(hwnas_arena_t *arena, hwnas_table_t *table, const hwnas_table_t **out);
/* selector holds integers (or bools); the cell is that of tables[selector]. EXCLUDED where selector is. */
hwnas_status_t *hwnas_table_select(hwnas_arena_t *arena, const hwnas_variables_t *variables,
                                   const hwnas_table_t *selector, const hwnas_table_t *const *tables,
                                   size_t n, const hwnas_table_t **out);
/* The truth of every cell; EXCLUDED and UNDEFINED ones stay. */
hwnas_status_t *hwnas_table_truth(hwnas_arena_t *arena, const hwnas_variables_t *variables,
                                  const hwnas_table_t *table, const hwnas_table_t **out);
/* Conjunction and disjunction of truth values; NULL stands for "always" in and out. EXCLUDED counts as false.
 */
hwnas_status_t *hwnas_table_and(hwnas_arena_t *arena, const hwnas_variables_t *variables,
                                const hwnas_table_t *a, const hwnas_table_t *b, const hwnas_table_t **out);
hwnas_status_t *hwnas_table_or(hwnas_arena_t *arena, const hwnas_variables_t *variables,
                               const hwnas_table_t *a, const hwnas_table_t *b, const hwnas_table_t **out);
/* The condition with one variable taken out: it holds if it can hold for any index of that variable. */
hwnas_status_t *hwnas_table_any(hwnas_arena_t *arena, const hwnas_table_t *condition, uint32_t axis,
                                const hwnas_table_t **out);
/* The table where that variable has index k; it need not be over it. */
hwnas_status_t *hwnas_table_fix(hwnas_arena_t *arena, const hwnas_table_t *table, uint32_t axis, uint32_t k,
                                const hwnas_table_t **out);
/* The condition (NULL: always) with every variable taken out in this way that scope does not have. */
hwnas_status_t *hwnas_table_project(hwnas_arena_t *arena, const hwnas_table_t *condition,
                                    const hwnas_table_t *scope, const hwnas_table_t **out);
/* True if the table is over that variable itself. */
bool hwnas_table_has_axis(const hwnas_table_t *table, uint32_t axis);
/* True if both cells have the same type and value, be it EXCLUDED or UNDEFINED. */
bool hwnas_cell_same(const hwnas_value_t *a, const hwnas_value_t *b);
/* True if both are over the same variables and have the same cells. */
bool hwnas_table_same(const hwnas_table_t *a, const hwnas_table_t *b);
/* True if both are over the same variables and agree where neither is EXCLUDED. */
bool hwnas_table_agree(const hwnas_table_t *a, const hwnas_table_t *b);
/* How many cells a step along axis moves; 0 if the table is not over it. */
size_t hwnas_table_stride(const hwnas_table_t *table, uint32_t axis);
/* The scope of several tables together; no cells. */
hwnas_status_t *hwnas_table_scope_union(const hwnas_variables_t *variables,
                                        const hwnas_table_t *const *tables, size_t n, hwnas_table_t *out);
/* True if the condition (NULL: always) can hold when the variables with known[v] >= 0 have these indices. */
bool hwnas_table_possible(const hwnas_table_t *condition, const int32_t *known);
/* "s1_depth, s2_width_mult" for messages, the choices behind derived variables in their place; "nothing" if
 * constant. */
void hwnas_table_print_scope(const hwnas_variables_t *variables, const hwnas_table_t *table,
                             hwnas_str_t *out);
/* The distinct values: 24 or {16,24,32}; cut after 12. What no network reaches and what is refused is no
 * value. */
void hwnas_table_print_values(const hwnas_table_t *table, hwnas_str_t *out);
/* The variable of that label, or NULL with *out_number untouched. */
const hwnas_variable_t *hwnas_variables_find(const hwnas_variables_t *variables, const char *label,
                                             uint32_t *out_number);

#endif
