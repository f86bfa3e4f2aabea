/* Tables contracted with a distribution per axis, one axis after the other, and the gradient of that. */
#ifndef HWNAS_CORE_TRELLIS_CONTRACT_H
#define HWNAS_CORE_TRELLIS_CONTRACT_H

#include <stddef.h>
#include <stdint.h>

#include "expr/table.h"

/* The form of a table: row-major, the last axis moves fastest. */
typedef struct hwnas_contraction {
  size_t n_cells;
  uint32_t n_axes; /* at least 1 */
  uint32_t sizes[HWNAS_SCOPE_MAX];
  size_t first[HWNAS_SCOPE_MAX]; /* per axis: its first probability */
} hwnas_contraction_t;

/* The sum of cells times the probabilities of their indices. levels: scratch of n_cells + 1, which gets what
 * is left of the table as its axes go: first the number, at the end what has all axes but the last. */
double hwnas_contract(const hwnas_contraction_t *form, const double *cells, const double *probabilities,
                      double *levels);
/* After hwnas_contract with the same levels: adds the derivatives by the probabilities. weights: scratch of
 * n_cells + 1. */
void hwnas_contract_add_gradient(const hwnas_contraction_t *form, const double *cells,
                                 const double *probabilities, const double *levels, double *weights,
                                 double *gradient);

#endif
