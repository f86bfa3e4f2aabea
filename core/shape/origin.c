#include "shape/origin.h"

#include <string.h>

#include "base/checked.h"
#include "shape/internal.h"

/* One operator that is asked again and again. */
typedef struct probe {
  hwnas_arena_t *arena;
  hwnas_host_call_t call;
  hwnas_concrete_op_t op; /* with attributes and inputs of its own */
  hwnas_tensor_t *inputs; /* those of op */
  uint32_t output, dim;
  int64_t known; /* what the dimension is */
} probe_t;

typedef enum answer { REFUSED, SAME, OTHER } answer_t;

/* ---- Asking ---------------------------------------------------------------------------------- */

static hwnas_status_t *call_formula(probe_t *probe, hwnas_tensor_t *outputs, uint32_t *n, bool *out_taken) {
  const hwnas_formula_t *formula = probe->op.formula;
  if (!formula->data) {
    *out_taken = formula->table->infer(&probe->call.call, &probe->op.op, outputs, n) == HWNAS_OK;
    return NULL;
  }
  hwnas_status_t *status = hwnas_formula_data_infer(formula->data, probe->arena, &probe->op, outputs, n);
  if (status && status->error == HWNAS_ERROR_NO_MEMORY) return status;
  *out_taken = !status;
  hwnas_status_destroy(status);
  return NULL;
}

/* *out_taken: the formula answers, and with the dimension that is looked at. */
static hwnas_status_t *infer(probe_t *probe, hwnas_tensor_t *outputs, bool *out_taken) {
  uint32_t n = 0;
  memset(outputs, 0, HWNAS_OUTPUTS_MAX * sizeof *outputs);
  for (size_t i = 0; i < HWNAS_OUTPUTS_MAX; i++) outputs[i].struct_size = sizeof *outputs;
  hwnas_host_call_reset(&probe->call);
  HWNAS_TRY(call_formula(probe, outputs, &n, out_taken));
  *out_taken =
      *out_taken && probe->output < n && n <= HWNAS_OUTPUTS_MAX && probe->dim < outputs[probe->output].rank;
  return NULL;
}

static hwnas_status_t *ask(probe_t *probe, answer_t *out) {
  hwnas_tensor_t outputs[HWNAS_OUTPUTS_MAX];
  bool taken;
  HWNAS_TRY(infer(probe, outputs, &taken));
  if (!taken)
    *out = REFUSED;
  else
    *out = outputs[probe->output].dims[probe->dim] == probe->known ? SAME : OTHER;
  return NULL;
}

static hwnas_status_t *copy_inputs(const probe_t *probe, hwnas_tensor_t **out) {
  size_t n = probe->op.op.n_inputs;
  *out = hwnas_arena_grow(probe->arena, probe->op.op.inputs, n, n, sizeof **out);
  return *out ? NULL : hwnas_status_no_memory();
}

/* ---- Other numbers --------------------------------------------------------------------------- */

/* The variation of that number: twice as much, which keeps divisors; one more; half; one. */
#define N_VARIATIONS 4
static bool vary_integer(int variation, int64_t number, int64_t *out) {
  switch (variation) {
    case 0:
      return hwnas_mul_i64(number, 2, out) && *out != number;
    case 1:
      return !__builtin_add_overflow(number, 1, out);
    case 2:
      *out = number / 2;
      return *out > 0 && *out != number;
    default:
      *out = 1;
      return number != 1;
  }
}

static hwnas_status_t *vary_list(probe_t *probe, int variation, const hwnas_list_t *list, hwnas_value_t *out,
                                 bool *out_varied);

static hwnas_status_t *vary(probe_t *probe, int variation, const hwnas_value_t *value, hwnas_value_t *out,
                            bool *out_varied) {
  *out = *value;
  switch (value->type) {
    case HWNAS_VALUE_BOOL:
      out->boolean = !value->boolean;
      *out_varied |= variation == 0;
      return NULL;
    case HWNAS_VALUE_INT:
      *out_varied |=
          value->integer != HWNAS_OPTION_NULL && vary_integer(variation, value->integer, &out->integer);
      return NULL;
    case HWNAS_VALUE_REAL:
      out->real = variation ? value->real / 2 : value->real * 2;
      *out_varied |= variation < 2;
      return NULL;
    case HWNAS_VALUE_LIST:
      return vary_list(probe, variation, value->list, out, out_varied);
    default:
      return NULL;
  }
}

static hwnas_status_t *vary_list(probe_t *probe, int variation, const hwnas_list_t *list, hwnas_value_t *out,
                                 bool *out_varied) {
  hwnas_value_t *items = hwnas_arena_alloc_array(probe->arena, list->n, sizeof *items);
  HWNAS_TRY_ALLOC(items);
  for (size_t i = 0; i < list->n; i++)
    HWNAS_TRY(vary(probe, variation, &list->items[i], &items[i], out_varied));
  const hwnas_list_t *varied = hwnas_list_make(probe->arena, items, list->n);
  HWNAS_TRY_ALLOC(varied);
  *out = hwnas_value_list(varied);
  return NULL;
}

