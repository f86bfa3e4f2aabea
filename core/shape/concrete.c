/* Concrete operators: formulas called with integers, equal calls once. */
#include <string.h>

#include "base/checked.h"
#include "base/hash.h"
#include "shape/internal.h"

/* The call as it was asked for, to recognise equal ones. */
struct hwnas_op_slot {
  uint64_t hash;
  const char *op_type;
  size_t n_attributes, n_inputs;
  const char **names;
  hwnas_value_t *values;
  const hwnas_tensor_t *inputs;
  hwnas_value_t result; /* number in space->ops, or UNDEFINED */
};

typedef struct request {
  const char *op_type, *place;
  const hwnas_attribute_t *attributes;
  size_t n_attributes;
  const hwnas_value_t *values;
  const hwnas_tensor_t *inputs;
  size_t n_inputs;
} request_t;

/* ---- Formulas -------------------------------------------------------------------------------- */

hwnas_status_t *hwnas_compiler_formula(hwnas_compiler_t *compiler, const char *op_type,
                                       const hwnas_formula_t **out) {
  *out = hwnas_map_get(&compiler->data_formulas, op_type);
  if (*out || !compiler->formulas) return NULL;
  return compiler->formulas->find(compiler->formulas->self, op_type, out);
}

/* ---- Recognising equal calls ----------------------------------------------------------------- */

static bool same_value(const hwnas_value_t *a, const hwnas_value_t *b) {
  return a->type == b->type && hwnas_value_equal(a, b);
}

static bool same_tensor(const hwnas_tensor_t *a, const hwnas_tensor_t *b) {
  return a->rank == b->rank && a->dtype == b->dtype && a->n_values == b->n_values &&
         (a->values == NULL) == (b->values == NULL) &&
         memcmp(a->dims, b->dims, a->rank * sizeof *a->dims) == 0 &&
         (!a->values || memcmp(a->values, b->values, a->n_values * sizeof *a->values) == 0);
}

static bool same_call(const hwnas_op_slot_t *slot, const request_t *request) {
  if (slot->n_attributes != request->n_attributes || slot->n_inputs != request->n_inputs ||
      strcmp(slot->op_type, request->op_type) != 0)
    return false;
  for (size_t i = 0; i < slot->n_attributes; i++)
    if (strcmp(slot->names[i], request->attributes[i].name) != 0 ||
        !same_value(&slot->values[i], &request->values[i]))
      return false;
  for (size_t i = 0; i < slot->n_inputs; i++)
    if (!same_tensor(&slot->inputs[i], &request->inputs[i])) return false;
  return true;
}

static uint64_t hash_call(const request_t *request) {
  uint64_t hash = hwnas_hash(request->op_type, strlen(request->op_type), 1);
  for (size_t i = 0; i < request->n_attributes; i++) hash = hwnas_value_hash(&request->values[i], hash);
  for (size_t i = 0; i < request->n_inputs; i++)
    hash = hwnas_hash(request->inputs[i].dims, request->inputs[i].rank * sizeof(int64_t), hash);
  return hash;
}

static size_t slot_index(const hwnas_compiler_t *compiler, uint64_t hash, const request_t *request) {
  size_t mask = compiler->op_slots_capacity - 1, i = hash & mask;
  while (compiler->op_slots[i] &&
         !(compiler->op_slots[i]->hash == hash && request && same_call(compiler->op_slots[i], request)))
    i = (i + 1) & mask;
  return i;
}

static bool grow_slots(hwnas_compiler_t *compiler) {
  hwnas_op_slot_t **old = compiler->op_slots;
  size_t n = compiler->op_slots_capacity;
  compiler->op_slots_capacity = n ? n * 2 : 1024;
  compiler->op_slots = hwnas_arena_alloc_array(compiler->arena, compiler->op_slots_capacity, sizeof *old);
  if (!compiler->op_slots) return false;
  for (size_t i = 0; i < n; i++)
    if (old[i]) compiler->op_slots[slot_index(compiler, old[i]->hash, NULL)] = old[i];
  return true;
}

