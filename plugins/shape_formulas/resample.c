/* upsample, upsampling_nearest2d and upsampling_bilinear2d, as in torch.nn.
 *
 *   out = size   or   floor(in * scale_factor)   per spatial dimension
 *
 * Work: one elementwise operation per element of the input that an element of the output is made from, as in
 * pooling: linear 2, bilinear 4, trilinear 8, bicubic 16, also at the border. They are no
 * multiply-accumulates of a layer: nothing is learned. nearest only copies: bytes.
 */
#include "scaled.h"

typedef struct mode {
  const char *name;
  uint32_t dims; /* spatial; 0: any of 1 to 3 */
  int64_t taps;  /* 0: it copies */
} mode_t;

static const mode_t modes[] = {
    {"nearest", 0, 0}, {"linear", 1, 2}, {"bilinear", 2, 4}, {"bicubic", 2, 16}, {"trilinear", 3, 8}};

static const mode_t *find_mode(const hwnas_op_t *op) {
  const mode_t *mode = modes;
  const char *name = op->attributes->string(op->attributes, "mode");
  if (strcmp(op->type, "upsampling_nearest2d") == 0) name = "nearest";
  if (strcmp(op->type, "upsampling_bilinear2d") == 0) name = "bilinear";
  while (strcmp(mode->name, name) != 0) ++mode;
  return mode;
}

static hwnas_result_t resample(hwnas_call_t *call, const hwnas_op_t *op, uint32_t n, hwnas_tensor_t *outputs,
                               uint32_t *out_n) {
  copy_tensor(&op->inputs[0], outputs);
  *out_n = 1;
  return scaled_sizes(call, op, "size", "scale_factor", n, &outputs->dims[2]);
}

static hwnas_result_t resample_work(hwnas_call_t *call, const hwnas_op_t *op, int64_t *out) {
  int64_t n;
  if (!count_elements(&op->outputs[0], &n) || !multiply(&n, find_mode(op)->taps)) return too_large(call);
  out[HWNAS_WORK_ELEMENTWISE] += n;
  return move_work(call, op, out);
}

/* ---- upsample -------------------------------------------------------------------------------- */

static hwnas_result_t check_rank(hwnas_call_t *call, const hwnas_op_t *op, const mode_t *mode) {
  uint32_t rank = op->inputs[0].rank;
  if (mode->dims ? rank == mode->dims + 2 : rank >= 3 && rank <= 5) return HWNAS_OK;
  if (mode->dims)
    return call->fail(call, HWNAS_E_ARGUMENT,
                      "mode '%s' takes a tensor of rank %u (batch, channels, %u spatial), not %u", mode->name,
                      mode->dims + 2, mode->dims, rank);
  return call->fail(call, HWNAS_E_ARGUMENT,
                    "mode '%s' takes a tensor of rank 3 to 5 (batch, channels, 1 to 3 spatial), not %u",
                    mode->name, rank);
}

static hwnas_result_t check_switches(hwnas_call_t *call, const hwnas_op_t *op, const mode_t *mode) {
  const hwnas_options_t *attributes = op->attributes;
  if (!mode->taps && attributes->has(attributes, "align_corners"))
    return call->fail(call, HWNAS_E_ARGUMENT,
                      "'align_corners' says how to interpolate, and mode '%s' does not", mode->name);
  if (attributes->has(attributes, "size") && flag(op, "recompute_scale_factor"))
    return call->fail(call, HWNAS_E_ARGUMENT, "'recompute_scale_factor' needs 'scale_factor', not 'size'");
  return HWNAS_OK;
}

static hwnas_result_t upsample_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                     uint32_t *out_n) {
  const mode_t *mode = find_mode(op);
  hwnas_result_t result = expect_inputs(call, op, 1);
  if (!result) result = check_rank(call, op, mode);
  if (!result) result = check_switches(call, op, mode);
  return result ? result : resample(call, op, op->inputs[0].rank - 2, outputs, out_n);
}

#define SIZES                                                                                      \
  OPTIONAL("size", "spatial size of the output", HWNAS_OPTION_INTEGERS, 1, 1e9),                   \
      OPTIONAL("scale_factor", "spatial size of the output by that of the input, instead of size", \
               HWNAS_OPTION_NUMBERS, 0, 1e9)

static const char *const mode_names[] = {"nearest", "linear", "bilinear", "bicubic", "trilinear", NULL};
static const hwnas_option_t upsample_attributes[] = {
    SIZES,
    {"mode", "how elements are made", HWNAS_OPTION_ENUM, 0, "\"nearest\"", 0, 0, mode_names, NULL, NULL},
    OPTIONAL("align_corners", "let the corners of input and output be the same points", HWNAS_OPTION_BOOL, 0,
             0),
    OPTIONAL("recompute_scale_factor", "interpolate by the rounded sizes, not by scale_factor",
             HWNAS_OPTION_BOOL, 0, 0),
};
static const char *const upsample_types[] = {"upsample", "interpolate", NULL};
static const hwnas_shape_formula_t upsample_functions = {.struct_size = sizeof upsample_functions,
                                                         .op_types = upsample_types,
                                                         .infer = upsample_infer,
                                                         .work = resample_work};
FORMULA_COMPONENT(upsample, "another spatial size, by interpolation", upsample_attributes,
                  upsample_functions);

/* ---- upsampling_nearest2d, upsampling_bilinear2d --------------------------------------------- */

static hwnas_result_t upsampling_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                       uint32_t *out_n) {
  hwnas_result_t result = expect_spatial(call, op, 2);
  return result ? result : resample(call, op, 2, outputs, out_n);
}

static const hwnas_option_t upsampling_attributes[] = {SIZES};
static const char *const upsampling_types[] = {"upsampling_nearest2d", "upsampling_bilinear2d", NULL};
static const hwnas_shape_formula_t upsampling_functions = {.struct_size = sizeof upsampling_functions,
                                                           .op_types = upsampling_types,
                                                           .infer = upsampling_infer,
                                                           .work = resample_work};
FORMULA_COMPONENT(upsampling, "another size of pictures, by the nearest elements or between four",
                  upsampling_attributes, upsampling_functions);

FORMULA_PLUGIN("formulas of resampling", &upsample, &upsampling);
