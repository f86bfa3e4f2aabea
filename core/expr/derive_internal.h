/* What is known of tables while variables are derived: names (derive_names.c), and when to give one
 * (derive.c). */
#ifndef HWNAS_CORE_EXPR_DERIVE_INTERNAL_H
#define HWNAS_CORE_EXPR_DERIVE_INTERNAL_H

#include "expr/derive.h"

#define HWNAS_DERIVED_VALUES_MAX 4096 /* distinct cells of a table that gets a name */

/* What is known of a table. */
typedef struct hwnas_note {
  const hwnas_table_t *table, *name; /* name: over its variable; NULL: it has none */
  size_t distinct;                   /* different cells; HWNAS_DERIVED_VALUES_MAX + 1: more */
} hwnas_note_t;

/* Tables that are asked for, by address, and those with a name, by contents: equal ones share it. */
typedef struct hwnas_notes {
  hwnas_note_t *slots;
  size_t n, n_slots;
  bool by_contents;
} hwnas_notes_t;

struct hwnas_deriver {
  hwnas_arena_t *arena;
  hwnas_variables_t *variables;
  size_t cells; /* above which a table is large */
  hwnas_notes_t asked, named;
  hwnas_notes_t
      told; /* tables of variables, in first_come; name: over the variable, what is in its cells there */
};

/* What is known of the table, found out if it was not. */
hwnas_status_t *hwnas_deriver_ask(hwnas_deriver_t *deriver, const hwnas_table_t *table, hwnas_note_t **out);
/* The name that a table of these contents has, or NULL. */
const hwnas_table_t *hwnas_deriver_name(const hwnas_deriver_t *deriver, const hwnas_table_t *table);

#endif