static hwnas_op_slot_t *make_slot(hwnas_compiler_t *compiler, uint64_t hash, const request_t *request) {
  hwnas_arena_t *arena = compiler->arena;
  hwnas_op_slot_t *slot = hwnas_arena_alloc(arena, sizeof *slot);
  size_t n = request->n_attributes;
  if (!slot) return NULL;
  slot->hash = hash;
  slot->op_type = hwnas_arena_strdup(arena, request->op_type);
  slot->n_attributes = n;
  slot->n_inputs = request->n_inputs;
  slot->names = hwnas_arena_alloc_array(arena, n, sizeof *slot->names);
  slot->values = hwnas_arena_grow(arena, request->values, n, n, sizeof *slot->values);
  hwnas_tensor_t *inputs =
      hwnas_arena_grow(arena, request->inputs, request->n_inputs, request->n_inputs, sizeof *inputs);
  if (!slot->op_type || !slot->names || !slot->values || !inputs) return NULL;
  for (size_t i = 0; i < request->n_inputs; i++) {
    if (!inputs[i].values) continue;
    inputs[i].values =
        hwnas_arena_grow(arena, inputs[i].values, inputs[i].n_values, inputs[i].n_values, sizeof(int64_t));
    if (!inputs[i].values) return NULL;
  }
  for (size_t i = 0; i < n; i++) slot->names[i] = request->attributes[i].name;
  slot->inputs = inputs;
  return slot;
}

/* ---- Calling the formula --------------------------------------------------------------------- */

/* A refusal as a value; the formula's own words, with what it was given. */
static hwnas_value_t refused(hwnas_compiler_t *compiler, const request_t *request, const char *why) {
  hwnas_str_t given;
  hwnas_str_init(&given);
  for (size_t i = 0; i < request->n_inputs; i++) {
    hwnas_str_append(&given, i ? ", [" : "[");
    for (uint32_t d = 0; d < request->inputs[i].rank; d++)
      hwnas_str_appendf(&given, "%s%lld", d ? ", " : "", (long long)request->inputs[i].dims[d]);
    hwnas_str_append(&given, "]");
  }
  hwnas_value_t value =
      hwnas_refuse(compiler->arena, HWNAS_ERROR_SHAPE_REFUSED, request->place,
                   "operator '%s' refuses its input %s: %s", request->op_type, given.text, why);
  hwnas_str_deinit(&given);
  return value;
}

/* Turns an error about attribute values into a refusal, since only some networks may have it. */
static hwnas_value_t refuse_status(hwnas_compiler_t *compiler, const request_t *request,
                                   hwnas_status_t *status) {
  hwnas_value_t value =
      hwnas_refuse(compiler->arena, HWNAS_ERROR_ATTRIBUTE, request->place, "%s%s%s", status->what,
                   status->n_details ? "; " : "", status->n_details ? status->details[0] : "");
  hwnas_status_destroy(status);
  return value;
}

static hwnas_status_t *set_attributes(hwnas_compiler_t *compiler, const request_t *request,
                                      hwnas_concrete_op_t *op) {
  HWNAS_TRY(hwnas_option_values_init(&op->attributes, &op->formula->attributes, compiler->arena));
  for (size_t i = 0; i < request->n_attributes; i++) {
    int32_t option = hwnas_option_find(&op->attributes.table, request->attributes[i].name);
    if (option < 0) return hwnas_option_unknown(&op->attributes.table, request->attributes[i].name);
    HWNAS_TRY(hwnas_option_set(&op->attributes, (uint32_t)option, &request->values[i], compiler->arena));
  }
  return hwnas_option_complete(&op->attributes, compiler->arena);
}

/* Known contents are all elements, or none are known. */
static bool sound_values(const hwnas_tensor_t *tensor) {
  int64_t elements = 1;
  if (!tensor->values) return true;
  for (uint32_t d = 0; d < tensor->rank && elements <= HWNAS_VALUES_MAX; d++)
    if (!hwnas_mul_i64(elements, tensor->dims[d], &elements)) return false;
  return elements == tensor->n_values && elements <= HWNAS_VALUES_MAX;
}

