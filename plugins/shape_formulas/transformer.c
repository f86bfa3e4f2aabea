/* transformer_encoder_layer, transformer_decoder_layer: as in torch.nn, each one operator; d_model is
 * inferred. transformer_encoder and transformer_decoder stack num_layers of them and, with norm, a last
 * layer_norm. transformer is one of each, both with norm: the encoder of src, then the decoder of tgt.
 *
 * Inputs: the sequence [N, L, d_model] and, of a decoder, the encoder's output [N, S, d_model]; of
 * transformer src [N, S, d_model] and tgt [N, L, d_model]; no masks. The output has the shape of the first
 * input, that of transformer the shape of tgt.
 *
 * Work of a layer, the sum of its parts, each counted as that operator alone:
 *
 *   multihead_attention   without weights as output, of the sequence on itself; in a decoder a second one, of
 *                         the sequence on the encoder's output
 *   linear                d_model to dim_feedforward, and back
 *   relu or gelu          N L dim_feedforward elements
 *   add, layer_norm       N L d_model elements: once after each of the two blocks above, a decoder's three
 *
 * norm_first changes the order, not the work. Dropout is nothing at inference.
 */
#include "attention.h"

typedef struct stack {
  attention_t self, cross;
  int64_t hidden, blocks, layers;
  int decoder, norm; /* norm: one more behind the last layer */
} stack_t;

#define STACKS_MAX 2 /* of one operator */

static int is_decoder(const hwnas_op_t *op) { return strstr(op->type, "decoder") != NULL; }

/* An encoder and a decoder. */
static int is_both(const hwnas_op_t *op) { return strcmp(op->type, "transformer") == 0; }

/* Layers of an encoder on a sequence. */
static stack_t make_encoder(const hwnas_op_t *op, const hwnas_tensor_t *sequence) {
  const hwnas_options_t *attributes = op->attributes;
  stack_t s = {.blocks = 2, .layers = 1};
  s.hidden = attributes->integer(attributes, "dim_feedforward");
  s.self = (attention_t){.batch = sequence->dims[0],
                         .target = sequence->dims[1],
                         .source = sequence->dims[1],
                         .embed = sequence->dims[2],
                         .key = sequence->dims[2],
                         .value = sequence->dims[2],
                         .heads = attributes->integer(attributes, "nhead"),
                         .bias = flag(op, "bias")};
  return s;
}

/* Moreover they attend to the encoder's output. */
static stack_t make_decoder(const hwnas_op_t *op, const hwnas_tensor_t *sequence,
                            const hwnas_tensor_t *memory) {
  stack_t s = make_encoder(op, sequence);
  s.decoder = 1;
  s.blocks = 3;
  s.cross = s.self;
  s.cross.source = memory->dims[1];
  return s;
}

/* Returns how many there are. */
static int read_stacks(const hwnas_op_t *op, stack_t out[STACKS_MAX]) {
  const hwnas_options_t *attributes = op->attributes;
  const hwnas_tensor_t *in = op->inputs;
  if (is_both(op)) {
    out[0] = make_encoder(op, &in[0]);
    out[0].layers = attributes->integer(attributes, "num_encoder_layers");
    out[1] = make_decoder(op, &in[1], &in[0]);
    out[1].layers = attributes->integer(attributes, "num_decoder_layers");
    out[0].norm = out[1].norm = 1;
    return 2;
  }
  *out = is_decoder(op) ? make_decoder(op, &in[0], &in[1]) : make_encoder(op, &in[0]);
  if (attributes->has(attributes, "num_layers")) {
    out->layers = attributes->integer(attributes, "num_layers");
    out->norm = flag(op, "norm");
  }
  return 1;
}

/* ---- Shapes ---------------------------------------------------------------------------------- */

static hwnas_result_t check_sequences(hwnas_call_t *call, const hwnas_op_t *op) {
  const hwnas_tensor_t *in = op->inputs;
  char first[SHAPE_TEXT_MAX], second[SHAPE_TEXT_MAX];
  hwnas_result_t result = expect_inputs(call, op, is_decoder(op) || is_both(op) ? 2 : 1);
  if (result) return result;
  for (uint32_t i = 0; i < op->n_inputs; i++)
    if (in[i].rank != 3)
      return call->fail(call, HWNAS_E_ARGUMENT,
                        "it takes tensors of rank 3 (batch, length, d_model), input %u has rank %u", i,
                        in[i].rank);
  if (op->n_inputs == 1 || (in[0].dims[0] == in[1].dims[0] && in[0].dims[2] == in[1].dims[2]))
    return HWNAS_OK;
  return call->fail(call, HWNAS_E_ARGUMENT, "%s %s and %s %s may differ in length, dimension 1, only",
                    is_both(op) ? "src" : "the sequence", shape_text(3, in[0].dims, first),
                    is_both(op) ? "tgt" : "the encoder's output", shape_text(3, in[1].dims, second));
}

