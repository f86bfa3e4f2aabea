/* Shared by formulas whose output size is given outright, or as a factor of the input's size. */
#ifndef HWNAS_PLUGINS_SHAPE_FORMULAS_SCALED_H
#define HWNAS_PLUGINS_SHAPE_FORMULAS_SCALED_H

#include "common.h"

#define SCALED_DIMS_MAX 3

/* An attribute that is one number for all n spatial dims (at most 3) or one for each. */
static inline hwnas_result_t factor_per_dim(hwnas_call_t *call, const hwnas_op_t *op, const char *name,
                                            uint32_t n, double *out) {
  size_t given = op->attributes->numbers(op->attributes, name, out, n);
  if (given == 1)
    for (uint32_t i = 1; i < n; i++) out[i] = out[0];
  else if (given != n)
    return call->fail(call, HWNAS_E_ARGUMENT, "'%s' must be one number or %u, not %zu", name, n, given);
  return HWNAS_OK;
}

/* *out = floor(in * factor), in double precision as torch has it. */
static inline hwnas_result_t scale(hwnas_call_t *call, const char *name, uint32_t i, int64_t in,
                                   double factor, int64_t *out) {
  double size = (double)in * factor;
  if (size >= 0x1p63) return too_large(call);
  *out = size >= 1 ? (int64_t)size : 0;
  if (*out > 0) return HWNAS_OK;
  return call->fail(call, HWNAS_E_ARGUMENT, "'%s' %g leaves nothing of an input of %lld (dimension %u)", name,
                    factor, (long long)in, 2 + i);
}

/* The spatial sizes of the output, from exactly one of the two attributes. */
static inline hwnas_result_t scaled_sizes(hwnas_call_t *call, const hwnas_op_t *op, const char *size_name,
                                          const char *factor_name, uint32_t n, int64_t *out) {
  double factors[SCALED_DIMS_MAX];
  int has_size = op->attributes->has(op->attributes, size_name) != 0;
  int has_factor = op->attributes->has(op->attributes, factor_name) != 0;
  if (has_size == has_factor)
    return call->fail(call, HWNAS_E_ARGUMENT, "it takes either '%s' or '%s'; %s given", size_name,
                      factor_name, has_size ? "both are" : "neither is");
  if (has_size) return per_dim(call, op, size_name, n, out);
  hwnas_result_t result = factor_per_dim(call, op, factor_name, n, factors);
  for (uint32_t i = 0; !result && i < n; i++)
    result = scale(call, factor_name, i, op->inputs[0].dims[2 + i], factors[i], &out[i]);
  return result;
}

#endif