/* What is wrong with the outputs of a formula, or NULL. */
static const char *outputs_fault(const hwnas_tensor_t *outputs, uint32_t n) {
  if (n == 0 || n > HWNAS_OUTPUTS_MAX) return "the formula gives no output or too many";
  for (uint32_t i = 0; i < n; i++) {
    if (outputs[i].rank > HWNAS_RANK_MAX) return "an output would have too many dimensions";
    for (uint32_t d = 0; d < outputs[i].rank; d++) {
      if (outputs[i].dims[d] < 0) return "an output would have a negative size";
      if (outputs[i].dims[d] == 0 && d > 0)
        return "an output would be empty in another dimension than 0: only the batch may be empty";
    }
    if (!sound_values(&outputs[i]))
      return "the known contents of an output are not as many as its elements, or more than 256";
  }
  return NULL;
}

/* Output tensors live as long as the space; their values were scratch. */
static bool keep_outputs(hwnas_compiler_t *compiler, hwnas_concrete_op_t *op, const hwnas_tensor_t *outputs,
                         uint32_t n) {
  hwnas_tensor_t *kept = hwnas_arena_grow(compiler->arena, outputs, n, n, sizeof *kept);
  if (!kept) return false;
  for (uint32_t i = 0; i < n; i++) {
    kept[i].struct_size = sizeof *kept;
    if (kept[i].dtype == 0) kept[i].dtype = op->op.n_inputs ? op->op.inputs[0].dtype : HWNAS_DTYPE_F32;
    if (!kept[i].values) continue;
    kept[i].values = hwnas_arena_grow(compiler->arena, outputs[i].values, outputs[i].n_values,
                                      outputs[i].n_values, sizeof(int64_t));
    if (!kept[i].values) return false;
  }
  op->op.outputs = kept;
  op->op.n_outputs = n;
  return true;
}

/* The plugin's three functions. *out_why is set when one refused. */
static hwnas_status_t *run_plugin(hwnas_compiler_t *compiler, hwnas_concrete_op_t *op,
                                  hwnas_tensor_t *outputs, uint32_t *n, int64_t *work, int64_t *weights,
                                  const char **out_why) {
  const hwnas_shape_formula_t *table = op->formula->table;
  hwnas_call_t *call = &compiler->call.call;
  hwnas_result_t result = table->infer(call, &op->op, outputs, n);
  const char *fault = result == HWNAS_OK ? outputs_fault(outputs, *n) : NULL;
  if (fault) result = call->fail(call, HWNAS_E_ARGUMENT, "%s", fault);
  if (result == HWNAS_OK) {
    if (!keep_outputs(compiler, op, outputs, *n)) return hwnas_status_no_memory();
    if (HWNAS_HAS(table, hwnas_shape_formula_t, work)) {
      result = table->work(call, &op->op, work);
      op->op.work = work;
    }
  }
  if (result == HWNAS_OK && HWNAS_HAS(table, hwnas_shape_formula_t, weights))
    result = table->weights(call, &op->op, weights);
  if (result != HWNAS_OK) *out_why = compiler->call.message[0] ? compiler->call.message : "no reason given";
  return NULL;
}

static hwnas_status_t *run_data(hwnas_compiler_t *compiler, hwnas_concrete_op_t *op, hwnas_tensor_t *outputs,
                                uint32_t *n, int64_t *work, int64_t *weights) {
  const hwnas_formula_data_t *data = op->formula->data;
  HWNAS_TRY(hwnas_formula_data_infer(data, compiler->arena, op, outputs, n));
  const char *fault = outputs_fault(outputs, *n);
  if (fault) return hwnas_status_make(HWNAS_ERROR_FORMULA_DATA, "%s", fault);
  if (!keep_outputs(compiler, op, outputs, *n)) return hwnas_status_no_memory();
  bool known;
  HWNAS_TRY(hwnas_formula_data_work(data, op, &known, work));
  if (known) op->op.work = work;
  return hwnas_formula_data_weights(data, op, weights);
}

