/* shuffle_attention: gates every channel by what all channels hold, then shuffles the channels.
 *
 *   squeeze   mean over height and width, a linear layer to C / reduction channels, relu
 *   gate      a linear layer back to C channels, sigmoid, times the input
 *   shuffle   a permutation of the channels, which costs traffic only
 *
 * Input and output [N, C, H, W]. */
#include "hwnas/shape_formula.h"

static int64_t squeezed(const hwnas_op_t *op) {
  return op->inputs[0].dims[1] / op->attributes->integer(op->attributes, "reduction");
}

static hwnas_result_t infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                            uint32_t *out_n) {
  if (op->n_inputs != 1 || op->inputs[0].rank != 4)
    return call->fail(call, HWNAS_E_ARGUMENT, "shuffle_attention takes one input [N, C, H, W]");
  int64_t channels = op->inputs[0].dims[1], reduction = op->attributes->integer(op->attributes, "reduction");
  if (channels % reduction != 0)
    return call->fail(call, HWNAS_E_ARGUMENT, "%lld channels cannot be divided by reduction %lld",
                      (long long)channels, (long long)reduction);
  outputs[0].dtype = op->inputs[0].dtype;
  outputs[0].rank = 4;
  for (int i = 0; i < 4; i++) outputs[0].dims[i] = op->inputs[0].dims[i];
  *out_n = 1;
  return HWNAS_OK;
}

static hwnas_result_t work(hwnas_call_t *call, const hwnas_op_t *op, int64_t *out) {
  (void)call;
  const int64_t *in = op->inputs[0].dims;
  int64_t batch = in[0], channels = in[1], hidden = squeezed(op), elements = batch * channels * in[2] * in[3];
  out[HWNAS_WORK_MACS] += 2 * batch * channels * hidden;
  out[HWNAS_WORK_BIAS] += batch * (hidden + channels);
  out[HWNAS_WORK_ACTIVATION] += batch * (hidden + channels);
  out[HWNAS_WORK_ELEMENTWISE] += 2 * elements; /* the mean and the gate */
  out[HWNAS_WORK_BYTES] += 4 * (2 * elements + 2 * channels * hidden + hidden + channels);
  return HWNAS_OK;
}

static hwnas_result_t weights(hwnas_call_t *call, const hwnas_op_t *op, int64_t *out) {
  (void)call;
  int64_t channels = op->inputs[0].dims[1], hidden = squeezed(op);
  out[HWNAS_WEIGHTS_WEIGHT] += 2 * channels * hidden;
  out[HWNAS_WEIGHTS_BIAS] += hidden + channels;
  return HWNAS_OK;
}

static const char *const op_types[] = {"shuffle_attention", NULL};

static const hwnas_option_t attributes[] = {
    {.name = "reduction",
     .help = "how many times fewer channels the squeeze has",
     .type = HWNAS_OPTION_INTEGER,
     .default_json = "4",
     .min = 1,
     .max = 1024},
};

static const hwnas_shape_formula_t table = {
    .struct_size = sizeof table,
    .op_types = op_types,
    .infer = infer,
    .work = work,
    .weights = weights,
};

static const hwnas_component_t component = {
    .struct_size = sizeof component,
    .kind = HWNAS_KIND_SHAPE_FORMULA,
    .name = "shuffle_attention",
    .summary = "Channel attention with a shuffle; keeps the shape of its input",
    .options = attributes,
    .n_options = sizeof attributes / sizeof *attributes,
    .option_size = sizeof *attributes,
    .table = &table,
};

static const hwnas_component_t *const components[] = {&component, NULL};

static const hwnas_plugin_t plugin = {
    .magic = HWNAS_PLUGIN_MAGIC,
    .struct_size = sizeof plugin,
    .abi_major = HWNAS_ABI_MAJOR,
    .abi_built = HWNAS_ABI_MINOR,
    .abi_needed = 0,
    .sanitizer = HWNAS_SANITIZER,
    .version = "0.1.0",
    .license = "MIT",
    .summary = "A shape formula, as of 0.1.0",
    .components = components,
};

HWNAS_PLUGIN(plugin);
