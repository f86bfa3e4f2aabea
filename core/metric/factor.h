/* Factors: tables of integers over choices, one value per metric in each cell. */
#ifndef HWNAS_CORE_METRIC_FACTOR_H
#define HWNAS_CORE_METRIC_FACTOR_H

#include "base/arena.h"
#include "base/status.h"
#include "expr/table.h"

typedef struct hwnas_factor {
  hwnas_table_t scope; /* no cells of its own */
  int64_t *cells;      /* scope.n_cells x n_metrics */
} hwnas_factor_t;

/* Drops, in place, every axis along which no metric changes. */
void hwnas_factor_reduce(hwnas_factor_t *factor, size_t n_metrics);
/* Adds part to sum, whose scope contains that of part. Sums must be known to fit. scratch: for the walk. */
hwnas_status_t *hwnas_factor_add(hwnas_factor_t *sum, const hwnas_factor_t *part, size_t n_metrics,
                                 hwnas_arena_t *scratch);
/* A factor of zeros over scope, in arena. */
hwnas_status_t *hwnas_factor_zero(hwnas_factor_t *out, hwnas_arena_t *arena, const hwnas_table_t *scope,
                                  size_t n_metrics);

#endif
