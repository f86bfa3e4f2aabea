/* rnn, lstm, gru and their cells, as in torch.nn; the size of the input is inferred.
 *
 * Inputs: the sequence [N, L, features] and, if given, the initial states; outputs: the sequence
 * [N, L, directions * size] and the last states, each [N, num_layers * directions, size]. size is hidden_size
 * or, for the sequence and the h of an lstm, its proj_size. Unlike in torch the batch is the first dimension
 * of the states too, as it is of every tensor here. A cell maps [N, features] and states [N, hidden_size] to
 * states.
 *
 * Work, per sample and step: one multiply-accumulate for every weight and one addition for every bias, of
 * which torch has two per gate; then, per element of hidden_size, layer and direction:
 *
 *            activation                             elementwise
 *   rnn      1                                      0
 *   lstm     5: four gates and tanh of the cell     4: c' = f c + i g, h' = o tanh(c')
 *   gru      3: three gates                         4: r times its product, h' = (h - n) z + n
 *
 * Adding the product of the input to that of the state is the last accumulation of the two and not counted
 * again. Initial states that are not given are zeros: their products count like any other. Dropout is nothing
 * at inference.
 */
#include "common.h"

typedef struct kind {
  const char *name;
  int64_t gates, activations, elementwise;
  uint32_t states;
} kind_t;

static const kind_t kinds[] = {{"rnn", 1, 1, 0, 1}, {"lstm", 4, 5, 4, 2}, {"gru", 3, 3, 4, 1}};

typedef struct layers {
  kind_t kind;
  int cell;
  int64_t hidden, count, directions, projection;
  int64_t size; /* of h */
} layers_t;

/* A cell's type is the layer's with an end. */
static const kind_t *find_kind(const char *type) {
  const kind_t *kind = kinds;
  while (strncmp(kind->name, type, strlen(kind->name)) != 0) kind++;
  return kind;
}

static layers_t read_layers(const hwnas_op_t *op) {
  const hwnas_options_t *attributes = op->attributes;
  layers_t l = {.kind = *find_kind(op->type), .count = 1, .directions = 1};
  l.cell = strstr(op->type, "_cell") != NULL;
  l.hidden = attributes->integer(attributes, "hidden_size");
  if (!l.cell) l.count = attributes->integer(attributes, "num_layers");
  if (!l.cell && flag(op, "bidirectional")) l.directions = 2;
  if (attributes->has(attributes, "proj_size")) l.projection = attributes->integer(attributes, "proj_size");
  l.size = l.projection ? l.projection : l.hidden;
  return l;
}

/* ---- Shapes ---------------------------------------------------------------------------------- */

static hwnas_result_t check_attributes(hwnas_call_t *call, const hwnas_op_t *op, const layers_t *l) {
  hwnas_result_t result = l->cell ? HWNAS_OK : check_batch_first(call, op);
  if (result) return result;
  if (l->projection >= l->hidden)
    return call->fail(call, HWNAS_E_ARGUMENT, "proj_size must be smaller than hidden_size %lld, not %lld",
                      (long long)l->hidden, (long long)l->projection);
  return HWNAS_OK;
}

static hwnas_result_t check_sequence(hwnas_call_t *call, const hwnas_op_t *op, const layers_t *l) {
  uint32_t rank = l->cell ? 2 : 3, all = 1 + l->kind.states;
  if (op->n_inputs != 1 && op->n_inputs != all)
    return call->fail(call, HWNAS_E_ARGUMENT, "it takes 1 input tensor, or %u with the initial %s, not %u",
                      all, all == 2 ? "state" : "states h and c", op->n_inputs);
  hwnas_result_t result = check_inputs(call, op);
  if (result || op->inputs[0].rank == rank) return result;
  return call->fail(call, HWNAS_E_ARGUMENT, "it takes a tensor of rank %u (batch, %sfeatures), not %u", rank,
                    l->cell ? "" : "length, ", op->inputs[0].rank);
}