static hwnas_result_t infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                            uint32_t *out_n) {
  hwnas_result_t result = check_batch_first(call, op);
  if (!result) result = check_sequences(call, op);
  if (!result)
    result = check_heads(call, op->inputs[0].dims[2], op->attributes->integer(op->attributes, "nhead"));
  if (result) return result;
  copy_tensor(&op->inputs[is_both(op)], outputs);
  *out_n = 1;
  return HWNAS_OK;
}

/* ---- Counts ---------------------------------------------------------------------------------- */

static int add_layer_weights(const stack_t *s, int64_t *out) {
  int64_t *bias = &out[HWNAS_WEIGHTS_BIAS], width = s->self.embed;
  if (!add_attention_weights(&s->self, out) || (s->decoder && !add_attention_weights(&s->cross, out)) ||
      !add_product(&out[HWNAS_WEIGHTS_WEIGHT], width, s->hidden, 2))
    return 0;
  return !s->self.bias || (add_product(bias, width, 1, 1) && add_product(bias, s->hidden, 1, 1));
}

/* Scales, and shifts with a bias, of all norms. */
static int add_norm_weights(const stack_t *s, int64_t norms, int64_t *out) {
  return add_product(&out[HWNAS_WEIGHTS_NORM], s->self.embed, norms, s->self.bias ? 2 : 1);
}

/* sum += count times what one layer has. */
static int add_scaled(const int64_t *layer, int64_t count, int kinds, int64_t *sum) {
  for (int i = 0; i < kinds; i++)
    if (!add_product(&sum[i], layer[i], count, 1)) return 0;
  return 1;
}

static int add_stack_weights(const stack_t *s, int64_t *out) {
  int64_t layer[HWNAS_WEIGHTS_KINDS] = {0};
  return add_layer_weights(s, layer) && add_norm_weights(s, s->blocks, layer) &&
         add_scaled(layer, s->layers, HWNAS_WEIGHTS_KINDS, out) && add_norm_weights(s, s->norm, out);
}

static hwnas_result_t weights(hwnas_call_t *call, const hwnas_op_t *op, int64_t *out) {
  stack_t stacks[STACKS_MAX];
  for (int i = read_stacks(op, stacks); i-- > 0;)
    if (!add_stack_weights(&stacks[i], out)) return too_large(call);
  return HWNAS_OK;
}

/* Both linear layers and the activation between them. */
static int add_feedforward_work(const stack_t *s, int64_t rows, int64_t *out) {
  int64_t width = s->self.embed, *bias = &out[HWNAS_WORK_BIAS], inner = rows;
  if (!multiply(&inner, s->hidden) || !add_product(&out[HWNAS_WORK_MACS], inner, width, 2) ||
      !add_product(&out[HWNAS_WORK_ACTIVATION], inner, 1, 1))
    return 0;
  return !s->self.bias || (add_product(bias, inner, 1, 1) && add_product(bias, rows, width, 1));
}

/* Subtract, divide, scale and perhaps shift. */
static int add_norm_work(const stack_t *s, int64_t rows, int64_t norms, int64_t *out) {
  int64_t width = s->self.embed;
  return multiply(&width, s->self.bias ? 4 : 3) &&
         add_product(&out[HWNAS_WORK_NORMALIZATION], width, rows, norms);
}

static int add_layer_work(const stack_t *s, int64_t rows, int64_t *out) {
  return add_attention_work(&s->self, out) && (!s->decoder || add_attention_work(&s->cross, out)) &&
         add_feedforward_work(s, rows, out) && add_norm_work(s, rows, s->blocks, out) &&
         add_product(&out[HWNAS_WORK_ELEMENTWISE], rows, s->self.embed, s->blocks);
}