/* ---- Attributes ------------------------------------------------------------------------------ */

/* Sets attribute i to the value for one question; REFUSED if its option does not take it. */
static hwnas_status_t *ask_with(probe_t *probe, uint32_t i, const hwnas_value_t *value, answer_t *out) {
  hwnas_value_t *place = &probe->op.attributes.values[i], kept = *place;
  hwnas_status_t *status = hwnas_option_set(&probe->op.attributes, i, value, probe->arena);
  if (status && status->error != HWNAS_ERROR_NO_MEMORY) {
    hwnas_status_destroy(status);
    *out = REFUSED;
    return NULL;
  }
  if (!status) status = ask(probe, out);
  *place = kept;
  return status;
}

static hwnas_status_t *ask_choices(probe_t *probe, uint32_t i, bool *out_taken, bool *out_other) {
  const hwnas_option_t *option = hwnas_option_at(&probe->op.attributes.table, i);
  for (size_t k = 0; option->choices && option->choices[k]; k++) {
    hwnas_value_t value = hwnas_value_string(option->choices[k]);
    answer_t answer;
    if (hwnas_value_equal(&value, &probe->op.attributes.values[i])) continue;
    HWNAS_TRY(ask_with(probe, i, &value, &answer));
    *out_taken |= answer != REFUSED;
    *out_other |= answer == OTHER;
  }
  return NULL;
}

static hwnas_status_t *ask_attribute(probe_t *probe, uint32_t i, bool *out_taken, bool *out_other) {
  const hwnas_value_t value = probe->op.attributes.values[i];
  *out_taken = *out_other = false;
  HWNAS_TRY(ask_choices(probe, i, out_taken, out_other));
  for (int variation = 0; variation < N_VARIATIONS; variation++) {
    hwnas_value_t varied;
    bool is_varied = false;
    answer_t answer = REFUSED;
    HWNAS_TRY(vary(probe, variation, &value, &varied, &is_varied));
    if (is_varied) HWNAS_TRY(ask_with(probe, i, &varied, &answer));
    *out_taken |= answer != REFUSED;
    *out_other |= answer == OTHER;
  }
  return NULL;
}

/* Doubles all sizes, which lets more values of attributes pass: channels that divide, larger windows. */
static hwnas_status_t *enlarge(probe_t *probe, bool *out_taken) {
  hwnas_tensor_t outputs[HWNAS_OUTPUTS_MAX];
  for (uint32_t i = 0; i < probe->op.op.n_inputs; i++) {
    hwnas_tensor_t *input = &probe->inputs[i];
    for (uint32_t d = 0; d < input->rank; d++)
      if (!hwnas_mul_i64(input->dims[d], 2, &input->dims[d])) return NULL;
    input->values = NULL;
    input->n_values = 0;
  }
  HWNAS_TRY(infer(probe, outputs, out_taken));
  if (*out_taken) probe->known = outputs[probe->output].dims[probe->dim];
  return NULL;
}

static hwnas_status_t *find_attribute(probe_t *probe, uint32_t i, bool *out) {
  bool taken, other, larger = false;
  *out = false;
  if (probe->op.attributes.values[i].type == HWNAS_VALUE_NULL) return NULL; /* not given */
  HWNAS_TRY(ask_attribute(probe, i, &taken, &other));
  if (!taken) {
    const int64_t known = probe->known;
    hwnas_tensor_t *kept;
    HWNAS_TRY(copy_inputs(probe, &kept));
    HWNAS_TRY(enlarge(probe, &larger));
    if (larger) HWNAS_TRY(ask_attribute(probe, i, &taken, &other));
    memcpy(probe->inputs, kept, probe->op.op.n_inputs * sizeof *kept);
    probe->known = known;
  }
  *out = other || !taken;
  return NULL;
}

/* ---- Inputs ---------------------------------------------------------------------------------- */

/* Asks with another size of dimension d of the inputs that `which` marks; contents that were known are not
 * known of a tensor of another size. */
static hwnas_status_t *ask_sizes(probe_t *probe, const bool *which, uint32_t d, int64_t size, answer_t *out) {
  const hwnas_op_t *op = &probe->op.op;
  hwnas_tensor_t *kept;
  HWNAS_TRY(copy_inputs(probe, &kept));
  for (uint32_t i = 0; i < op->n_inputs; i++) {
    if (!which[i]) continue;
    probe->inputs[i].dims[d] = size;
    probe->inputs[i].values = NULL;
    probe->inputs[i].n_values = 0;
  }
  hwnas_status_t *status = ask(probe, out);
  memcpy(probe->inputs, kept, op->n_inputs * sizeof *kept);
  return status;
}

