/* tile, repeat_interleave, roll, flip, movedim, tril, triu and to: copies of a tensor, with its elements
 * repeated, moved, cleared or of another type. They count the bytes that they move; `to` its input's own type
 * does nothing. */
#include "common.h"

/* ---- tile, repeat_interleave ----------------------------------------------------------------- */

/* The shorter of shape and counts is filled up with 1 in front. */
static hwnas_result_t tile_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                 uint32_t *out_n) {
  int64_t counts[HWNAS_RANK_MAX];
  hwnas_result_t result = keep_shape(call, op, outputs, out_n);
  if (result) return result;
  const hwnas_tensor_t *in = &op->inputs[0];
  size_t n = op->attributes->integers(op->attributes, "dims", counts, HWNAS_RANK_MAX);
  if (n > HWNAS_RANK_MAX) return too_many_dims(call);
  outputs->rank = n > in->rank ? (uint32_t)n : in->rank;
  for (uint32_t i = 1; i <= outputs->rank; i++) {
    int64_t *size = &outputs->dims[outputs->rank - i];
    *size = i <= in->rank ? in->dims[in->rank - i] : 1;
    if (i <= n && !multiply(size, counts[n - i])) return too_large(call);
  }
  return check_tensor(call, outputs);
}

static const hwnas_option_t tile_attributes[] = {RANGED(
    "dims", "copies along each dimension, the last ones if fewer", HWNAS_OPTION_INTEGERS, NULL, 1, 1e12)};
static const char *const tile_types[] = {"tile", NULL};
static const hwnas_shape_formula_t tile_functions = {
    .struct_size = sizeof tile_functions, .op_types = tile_types, .infer = tile_infer, .work = move_work};
FORMULA_COMPONENT(tile, "copies of a tensor side by side", tile_attributes, tile_functions);

static hwnas_result_t repeat_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                   uint32_t *out_n) {
  uint32_t dim = 0;
  hwnas_result_t result = keep_shape(call, op, outputs, out_n);
  if (result) return result;
  if (op->attributes->has(op->attributes, "dim")) {
    if ((result = read_dim(call, op, outputs->rank, &dim))) return result;
  } else {
    if (!count_elements(&op->inputs[0], outputs->dims)) return too_large(call);
    outputs->rank = 1;
  }
  if (!multiply(&outputs->dims[dim], op->attributes->integer(op->attributes, "repeats")))
    return too_large(call);
  return HWNAS_OK;
}

static const hwnas_option_t repeat_attributes[] = {
    RANGED("repeats", "how often each stands in the output", HWNAS_OPTION_INTEGER, NULL, 1, 1e12),
    OPTIONAL("dim", "dimension whose positions are repeated; the flat tensor's elements if not given",
             HWNAS_OPTION_INTEGER, 0, 0)};
static const char *const repeat_types[] = {"repeat_interleave", NULL};
static const hwnas_shape_formula_t repeat_functions = {.struct_size = sizeof repeat_functions,
                                                       .op_types = repeat_types,
                                                       .infer = repeat_infer,
                                                       .work = move_work};
FORMULA_COMPONENT(repeat_interleave, "each position several times", repeat_attributes, repeat_functions);

/* ---- roll, flip, movedim --------------------------------------------------------------------- */

/* As torch has it, a dimension may be shifted more than once. */
static hwnas_result_t roll_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                 uint32_t *out_n) {
  int64_t shifts[HWNAS_RANK_MAX], dims[HWNAS_RANK_MAX];
  hwnas_result_t result = keep_shape(call, op, outputs, out_n);
  if (result) return result;
  size_t n_shifts = op->attributes->integers(op->attributes, "shifts", shifts, HWNAS_RANK_MAX);
  size_t n = op->attributes->integers(op->attributes, "dims", dims, HWNAS_RANK_MAX);
  if (n > HWNAS_RANK_MAX || n_shifts != (n ? n : 1))
    return call->fail(call, HWNAS_E_ARGUMENT,
                      "'shifts' and 'dims' have %zu and %zu entries: as many, or one shift without 'dims'",
                      n_shifts, n);
  for (size_t i = 0; i < n; i++)
    if (wrap_dim(dims[i], outputs->rank) < 0) return bad_dim(call, dims[i], outputs->rank);
  return HWNAS_OK;
}

static const hwnas_option_t roll_attributes[] = {
    ATTRIBUTE("shifts", "by how many positions", HWNAS_OPTION_INTEGERS, NULL),
    OPTIONAL("dims", "dimensions that are shifted; the flat tensor if not given", HWNAS_OPTION_INTEGERS, 0,
             0)};
static const char *const roll_types[] = {"roll", NULL};
static const hwnas_shape_formula_t roll_functions = {
    .struct_size = sizeof roll_functions, .op_types = roll_types, .infer = roll_infer, .work = move_work};
FORMULA_COMPONENT(roll, "elements shifted around the end", roll_attributes, roll_functions);

static hwnas_result_t flip_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                 uint32_t *out_n) {
  uint32_t named;
  hwnas_result_t result = keep_shape(call, op, outputs, out_n);
  return result ? result : read_dims_of(call, op, "dims", &named);
}