static int add_stack_work(const stack_t *s, int64_t *out) {
  int64_t layer[HWNAS_WORK_KINDS] = {0}, rows = s->self.target;
  return multiply(&rows, s->self.batch) && add_layer_work(s, rows, layer) &&
         add_scaled(layer, s->layers, HWNAS_WORK_KINDS, out) && add_norm_work(s, rows, s->norm, out);
}

static hwnas_result_t work(hwnas_call_t *call, const hwnas_op_t *op, int64_t *out) {
  stack_t stacks[STACKS_MAX];
  int64_t counts[HWNAS_WEIGHTS_KINDS] = {0}, parameters = 0;
  for (int i = read_stacks(op, stacks); i-- > 0;)
    if (!add_stack_work(&stacks[i], out) || !add_stack_weights(&stacks[i], counts)) return too_large(call);
  for (int i = 0; i < HWNAS_WEIGHTS_KINDS; i++)
    if (!add_product(&parameters, counts[i], 1, 1)) return too_large(call);
  return add_bytes(op, parameters, out) ? HWNAS_OK : too_large(call);
}

/* ---- Components ------------------------------------------------------------------------------ */

static const char *const activations[] = {"relu", "gelu", NULL};

#define ACTIVATION                                                                                      \
  {                                                                                                     \
    "activation", "between the two linear layers", HWNAS_OPTION_ENUM, 0, "\"relu\"", 0, 0, activations, \
        NULL, NULL                                                                                      \
  }
/* All but nhead, which has a default in some. */
#define BLOCK_ATTRIBUTES                                                                                     \
  RANGED("dim_feedforward", "features between the two linear layers", HWNAS_OPTION_INTEGER, "2048", 1, 1e9), \
      RANGED("dropout", "in training", HWNAS_OPTION_NUMBER, "0.1", 0, 1), ACTIVATION,                        \
      ATTRIBUTE("layer_norm_eps", "added to the variance", HWNAS_OPTION_NUMBER, "1e-5"), BATCH_FIRST,        \
      ATTRIBUTE("norm_first", "normalise before each block, not after it", HWNAS_OPTION_BOOL, "false"),      \
      ATTRIBUTE("bias", "add biases, and learn the shift of norms", HWNAS_OPTION_BOOL, "true")
#define HEADS(default_json) \
  RANGED("nhead", "heads that d_model divides into", HWNAS_OPTION_INTEGER, default_json, 1, 1e9)
#define LAYERS(name, default_json) \
  RANGED(name, "equal layers, each with its own parameters", HWNAS_OPTION_INTEGER, default_json, 1, 1e6)

static const hwnas_option_t layer_attributes[] = {HEADS(NULL), BLOCK_ATTRIBUTES};
static const char *const layer_types[] = {"transformer_encoder_layer", "transformer_decoder_layer", NULL};
static const hwnas_shape_formula_t layer_functions = {.struct_size = sizeof layer_functions,
                                                      .op_types = layer_types,
                                                      .infer = infer,
                                                      .work = work,
                                                      .weights = weights};
FORMULA_COMPONENT(transformer_layer, "one layer of a transformer", layer_attributes, layer_functions);

static const hwnas_option_t stack_attributes[] = {
    HEADS(NULL),
    BLOCK_ATTRIBUTES,
    LAYERS("num_layers", NULL),
    ATTRIBUTE("norm", "normalise the output of the last layer", HWNAS_OPTION_BOOL, "false"),
};
static const char *const stack_types[] = {"transformer_encoder", "transformer_decoder", NULL};
static const hwnas_shape_formula_t stack_functions = {.struct_size = sizeof stack_functions,
                                                      .op_types = stack_types,
                                                      .infer = infer,
                                                      .work = work,
                                                      .weights = weights};
FORMULA_COMPONENT(transformer_stack, "equal layers of a transformer", stack_attributes, stack_functions);

static const hwnas_option_t both_attributes[] = {
    HEADS("8"),
    LAYERS("num_encoder_layers", "6"),
    LAYERS("num_decoder_layers", "6"),
    BLOCK_ATTRIBUTES,
};
static const char *const both_types[] = {"transformer", NULL};
static const hwnas_shape_formula_t both_functions = {.struct_size = sizeof both_functions,
                                                     .op_types = both_types,
                                                     .infer = infer,
                                                     .work = work,
                                                     .weights = weights};
FORMULA_COMPONENT(transformer, "an encoder and a decoder", both_attributes, both_functions);

FORMULA_PLUGIN("formulas of transformers", &transformer_layer, &transformer_stack, &transformer);