static hwnas_status_t *run(hwnas_compiler_t *compiler, const request_t *request, hwnas_concrete_op_t *op,
                           hwnas_value_t *out) {
  hwnas_arena_t *arena = compiler->arena;
  int64_t *work = hwnas_arena_alloc_array(arena, HWNAS_WORK_KINDS, sizeof *work);
  int64_t *weights = hwnas_arena_alloc_array(arena, HWNAS_WEIGHTS_KINDS, sizeof *weights);
  hwnas_tensor_t *outputs =
      hwnas_arena_alloc_array(&compiler->call.scratch, HWNAS_OUTPUTS_MAX, sizeof *outputs);
  if (!work || !weights || !outputs) return hwnas_status_no_memory();
  for (uint32_t i = 0; i < HWNAS_OUTPUTS_MAX; i++) outputs[i].struct_size = sizeof *outputs;
  uint32_t n = 0;
  const char *why = NULL;
  if (op->formula->data) {
    hwnas_status_t *status = run_data(compiler, op, outputs, &n, work, weights);
    if (status) {
      *out = refuse_status(compiler, request, status);
      return NULL;
    }
  } else {
    HWNAS_TRY(run_plugin(compiler, op, outputs, &n, work, weights, &why));
  }
  if (why) *out = refused(compiler, request, why);
  op->op.weights = weights;
  return NULL;
}

static hwnas_status_t *make_op(hwnas_compiler_t *compiler, const request_t *request,
                               const hwnas_op_slot_t *slot, hwnas_value_t *out) {
  hwnas_concrete_op_t *op = hwnas_arena_alloc(compiler->arena, sizeof *op);
  HWNAS_TRY_ALLOC(op);
  HWNAS_TRY(hwnas_compiler_formula(compiler, request->op_type, &op->formula));
  if (!op->formula)
    return hwnas_status_make(HWNAS_ERROR_INTERNAL, "operator '%s' lost its formula", request->op_type);
  hwnas_status_t *status = set_attributes(compiler, request, op);
  if (status) {
    *out = refuse_status(compiler, request, status);
    return NULL;
  }
  op->op = (hwnas_op_t){.struct_size = sizeof op->op,
                        .n_inputs = (uint32_t)slot->n_inputs,
                        .type = slot->op_type,
                        .attributes = &op->attributes.view,
                        .inputs = slot->inputs};
  hwnas_host_call_reset(&compiler->call);
  *out = hwnas_value_int((int64_t)compiler->space->n_ops);
  HWNAS_TRY(run(compiler, request, op, out));
  if (out->type == HWNAS_VALUE_INT &&
      !HWNAS_PUSH(compiler->arena, compiler->space->ops, compiler->space->n_ops, compiler->ops_capacity, op))
    return hwnas_status_no_memory();
  return NULL;
}

hwnas_status_t *hwnas_compiler_concrete(hwnas_compiler_t *compiler, const char *op_type, const char *place,
                                        const hwnas_attribute_t *attributes, size_t n_attributes,
                                        const hwnas_value_t *values, const hwnas_tensor_t *inputs,
                                        size_t n_inputs, hwnas_value_t *out) {
  request_t request = {.op_type = op_type,
                       .place = place,
                       .attributes = attributes,
                       .n_attributes = n_attributes,
                       .values = values,
                       .inputs = inputs,
                       .n_inputs = n_inputs};
  if ((compiler->n_op_slots + 1) * 2 > compiler->op_slots_capacity && !grow_slots(compiler))
    return hwnas_status_no_memory();
  uint64_t hash = hash_call(&request);
  size_t i = slot_index(compiler, hash, &request);
  if (!compiler->op_slots[i]) {
    hwnas_op_slot_t *slot = make_slot(compiler, hash, &request);
    HWNAS_TRY_ALLOC(slot);
    HWNAS_TRY(make_op(compiler, &request, slot, &slot->result));
    compiler->op_slots[i] = slot;
    compiler->n_op_slots++;
  }
  *out = compiler->op_slots[i]->result;
  return NULL;
}

hwnas_status_t *hwnas_compiler_recount(hwnas_compiler_t *compiler, const hwnas_concrete_op_t *op,
                                       const int64_t **out) {
  hwnas_concrete_op_t again = *op;
  hwnas_value_t result = hwnas_value_int(0);
  again.attributes.view.host = &again.attributes;
  again.op.attributes = &again.attributes.view;
  request_t request = {.op_type = op->op.type, .inputs = op->op.inputs, .n_inputs = op->op.n_inputs};
  hwnas_host_call_reset(&compiler->call);
  HWNAS_TRY(run(compiler, &request, &again, &result));
  *out = result.type == HWNAS_VALUE_INT ? again.op.weights : NULL;
  return NULL;
}