static const hwnas_option_t flip_attributes[] = {
    ATTRIBUTE("dims", "dimensions whose order is reversed", HWNAS_OPTION_INTEGERS, NULL)};
static const char *const flip_types[] = {"flip", NULL};
static const hwnas_shape_formula_t flip_functions = {
    .struct_size = sizeof flip_functions, .op_types = flip_types, .infer = flip_infer, .work = move_work};
FORMULA_COMPONENT(flip, "positions in reverse order", flip_attributes, flip_functions);

/* Dimensions that are not named keep their order. */
static hwnas_result_t movedim_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                    uint32_t *out_n) {
  int64_t sources[HWNAS_RANK_MAX], places[HWNAS_RANK_MAX];
  uint32_t moved = 0, taken = 0, from = 0, to = 0;
  hwnas_result_t result = keep_shape(call, op, outputs, out_n);
  if (result) return result;
  const hwnas_tensor_t *in = &op->inputs[0];
  size_t n = op->attributes->integers(op->attributes, "source", sources, HWNAS_RANK_MAX);
  size_t n_places = op->attributes->integers(op->attributes, "destination", places, HWNAS_RANK_MAX);
  if (n != n_places || n > in->rank)
    return call->fail(call, HWNAS_E_ARGUMENT,
                      "'source' names %zu dimensions and 'destination' %zu of a tensor of rank %u", n,
                      n_places, in->rank);
  for (size_t i = 0; i < n; i++) {
    result = note_dim(call, sources[i], in->rank, &moved, &from);
    if (!result) result = note_dim(call, places[i], in->rank, &taken, &to);
    if (result) return result;
    outputs->dims[to] = in->dims[from];
  }
  for (from = to = 0; from < in->rank; from++) {
    if (moved & 1u << from) continue;
    while (taken & 1u << to) to++;
    outputs->dims[to++] = in->dims[from];
  }
  return check_tensor(call, outputs);
}

static const hwnas_option_t movedim_attributes[] = {
    ATTRIBUTE("source", "dimensions that move", HWNAS_OPTION_INTEGERS, NULL),
    ATTRIBUTE("destination", "where each of them goes", HWNAS_OPTION_INTEGERS, NULL)};
static const char *const movedim_types[] = {"movedim", NULL};
static const hwnas_shape_formula_t movedim_functions = {.struct_size = sizeof movedim_functions,
                                                        .op_types = movedim_types,
                                                        .infer = movedim_infer,
                                                        .work = move_work};
FORMULA_COMPONENT(movedim, "dimensions in other places", movedim_attributes, movedim_functions);

/* ---- tril, triu ------------------------------------------------------------------------------ */

static hwnas_result_t triangle_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                     uint32_t *out_n) {
  hwnas_result_t result = keep_shape(call, op, outputs, out_n);
  if (result || outputs->rank >= 2) return result;
  return call->fail(call, HWNAS_E_ARGUMENT,
                    "it takes a tensor of rank 2 or more (..., rows, columns), not %u", outputs->rank);
}

static const hwnas_option_t triangle_attributes[] = {
    ATTRIBUTE("diagonal", "the last one that stays, counted to the right", HWNAS_OPTION_INTEGER, "0")};
static const char *const triangle_types[] = {"tril", "triu", NULL};
static const hwnas_shape_formula_t triangle_functions = {.struct_size = sizeof triangle_functions,
                                                         .op_types = triangle_types,
                                                         .infer = triangle_infer,
                                                         .work = move_work};
FORMULA_COMPONENT(triangle, "one triangle of matrices, zeros in the other", triangle_attributes,
                  triangle_functions);

/* ---- to -------------------------------------------------------------------------------------- */

static hwnas_result_t to_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                               uint32_t *out_n) {
  const char *name = op->attributes->string(op->attributes, "dtype");
  hwnas_result_t result = keep_shape(call, op, outputs, out_n);
  for (outputs->dtype = HWNAS_DTYPE_F32; strcmp(dtype_name(outputs->dtype), name) != 0;) outputs->dtype++;
  return result;
}

static hwnas_result_t to_work(hwnas_call_t *call, const hwnas_op_t *op, int64_t *out) {
  return op->inputs[0].dtype == op->outputs[0].dtype ? HWNAS_OK : move_work(call, op, out);
}

static const char *const dtype_names[] = {"f32", "f16", "i64", "i32", "i8", "bool", NULL};
static const hwnas_option_t to_attributes[] = {
    {"dtype", "the type to convert to", HWNAS_OPTION_ENUM, 0, NULL, 0, 0, dtype_names, NULL, NULL}};
static const char *const to_types[] = {"to", NULL};
static const hwnas_shape_formula_t to_functions = {
    .struct_size = sizeof to_functions, .op_types = to_types, .infer = to_infer, .work = to_work};
FORMULA_COMPONENT(conversion, "another data type", to_attributes, to_functions);

FORMULA_PLUGIN("formulas of copies of a tensor", &tile, &repeat_interleave, &roll, &flip, &movedim, &triangle,
               &conversion);
