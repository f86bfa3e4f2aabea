/* edge_tpu_block: an inverted bottleneck that an accelerator runs as one piece. A space uses it as a closed
 * module
 * ("leaf": true on the call of the block), so nobody looks at the operators inside: only the accelerator
 * knows what they cost together. The formula gives the shape and the energy; work and parameters stay unknown
 * on purpose, and a metric that needs them is refused rather than counted as zero. */
#include <string.h>

#include "energy_pack.h"
#include "hwnas/shape_formula.h"

/* A model of an 8-bit accelerator: weights and the expanded map stay on the chip, so only the block's own
 * input and output travel. Replace the figures by measured ones. */
#define PJ_PER_MAC 0.4
#define PJ_PER_ELEMENT 40.0
#define MJ_PER_PJ 1e-9

static int64_t attribute(const hwnas_op_t *op, const char *name) {
  return op->attributes->integer(op->attributes, name);
}

static hwnas_result_t infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                            uint32_t *out_n) {
  if (op->n_inputs != 1 || op->inputs[0].rank != 4)
    return call->fail(call, HWNAS_E_ARGUMENT, "edge_tpu_block takes one input [N, C, H, W]");
  int64_t stride = attribute(op, "stride");
  const int64_t *in = op->inputs[0].dims;
  outputs[0].dtype = op->inputs[0].dtype;
  outputs[0].rank = 4;
  outputs[0].dims[0] = in[0];
  outputs[0].dims[1] = attribute(op, "out_channels");
  outputs[0].dims[2] = (in[2] + stride - 1) / stride;
  outputs[0].dims[3] = (in[3] + stride - 1) / stride;
  *out_n = 1;
  return HWNAS_OK;
}

static double elements(const hwnas_tensor_t *tensor) {
  double product = 1;
  for (uint32_t i = 0; i < tensor->rank; i++) product *= (double)tensor->dims[i];
  return product;
}

/* A full convolution that expands, then a pointwise one that projects. */
static double macs(const hwnas_op_t *op) {
  double kernel = (double)attribute(op, "kernel_size"), in_channels = (double)op->inputs[0].dims[1];
  double hidden = in_channels * (double)attribute(op, "expansion"),
         out_channels = (double)op->outputs[0].dims[1];
  double positions = elements(&op->outputs[0]) / out_channels;
  return positions * hidden * (kernel * kernel * in_channels + out_channels);
}

static hwnas_result_t cost(hwnas_call_t *call, const hwnas_op_t *op, const char *metric, double *out) {
  (void)call;
  if (strcmp(metric, "energy") != 0) return HWNAS_NO_COST;
  double traffic = elements(&op->inputs[0]) + elements(&op->outputs[0]);
  *out = (macs(op) * PJ_PER_MAC + traffic * PJ_PER_ELEMENT) * MJ_PER_PJ;
  return HWNAS_OK;
}

static const char *const op_types[] = {"edge_tpu_block", NULL};

static const hwnas_option_t attributes[] = {
    {.name = "out_channels",
     .help = "channels of the output",
     .type = HWNAS_OPTION_INTEGER,
     .min = 1,
     .max = 1 << 20},
    {.name = "kernel_size",
     .help = "size of the expanding convolution",
     .type = HWNAS_OPTION_INTEGER,
     .default_json = "3",
     .min = 1,
     .max = 15},
    {.name = "stride",
     .help = "stride of the expanding convolution",
     .type = HWNAS_OPTION_INTEGER,
     .default_json = "1",
     .min = 1,
     .max = 8},
    {.name = "expansion",
     .help = "channels inside the block, as a multiple of its input's",
     .type = HWNAS_OPTION_INTEGER,
     .default_json = "4",
     .min = 1,
     .max = 16},
};

static const hwnas_shape_formula_t table = {
    .struct_size = sizeof table,
    .op_types = op_types,
    .infer = infer,
    .cost = cost,
};

const hwnas_component_t edge_tpu_block = {
    .struct_size = sizeof edge_tpu_block,
    .kind = HWNAS_KIND_SHAPE_FORMULA,
    .name = "edge_tpu_block",
    .summary = "A closed module: shape, and energy on an 8-bit accelerator",
    .options = attributes,
    .n_options = sizeof attributes / sizeof *attributes,
    .option_size = sizeof *attributes,
    .table = &table,
};
