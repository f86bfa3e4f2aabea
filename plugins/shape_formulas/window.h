/* Shared by formulas of pooling and its inverse: windows, and the places of what they found. */
#ifndef HWNAS_PLUGINS_SHAPE_FORMULAS_WINDOW_H
#define HWNAS_PLUGINS_SHAPE_FORMULAS_WINDOW_H

#include "common.h"

#define WINDOW_DIMS_MAX 3

typedef struct window {
  uint32_t n;
  int64_t kernel[WINDOW_DIMS_MAX], stride[WINDOW_DIMS_MAX], padding[WINDOW_DIMS_MAX],
      dilation[WINDOW_DIMS_MAX];
} window_t;

static inline hwnas_result_t read_window(hwnas_call_t *call, const hwnas_op_t *op, window_t *w) {
  const hwnas_options_t *attributes = op->attributes;
  memset(w, 0, sizeof *w);
  w->n = spatial_dims(op->type);
  hwnas_result_t result = per_dim(call, op, "kernel_size", w->n, w->kernel);
  memcpy(w->stride, w->kernel, sizeof w->stride);
  if (!result && attributes->has(attributes, "stride")) result = per_dim(call, op, "stride", w->n, w->stride);
  for (uint32_t i = 0; i < w->n; i++) w->dilation[i] = 1;
  /* Average pooling has no dilation, lp_pool no padding either. */
  if (!result && attributes->has(attributes, "padding"))
    result = per_dim(call, op, "padding", w->n, w->padding);
  if (!result && attributes->has(attributes, "dilation"))
    result = per_dim(call, op, "dilation", w->n, w->dilation);
  return result;
}

#define KERNEL_SIZE RANGED("kernel_size", "size of the window", HWNAS_OPTION_INTEGERS, NULL, 1, 1e6)
#define STRIDE \
  OPTIONAL("stride", "step of the window; kernel_size if not given", HWNAS_OPTION_INTEGERS, 1, 1e6)
#define PADDING RANGED("padding", "added on both sides", HWNAS_OPTION_INTEGERS, "0", 0, 1e6)

/* With return_indices, which only pooling to a maximum has: a second output, the place of each element. */
static inline void add_indices(const hwnas_op_t *op, hwnas_tensor_t *outputs, uint32_t *out_n) {
  if (!flag(op, "return_indices")) return;
  copy_tensor(&outputs[0], &outputs[1]);
  outputs[1].dtype = HWNAS_DTYPE_I64;
  *out_n = 2;
}

#define RETURN_INDICES                                                                                      \
  ATTRIBUTE("return_indices", "give the places of the elements in the input, integers, as a second output", \
            HWNAS_OPTION_BOOL, "false")

#endif
