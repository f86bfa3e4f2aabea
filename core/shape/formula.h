/* Where formulas come from: plugins, or data in the space file. shape/ never asks the plugin layer: the
 * caller hands it a table of formulas. */
#ifndef HWNAS_CORE_SHAPE_FORMULA_H
#define HWNAS_CORE_SHAPE_FORMULA_H

#include "base/map.h"
#include "base/status.h"
#include "hwnas/shape_formula.h"
#include "json/options.h"
#include "space/space.h"

typedef struct hwnas_formula_data hwnas_formula_data_t; /* a formula written in the space file */

typedef struct hwnas_formula {
  const char *op_type;
  const char *provider; /* "plugin conv" or "space.json:12:5", for messages */
  hwnas_option_table_t attributes;
  const hwnas_shape_formula_t *table; /* of a plugin, or NULL */
  const hwnas_formula_data_t *data;   /* of the file, or NULL; data goes before table */
} hwnas_formula_t;

/* Finds the formula of an op type. *out is NULL if there is none; conflicts are errors. */
typedef struct hwnas_formula_source {
  void *self;
  hwnas_status_t *(*find)(void *self, const char *op_type, const hwnas_formula_t **out);
  /* All op types, for suggestions; borrowed. */
  const char *const *op_types;
  size_t n_op_types;
} hwnas_formula_source_t;

/* The cost that formulas give an operator in a metric, if any: data first ("metric@convention", then
 * "metric", then "cost"), then shape_formula.cost. *out_known is false if they leave it to the profiler.
 * convention may be NULL. */
hwnas_status_t *hwnas_formula_cost(const hwnas_concrete_op_t *op, const char *metric, const char *convention,
                                   bool *out_known, double *out);

#endif