static hwnas_status_t *ask_variations(probe_t *probe, const bool *which, uint32_t d, int64_t size,
                                      answer_t *out) {
  *out = REFUSED;
  for (int variation = 0; variation < N_VARIATIONS && *out != OTHER; variation++) {
    int64_t varied;
    answer_t answer;
    if (!vary_integer(variation, size, &varied)) continue;
    HWNAS_TRY(ask_sizes(probe, which, d, varied, &answer));
    if (answer > *out) *out = answer;
  }
  return NULL;
}

static hwnas_status_t *ask_alone(probe_t *probe, hwnas_origin_t *out) {
  bool which[HWNAS_TENSORS_MAX] = {false};
  for (uint32_t i = 0; i < probe->op.op.n_inputs; i++) {
    which[i] = true;
    for (uint32_t d = 0; d < probe->inputs[i].rank; d++) {
      answer_t answer;
      HWNAS_TRY(ask_variations(probe, which, d, probe->inputs[i].dims[d], &answer));
      out->inputs[i][d] = answer == OTHER ? HWNAS_CAUSE_ALONE : HWNAS_CAUSE_NOT;
    }
    which[i] = false;
  }
  return NULL;
}

/* Operands must have equal sizes, or one is stretched and nothing changes: all that are like input's. */
static hwnas_status_t *ask_together(probe_t *probe, uint32_t input, uint32_t d, hwnas_origin_t *out) {
  const hwnas_op_t *op = &probe->op.op;
  bool which[HWNAS_TENSORS_MAX] = {false};
  int64_t size = probe->inputs[input].dims[d];
  answer_t answer;
  for (uint32_t i = 0; i < op->n_inputs; i++) {
    which[i] = probe->inputs[i].rank > d && probe->inputs[i].dims[d] == size;
    if (which[i] && out->inputs[i][d] == HWNAS_CAUSE_ALONE) return NULL;
  }
  HWNAS_TRY(ask_variations(probe, which, d, size, &answer));
  if (answer == OTHER) out->inputs[input][d] = HWNAS_CAUSE_TOGETHER;
  return NULL;
}

static hwnas_status_t *find_inputs(probe_t *probe, hwnas_origin_t *out) {
  HWNAS_TRY(ask_alone(probe, out));
  for (uint32_t i = 0; probe->op.op.n_inputs > 1 && i < probe->op.op.n_inputs; i++)
    for (uint32_t d = 0; d < probe->inputs[i].rank; d++)
      if (out->inputs[i][d] == HWNAS_CAUSE_NOT) HWNAS_TRY(ask_together(probe, i, d, out));
  return NULL;
}

/* ---- All causes ------------------------------------------------------------------------------ */

static hwnas_status_t *copy_op(probe_t *probe, const hwnas_concrete_op_t *op) {
  probe->op = *op;
  HWNAS_TRY(hwnas_option_values_init(&probe->op.attributes, &op->attributes.table, probe->arena));
  memcpy(probe->op.attributes.values, op->attributes.values, op->attributes.table.n * sizeof(hwnas_value_t));
  probe->op.op.attributes = &probe->op.attributes.view;
  HWNAS_TRY(copy_inputs(probe, &probe->inputs));
  probe->op.op.inputs = probe->inputs;
  probe->op.op.outputs = NULL;
  probe->op.op.n_outputs = 0;
  return NULL;
}

static hwnas_status_t *find_all(probe_t *probe, hwnas_origin_t *out) {
  const hwnas_op_t *op = &probe->op.op;
  uint32_t n = probe->op.attributes.table.n;
  out->inputs = hwnas_arena_alloc_array(probe->arena, op->n_inputs, sizeof *out->inputs);
  out->attributes = hwnas_arena_alloc_array(probe->arena, n, sizeof *out->attributes);
  if (!out->inputs || !out->attributes) return hwnas_status_no_memory();
  HWNAS_TRY(find_inputs(probe, out));
  for (uint32_t i = 0; i < n; i++) HWNAS_TRY(find_attribute(probe, i, &out->attributes[i]));
  return NULL;
}

hwnas_status_t *hwnas_origin_find(const hwnas_concrete_op_t *op, uint32_t output, uint32_t dim,
                                  hwnas_arena_t *arena, hwnas_origin_t *out) {
  probe_t probe = {.arena = arena, .output = output, .dim = dim};
  probe.known = op->op.outputs[output].dims[dim];
  hwnas_host_call_init(&probe.call, "shape");
  hwnas_status_t *status = copy_op(&probe, op);
  if (!status) status = find_all(&probe, out);
  hwnas_host_call_deinit(&probe.call);
  return status;
}