/* State 0 is h, state 1 the cell's c, which no projection shortens. */
static void set_state(const hwnas_op_t *op, const layers_t *l, uint32_t state, hwnas_tensor_t *out) {
  uint32_t rank = 0;
  out->dtype = op->inputs[0].dtype;
  out->dims[rank++] = op->inputs[0].dims[0];
  if (!l->cell) out->dims[rank++] = l->count * l->directions;
  out->dims[rank++] = state ? l->hidden : l->size;
  out->rank = rank;
}

static hwnas_result_t check_states(hwnas_call_t *call, const hwnas_op_t *op, const layers_t *l) {
  char given[SHAPE_TEXT_MAX], wanted[SHAPE_TEXT_MAX];
  for (uint32_t i = 1; i < op->n_inputs; i++) {
    const hwnas_tensor_t *in = &op->inputs[i];
    hwnas_tensor_t state = {0};
    set_state(op, l, i - 1, &state);
    if (!same_shape(in, &state))
      return call->fail(call, HWNAS_E_ARGUMENT,
                        "the initial %s must have the shape %s (batch, %ssize), not %s", i == 1 ? "h" : "c",
                        shape_text(state.rank, state.dims, wanted),
                        l->cell ? "" : "layers times directions, ", shape_text(in->rank, in->dims, given));
  }
  return HWNAS_OK;
}

static hwnas_result_t infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                            uint32_t *out_n) {
  layers_t l = read_layers(op);
  uint32_t n = 0;
  hwnas_result_t result = check_attributes(call, op, &l);
  if (!result) result = check_sequence(call, op, &l);
  if (!result) result = check_states(call, op, &l);
  if (result) return result;
  if (!l.cell) {
    copy_tensor(&op->inputs[0], &outputs[n]);
    outputs[n++].dims[2] = l.directions * l.size;
  }
  for (uint32_t state = 0; state < l.kind.states; state++) set_state(op, &l, state, &outputs[n++]);
  *out_n = n;
  return HWNAS_OK;
}

/* ---- Counts ---------------------------------------------------------------------------------- */

/* The first layer reads the input, every other one both directions of the layer below. */
static hwnas_result_t weights(hwnas_call_t *call, const hwnas_op_t *op, int64_t *out) {
  layers_t l = read_layers(op);
  int64_t features = op->inputs[0].dims[op->inputs[0].rank - 1],
          rows = l.directions * l.kind.gates * l.hidden;
  int64_t *weight = &out[HWNAS_WEIGHTS_WEIGHT], *bias = &out[HWNAS_WEIGHTS_BIAS];
  if (!add_product(weight, rows, features, 1) ||
      !add_product(weight, rows, l.count - 1, l.directions * l.size) ||
      !add_product(weight, rows, l.size, l.count) ||
      !add_product(weight, l.directions * l.projection, l.hidden, l.count) ||
      (flag(op, "bias") && !add_product(bias, rows, 2, l.count)))
    return too_large(call);
  return HWNAS_OK;
}

static hwnas_result_t work(hwnas_call_t *call, const hwnas_op_t *op, int64_t *out) {
  layers_t l = read_layers(op);
  const hwnas_tensor_t *in = &op->inputs[0];
  int64_t length = l.cell ? 1 : in->dims[1], units = l.directions * l.hidden, parameters;
  int64_t counts[HWNAS_WEIGHTS_KINDS] = {0};
  hwnas_result_t result = weights(call, op, counts);
  if (result) return result;
  if (!multiply(&units, l.count) || !multiply(&units, length) ||
      !add_product(&out[HWNAS_WORK_MACS], counts[HWNAS_WEIGHTS_WEIGHT], length, in->dims[0]) ||
      !add_product(&out[HWNAS_WORK_BIAS], counts[HWNAS_WEIGHTS_BIAS], length, in->dims[0]) ||
      !add_product(&out[HWNAS_WORK_ACTIVATION], units, l.kind.activations, in->dims[0]) ||
      !add_product(&out[HWNAS_WORK_ELEMENTWISE], units, l.kind.elementwise, in->dims[0]) ||
      __builtin_add_overflow(counts[HWNAS_WEIGHTS_WEIGHT], counts[HWNAS_WEIGHTS_BIAS], &parameters) ||
      !add_bytes(op, parameters, out))
    return too_large(call);
  return HWNAS_OK;
}

