/* hwnas/shape_formula.h - formulas for operators: output shapes, work, parameters.
 *
 * A formula is a plain function on concrete integers: it gets one operator with concrete attributes
 * and input tensors. The host calls it once per combination of the choices that these depend on, and
 * remembers equal calls. A formula never meets a symbolic expression and must be pure: the same
 * operator gives the same answer. */
#ifndef HWNAS_SHAPE_FORMULA_H
#define HWNAS_SHAPE_FORMULA_H

#include "hwnas/plugin.h"

#ifdef __cplusplus
extern "C" {
#endif

#define HWNAS_RANK_MAX 8
#define HWNAS_OUTPUTS_MAX 16
#define HWNAS_VALUES_MAX 256 /* known contents of a tensor */

#define HWNAS_DTYPE_F32 1
#define HWNAS_DTYPE_F16 2
#define HWNAS_DTYPE_I64 3
#define HWNAS_DTYPE_I32 4
#define HWNAS_DTYPE_I8 5
#define HWNAS_DTYPE_BOOL 6

/* A tensor as inference knows it. dims[0] is the batch. */
typedef struct hwnas_tensor {
  uint32_t struct_size;
  int32_t dtype;                /* HWNAS_DTYPE_* */
  uint32_t rank;                /* 0..HWNAS_RANK_MAX */
  uint32_t n_values;            /* entries of values */
  int64_t dims[HWNAS_RANK_MAX]; /* > 0; an empty batch is 0 */
  const int64_t
      *values; /* the contents, row-major, where they are known and at most 256 integers; else NULL */
} hwnas_tensor_t;

/* Kinds of work, counted for one use of the operator over the whole input, the batch included.
 * Profilers decide what of it they count. */
#define HWNAS_WORK_MACS 0          /* multiply-accumulate pairs */
#define HWNAS_WORK_BIAS 1          /* additions of a bias */
#define HWNAS_WORK_NORMALIZATION 2 /* operations of a normalisation */
#define HWNAS_WORK_ACTIVATION 3    /* elements that pass an activation function */
#define HWNAS_WORK_ELEMENTWISE 4   /* any other operation per element: add, mul, pooling, softmax ... */
#define HWNAS_WORK_BYTES 5         /* bytes read and written: inputs, outputs and parameters */
#define HWNAS_WORK_KINDS 6

/* Kinds of parameters, counted per module (two uses of one module share them). */
#define HWNAS_WEIGHTS_WEIGHT 0
#define HWNAS_WEIGHTS_BIAS 1
#define HWNAS_WEIGHTS_NORM 2   /* scale and shift of a normalisation */
#define HWNAS_WEIGHTS_FREE 3   /* parameters that belong to no operator */
#define HWNAS_WEIGHTS_BUFFER 4 /* stored, not trained: running means */
#define HWNAS_WEIGHTS_KINDS 5

/* One operator with concrete values. */
typedef struct hwnas_op {
  uint32_t struct_size, n_inputs, n_outputs, reserved;
  const char *type;                  /* the op type under which it stands in the space */
  const hwnas_options_t *attributes; /* checked against the formula's table */
  const hwnas_tensor_t *inputs;
  const hwnas_tensor_t *outputs; /* NULL in infer */
  const int64_t *work;           /* HWNAS_WORK_KINDS entries; NULL in infer, work and weights */
  const int64_t *weights;        /* HWNAS_WEIGHTS_KINDS entries; NULL in infer, work and weights */
} hwnas_op_t;

#define HWNAS_KIND_SHAPE_FORMULA "hwnas.shape-formula/1"
/* The component's option table is the attribute table of its operators. */
typedef struct hwnas_shape_formula {
  uint32_t struct_size, reserved;
  const char *const
      *op_types; /* NULL-terminated. Two providers of one type are an error of the user's configuration. */
  /* Sets *out_n and outputs[0..*out_n), rank, dims, dtype and values; outputs holds
   * HWNAS_OUTPUTS_MAX zeroed tensors, values must come from scratch. To refuse (a kernel larger than
   * its map, channels that do not divide) return call->fail(call, HWNAS_E_ARGUMENT, "..."). [any] */
  hwnas_result_t (*infer)(hwnas_call_t *, const hwnas_op_t *op, hwnas_tensor_t *outputs, uint32_t *out_n);
  /* Adds to out[HWNAS_WORK_KINDS], which is zeroed. NULL: the operator's work is unknown, and metrics that
   * need it are refused. [any] */
  hwnas_result_t (*work)(hwnas_call_t *, const hwnas_op_t *op, int64_t *out);
  /* Adds to out[HWNAS_WEIGHTS_KINDS], which is zeroed. NULL: the operator has no parameters. [any] */
  hwnas_result_t (*weights)(hwnas_call_t *, const hwnas_op_t *op, int64_t *out);
  /* Optional: what the operator costs in a metric of that name (the profiler's name for it, such as
   * "flops" or "latency_ms"), in the metric's unit; HWNAS_NO_COST leaves it to the profiler. [any] */
  hwnas_result_t (*cost)(hwnas_call_t *, const hwnas_op_t *op, const char *metric, double *out);
} hwnas_shape_formula_t;

#ifdef __cplusplus
}
#endif
#endif
