/* The formulas of all plugins, as shape/ wants them. */
#ifndef HWNAS_CORE_RUN_FORMULAS_H
#define HWNAS_CORE_RUN_FORMULAS_H

#include "plugin/plugin.h"
#include "shape/formula.h"

typedef struct hwnas_formulas {
  hwnas_arena_t arena;
  const hwnas_plugins_t *plugins;
  hwnas_map_t known; /* op type -> hwnas_formula_t, as they are asked for */
  const char **op_types;
  size_t n;
} hwnas_formulas_t;

/* Borrows plugins. Safe to deinit after an error or when zeroed. */
hwnas_status_t *hwnas_formulas_init(hwnas_formulas_t *formulas, const hwnas_plugins_t *plugins);
void hwnas_formulas_deinit(hwnas_formulas_t *formulas);
/* Borrows formulas, which must outlive every space that is compiled with it. */
void hwnas_formulas_source(hwnas_formulas_t *formulas, hwnas_formula_source_t *out);

#endif
