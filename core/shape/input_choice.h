/* Choices among the inputs of a module: one of n, k of n, any of n. */
#ifndef HWNAS_CORE_SHAPE_INPUT_CHOICE_H
#define HWNAS_CORE_SHAPE_INPUT_CHOICE_H

#include "shape/internal.h"

typedef struct hwnas_input_choice {
  const char *label;
  size_t n, n_chosen;         /* inputs, and how many of them are taken: HWNAS_SUBSETS_ANY for any number */
  bool decided;               /* there is one way only: no choice */
  uint32_t choice;            /* variable, unless decided */
  const hwnas_table_t *value; /* the index that is taken, or the set of indices */
} hwnas_input_choice_t;

/* Makes the choice that json, a module "input_choice", has among n inputs. */
hwnas_status_t *hwnas_input_choice_read(const hwnas_site_t *site, const hwnas_json_t *json, size_t n,
                                        hwnas_input_choice_t *out);
/* Whether input i is taken, as a table. */
hwnas_status_t *hwnas_input_choice_takes(hwnas_compiler_t *compiler, const hwnas_input_choice_t *choice,
                                         size_t i, const hwnas_table_t **out);
/* Notes that the choice is active where the guard holds. */
hwnas_status_t *hwnas_input_choice_activate(hwnas_compiler_t *compiler, const hwnas_input_choice_t *choice,
                                            const hwnas_table_t *guard);

#endif