/* ---- Components ------------------------------------------------------------------------------ */

#define HIDDEN_SIZE RANGED("hidden_size", "size of the state", HWNAS_OPTION_INTEGER, NULL, 1, 1e9)
#define BIAS ATTRIBUTE("bias", "add two biases per gate", HWNAS_OPTION_BOOL, "true")
#define NONLINEARITY                                                                                         \
  {                                                                                                          \
    "nonlinearity", "activation of the state", HWNAS_OPTION_ENUM, 0, "\"tanh\"", 0, 0, nonlinearities, NULL, \
        NULL                                                                                                 \
  }
#define LAYER_ATTRIBUTES                                                                                     \
  HIDDEN_SIZE,                                                                                               \
      RANGED("num_layers", "layers, each on the output of the last", HWNAS_OPTION_INTEGER, "1", 1, 1e6),     \
      BIAS, BATCH_FIRST, RANGED("dropout", "between layers, in training", HWNAS_OPTION_NUMBER, "0.0", 0, 1), \
      ATTRIBUTE("bidirectional", "a second direction, from the end", HWNAS_OPTION_BOOL, "false")
#define FUNCTIONS(name, types)                \
  static const hwnas_shape_formula_t name = { \
      .struct_size = sizeof name, .op_types = types, .infer = infer, .work = work, .weights = weights}

static const char *const nonlinearities[] = {"tanh", "relu", NULL};

static const hwnas_option_t rnn_attributes[] = {LAYER_ATTRIBUTES, NONLINEARITY};
static const char *const rnn_types[] = {"rnn", NULL};
FUNCTIONS(rnn_functions, rnn_types);
FORMULA_COMPONENT(rnn, "recurrent layers of one gate", rnn_attributes, rnn_functions);

static const hwnas_option_t lstm_attributes[] = {
    LAYER_ATTRIBUTES,
    RANGED("proj_size", "size that h is projected to; 0 for none", HWNAS_OPTION_INTEGER, "0", 0, 1e9)};
static const char *const lstm_types[] = {"lstm", NULL};
FUNCTIONS(lstm_functions, lstm_types);
FORMULA_COMPONENT(lstm, "layers of long short-term memory", lstm_attributes, lstm_functions);

static const hwnas_option_t gru_attributes[] = {LAYER_ATTRIBUTES};
static const char *const gru_types[] = {"gru", NULL};
FUNCTIONS(gru_functions, gru_types);
FORMULA_COMPONENT(gru, "layers of gated recurrent units", gru_attributes, gru_functions);

static const hwnas_option_t rnn_cell_attributes[] = {HIDDEN_SIZE, BIAS, NONLINEARITY};
static const char *const rnn_cell_types[] = {"rnn_cell", NULL};
FUNCTIONS(rnn_cell_functions, rnn_cell_types);
FORMULA_COMPONENT(rnn_cell, "one step of a recurrent layer", rnn_cell_attributes, rnn_cell_functions);

static const hwnas_option_t gated_cell_attributes[] = {HIDDEN_SIZE, BIAS};
static const char *const gated_cell_types[] = {"lstm_cell", "gru_cell", NULL};
FUNCTIONS(gated_cell_functions, gated_cell_types);
FORMULA_COMPONENT(gated_cell, "one step of a layer with gates", gated_cell_attributes, gated_cell_functions);

FORMULA_PLUGIN("formulas of recurrent layers", &rnn, &lstm, &gru, &rnn_cell, &gated_cell);
