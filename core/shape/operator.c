/* Operators: lifted over everything that their type, attributes and inputs depend on. */
#include <string.h>

#include "expr/derive.h"
#include "shape/internal.h"

/* ---- Checks before any formula is called ----------------------------------------------------- */

static hwnas_status_t *check_attributes(const hwnas_site_t *site, const hwnas_operator_t *op,
                                        const hwnas_formula_t *formula) {
  hwnas_status_t *list = NULL;
  for (size_t i = 0; i < op->n_attributes; i++) {
    if (hwnas_option_find(&formula->attributes, op->attributes[i].name) >= 0) continue;
    hwnas_status_t *status = hwnas_option_unknown(&formula->attributes, op->attributes[i].name);
    if (status->error == HWNAS_ERROR_UNKNOWN_OPTION) status->error = HWNAS_ERROR_ATTRIBUTE;
    hwnas_status_at(status, "%s", hwnas_compiler_place(site->compiler, op->attributes[i].json));
    hwnas_status_append(&list, hwnas_status_in_module(status, site->path));
  }
  return list;
}

/* Looks at every op type that the operator can have; *out_ready is false if it cannot be inferred. */
static hwnas_status_t *check_types(const hwnas_site_t *site, const hwnas_operator_t *op,
                                   const hwnas_tensors_t *inputs, bool *out_ready) {
  *out_ready = true;
  for (size_t c = 0; c < op->type.table->n_cells; c++) {
    const hwnas_value_t *cell = &op->type.table->cells[c];
    if (cell->type == HWNAS_VALUE_EXCLUDED || cell->type == HWNAS_VALUE_UNDEFINED) continue;
    if (cell->type != HWNAS_VALUE_STRING)
      return hwnas_json_at(hwnas_status_make(HWNAS_ERROR_SPACE_FORM, "'op' must be a string, not %s",
                                             hwnas_value_type_name(cell)),
                           op->json);
    const hwnas_formula_t *formula;
    HWNAS_TRY(hwnas_json_at(hwnas_compiler_formula(site->compiler, cell->string, &formula), op->json));
    hwnas_status_t *wrong = NULL;
    if (!formula)
      HWNAS_TRY(hwnas_compiler_miss(site, op, cell->string, inputs));
    else
      wrong = check_attributes(site, op, formula);
    if (!formula || wrong) *out_ready = false;
    hwnas_status_append(&site->compiler->errors, wrong);
  }
  for (size_t i = 0; i < inputs->n; i++)
    if (inputs->items[i].rank > HWNAS_RANK_MAX) *out_ready = false;
  return NULL;
}

/* ---- Lifting the formula --------------------------------------------------------------------- */

typedef struct lifted_call {
  hwnas_compiler_t *compiler;
  const hwnas_operator_t *op;
  const hwnas_tensors_t *inputs;
  const char *place;
  int64_t *values;       /* room for the known contents of all inputs */
  hwnas_value_t nothing; /* the refusal of a merge whose operands are all left out */
} lifted_call_t;

static bool read_tensor(const hwnas_tensor_table_t *shape, const hwnas_value_t **cells, int64_t *values,
                        hwnas_tensor_t *out) {
  *out = (hwnas_tensor_t){.struct_size = sizeof *out, .dtype = shape->dtype, .rank = shape->rank};
  for (uint32_t d = 0; d < shape->rank; d++)
    if (!hwnas_value_to_int((*cells)++, &out->dims[d])) return false;
  for (uint32_t i = 0; i < shape->n_values; i++)
    if (!hwnas_value_to_int((*cells)++, &values[i])) return false;
  if (shape->n_values) {
    out->n_values = shape->n_values;
    out->values = values;
  }
  return true;
}

static hwnas_value_t first_undefined(const hwnas_value_t *cells, size_t n) {
  for (size_t i = 0; i < n; i++)
    if (cells[i].type == HWNAS_VALUE_UNDEFINED) return cells[i];
  return hwnas_value_excluded();
}

/* How often an input goes in; false, with what stands in the way in *out, if the cell does not tell. */
static bool read_times(const hwnas_tensor_table_t *input, const hwnas_value_t **cells, int64_t *out_times,
                       hwnas_value_t *out) {
  *out_times = 1;
  if (!input->times) return true;
  *out = *(*cells)++;
  return hwnas_value_to_int(out, out_times);
}

/* Reads the inputs of one cell; false, with what stands in the way in *out, if one is not there. */
static bool read_inputs(const lifted_call_t *call, const hwnas_value_t *next, hwnas_tensor_t *tensors,
                        size_t *out_n, hwnas_value_t *out) {
  int64_t *values = call->values;
  *out_n = 0;
  for (size_t i = 0; i < call->inputs->n; i++) {
    const hwnas_tensor_table_t *input = &call->inputs->items[i];
    int64_t times;
    hwnas_tensor_t tensor;
    if (!read_times(input, &next, &times, out)) return false;
    const hwnas_value_t *first = next;
    next += input->rank + input->n_values;
    const hwnas_value_t *cells = first;
    if (times > 0 && !read_tensor(input, &cells, values, &tensor)) {
      *out = first_undefined(first, input->rank + input->n_values);
      return false;
    }
    for (; times > 0; times--) tensors[(*out_n)++] = tensor;
    values += input->n_values;
  }
  return true;
}

/* One cell: guard, op type, attributes, then times, dims and values of every input. */
static hwnas_status_t *call_cell(void *self, const hwnas_value_t *cells, hwnas_value_t *out) {
  lifted_call_t *call = self;
  size_t n = 2 + call->op->n_attributes, n_tensors;
  hwnas_tensor_t tensors[HWNAS_TENSORS_MAX];
  if (!hwnas_value_truth(&cells[0])) {
    *out = hwnas_value_excluded();
    return NULL;
  }
  for (size_t i = 1; i < n; i++)
    if (cells[i].type == HWNAS_VALUE_EXCLUDED || cells[i].type == HWNAS_VALUE_UNDEFINED) {
      *out = cells[i];
      return NULL;
    }
  if (!read_inputs(call, &cells[n], tensors, &n_tensors, out)) return NULL;
  if (n_tensors == 0 && call->inputs->n > 0) {
    *out = call->nothing;
    return NULL;
  }
  return hwnas_compiler_concrete(call->compiler, cells[1].string, call->place, call->op->attributes,
                                 call->op->n_attributes, &cells[2], tensors, n_tensors, out);
}

static size_t count_tables(const hwnas_operator_t *op, const hwnas_tensors_t *inputs) {
  size_t n = 2 + op->n_attributes;
  for (size_t i = 0; i < inputs->n; i++)
    n += (inputs->items[i].times != NULL) + inputs->items[i].rank + inputs->items[i].n_values;
  return n;
}

static hwnas_status_t *lift_call(const hwnas_site_t *site, const hwnas_operator_t *op,
                                 const hwnas_tensors_t *operands, const char *place,
                                 const hwnas_table_t **out) {
  hwnas_compiler_t *compiler = site->compiler;
  hwnas_tensors_t pooled, *inputs = &pooled;
  HWNAS_TRY(hwnas_tensors_pool(compiler, operands, &pooled));
  size_t n = count_tables(op, inputs), at = 2;
  const hwnas_table_t **tables = hwnas_arena_alloc_array(compiler->arena, n, sizeof *tables);
  int64_t *values = hwnas_arena_alloc_array(compiler->arena, n, sizeof *values);
  if (!tables || !values) return hwnas_status_no_memory();
  tables[1] = op->type.table;
  for (size_t i = 0; i < op->n_attributes; i++) tables[at++] = op->attributes[i].lifted.table;
  for (size_t i = 0; i < inputs->n; i++) {
    const hwnas_tensor_table_t *tensor = &inputs->items[i];
    if (tensor->times) tables[at++] = tensor->times;
    for (uint32_t d = 0; d < tensor->rank; d++) tables[at++] = tensor->dims[d];
    for (uint32_t v = 0; v < tensor->n_values; v++) tables[at++] = tensor->values[v];
  }
  hwnas_table_t scope;
  HWNAS_TRY(hwnas_table_scope_union(&compiler->space->variables, &tables[1], n - 1, &scope));
  HWNAS_TRY(hwnas_table_project(compiler->arena, site->guard, &scope, &tables[0]));
  if (!tables[0]) tables[0] = hwnas_table_constant(compiler->arena, hwnas_value_bool(true));
  HWNAS_TRY_ALLOC(tables[0]);
  lifted_call_t call = {compiler, op, inputs, place, values, {0}};
  call.nothing = hwnas_refuse(compiler->arena, HWNAS_ERROR_SHAPE_REFUSED, place,
                              "nothing is merged here: all operands are left out");
  return hwnas_table_apply(compiler->arena, &compiler->space->variables, tables, n, call_cell, &call, out);
}

/* ---- Outputs --------------------------------------------------------------------------------- */

typedef struct pick {
  const hwnas_space_t *space;
  uint32_t output, item;
  bool values;
} pick_t;

/* Where the operator refuses, no legal network gets to what comes after: the refusal is judged with it. */
static hwnas_status_t *pick_cell(void *self, const hwnas_value_t *inputs, hwnas_value_t *out) {
  const pick_t *pick = self;
  *out = hwnas_value_excluded();
  if (inputs[0].type != HWNAS_VALUE_INT) return NULL;
  const hwnas_tensor_t *tensor = &pick->space->ops[inputs[0].integer]->op.outputs[pick->output];
  *out = hwnas_value_int(pick->values ? tensor->values[pick->item] : tensor->dims[pick->item]);
  return NULL;
}

static hwnas_status_t *pick_tables(hwnas_compiler_t *compiler, const hwnas_table_t *ops, pick_t pick,
                                   uint32_t n, const hwnas_table_t **out) {
  for (pick.item = 0; pick.item < n; pick.item++)
    HWNAS_TRY(hwnas_table_apply(compiler->arena, &compiler->space->variables, &ops, 1, pick_cell, &pick,
                                &out[pick.item]));
  return NULL;
}

/* Rank, type and number of the outputs must be the same for all cells; contents only if all know them. */
static hwnas_status_t *agree(const hwnas_site_t *site, const hwnas_operator_t *op, const hwnas_table_t *ops,
                             const hwnas_op_t **out_first, bool *out_values) {
  *out_first = NULL;
  *out_values = true;
  for (size_t c = 0; c < ops->n_cells; c++) {
    if (ops->cells[c].type != HWNAS_VALUE_INT) continue;
    const hwnas_op_t *one = &site->compiler->space->ops[ops->cells[c].integer]->op;
    if (!*out_first) *out_first = one;
    bool same = one->n_outputs == (*out_first)->n_outputs;
    for (uint32_t i = 0; same && i < one->n_outputs; i++) {
      const hwnas_tensor_t *a = &one->outputs[i], *b = &(*out_first)->outputs[i];
      same = a->rank == b->rank && a->dtype == b->dtype;
      if (!a->values || a->n_values != b->n_values) *out_values = false;
    }
    if (!same)
      return hwnas_status_in_module(
          hwnas_json_at(
              hwnas_status_make(HWNAS_ERROR_RANK_MISMATCH,
                                "the output of operator '%s' changes its rank or type with the choices",
                                one->type),
              op->json),
          site->path);
  }
  return NULL;
}

static hwnas_status_t *make_outputs(const hwnas_site_t *site, const hwnas_operator_t *op,
                                    const hwnas_table_t *ops, hwnas_tensors_t *out) {
  const hwnas_op_t *first;
  bool values;
  HWNAS_TRY(agree(site, op, ops, &first, &values));
  hwnas_compiler_t *compiler = site->compiler;
  if (!first) return hwnas_tensors_blank(compiler, 1, HWNAS_RANK_NEVER, out);
  *out = (hwnas_tensors_t){.n = first->n_outputs};
  out->items = hwnas_arena_alloc_array(compiler->arena, out->n, sizeof *out->items);
  HWNAS_TRY_ALLOC(out->items);
  for (uint32_t i = 0; i < first->n_outputs; i++) {
    hwnas_tensor_table_t *tensor = &out->items[i];
    tensor->rank = first->outputs[i].rank;
    tensor->dtype = first->outputs[i].dtype;
    HWNAS_TRY(pick_tables(compiler, ops, (pick_t){compiler->space, i, 0, false}, tensor->rank, tensor->dims));
    if (!values || first->outputs[i].n_values == 0) continue;
    tensor->n_values = first->outputs[i].n_values;
    const hwnas_table_t **contents =
        hwnas_arena_alloc_array(compiler->arena, tensor->n_values, sizeof *contents);
    HWNAS_TRY_ALLOC(contents);
    HWNAS_TRY(pick_tables(compiler, ops, (pick_t){compiler->space, i, 0, true}, tensor->n_values, contents));
    tensor->values = contents;
  }
  return NULL;
}

/* ---- The use --------------------------------------------------------------------------------- */

static hwnas_status_t *owner_of(hwnas_compiler_t *compiler, const char *weights, uint32_t *out) {
  hwnas_space_t *space = compiler->space;
  void *found = weights ? hwnas_map_get(&compiler->owners, weights) : NULL;
  *out = found ? (uint32_t)(uintptr_t)found - 1 : (uint32_t)space->n_owners++;
  if (weights && !found && !hwnas_map_set(&compiler->owners, weights, (void *)(uintptr_t)(*out + 1)))
    return hwnas_status_no_memory();
  return NULL;
}

static hwnas_status_t *make_use(const hwnas_site_t *site, const hwnas_operator_t *op,
                                const hwnas_table_t *ops, hwnas_module_t *node) {
  hwnas_compiler_t *compiler = site->compiler;
  const hwnas_table_t *parts[] = {ops, site->guard};
  HWNAS_TRY(hwnas_derive_to_fit(&compiler->space->variables, parts, site->guard ? 2 : 1));
  hwnas_use_t use = {
      .path = site->path, .place = node->place, .ops = parts[0], .guard = parts[1], .module = node};
  HWNAS_TRY(owner_of(compiler, op->weights, &use.owner));
  node->use = (int64_t)compiler->space->n_uses;
  if (!HWNAS_PUSH(compiler->arena, compiler->space->uses, compiler->space->n_uses, compiler->uses_capacity,
                  use))
    return hwnas_status_no_memory();
  return NULL;
}

static const char *title_of(hwnas_compiler_t *compiler, const hwnas_table_t *type) {
  const hwnas_value_t *constant = hwnas_table_is_constant(type);
  if (constant && constant->type == HWNAS_VALUE_STRING) return constant->string;
  hwnas_str_t text;
  hwnas_str_init(&text);
  hwnas_table_print_values(type, &text);
  return hwnas_arena_keep(compiler->arena, &text);
}

/* What the file says of the operator, for those who show it or write it down again. */
static hwnas_status_t *describe(const hwnas_site_t *site, const hwnas_operator_t *op, hwnas_module_t *node) {
  hwnas_compiler_t *compiler = site->compiler;
  hwnas_module_attribute_t *attributes =
      hwnas_arena_alloc_array(compiler->arena, op->n_attributes, sizeof *attributes);
  HWNAS_TRY_ALLOC(attributes);
  for (size_t i = 0; i < op->n_attributes; i++) {
    const hwnas_attribute_t *from = &op->attributes[i];
    attributes[i] = (hwnas_module_attribute_t){from->name, from->lifted.table, NULL, site->frame};
    if (!hwnas_is_cells(from->json) && !hwnas_is_literal(from->json))
      HWNAS_TRY(hwnas_compiler_expr(compiler, from->json, &attributes[i].expr));
  }
  node->decides = op->type.table;
  node->attributes = attributes;
  node->n_attributes = op->n_attributes;
  node->weights = op->weights;
  return NULL;
}

hwnas_status_t *hwnas_operator_apply(const hwnas_site_t *site, const hwnas_operator_t *op,
                                     const hwnas_tensors_t *inputs, hwnas_tensors_t *out) {
  hwnas_compiler_t *compiler = site->compiler;
  const char *title = title_of(compiler, op->type.table);
  HWNAS_TRY_ALLOC(title);
  hwnas_module_t *node =
      hwnas_module_node(site, op->leaf ? HWNAS_MODULE_LEAF : HWNAS_MODULE_OPERATOR, title, op->json);
  HWNAS_TRY_ALLOC(node);
  HWNAS_TRY(describe(site, op, node));
  HWNAS_TRY(hwnas_compiler_use_reads(compiler, &op->type, site->guard));
  for (size_t i = 0; i < op->n_attributes; i++)
    HWNAS_TRY(hwnas_compiler_use_reads(compiler, &op->attributes[i].lifted, site->guard));
  bool ready;
  HWNAS_TRY(check_types(site, op, inputs, &ready));
  bool never = hwnas_tensors_are_never(inputs);
  if (!ready) return hwnas_tensors_blank(compiler, 1, never ? HWNAS_RANK_NEVER : HWNAS_RANK_UNKNOWN, out);
  const hwnas_table_t *ops = NULL;
  HWNAS_TRY(hwnas_status_in_module(hwnas_json_at(lift_call(site, op, inputs, node->place, &ops), op->json),
                                   site->path));
  HWNAS_TRY(hwnas_compiler_suspect(compiler, ops, site->guard, site->path, node->place, inputs));
  HWNAS_TRY(make_use(site, op, ops, node));
  HWNAS_TRY(make_outputs(site, op, ops, out));
  hwnas_module_set_outputs(node, out);
  return NULL;
}

/* ---- From JSON ------------------------------------------------------------------------------- */

static hwnas_status_t *lift_weights(const hwnas_site_t *site, const hwnas_json_t *json,
                                    hwnas_operator_t *op) {
  const hwnas_json_t *weights = hwnas_json_get(json, "weights");
  return weights ? hwnas_lift_text(site->compiler, weights, site->frame, &op->weights) : NULL;
}

hwnas_status_t *hwnas_operator_read(const hwnas_site_t *site, const hwnas_json_t *json, const char *kind_key,
                                    hwnas_operator_t *op) {
  hwnas_compiler_t *compiler = site->compiler;
  op->json = json;
  op->attributes = hwnas_arena_alloc_array(compiler->arena, json->n, sizeof *op->attributes);
  HWNAS_TRY_ALLOC(op->attributes);
  for (size_t i = 0; i < json->n; i++) {
    const hwnas_json_t *member = &json->children[i];
    if (strcmp(member->key, kind_key) == 0 || hwnas_module_is_common_key(member->key)) continue;
    hwnas_attribute_t *attribute = &op->attributes[op->n_attributes++];
    attribute->name = hwnas_arena_strdup(compiler->arena, member->key);
    attribute->json = member;
    HWNAS_TRY_ALLOC(attribute->name);
    HWNAS_TRY(hwnas_lift(compiler, member, site->frame, site->guard, &attribute->lifted));
  }
  return lift_weights(site, json, op);
}

hwnas_status_t *hwnas_module_operator(const hwnas_site_t *site, const hwnas_json_t *json,
                                      const hwnas_tensors_t *inputs, hwnas_tensors_t *out) {
  const hwnas_json_t *leaf = hwnas_json_get(json, "leaf");
  hwnas_operator_t op = {.leaf = leaf && leaf->boolean};
  HWNAS_TRY(hwnas_lift(site->compiler, hwnas_json_get(json, "op"), site->frame, site->guard, &op.type));
  HWNAS_TRY(hwnas_operator_read(site, json, "op", &op));
  return hwnas_operator_apply(site, &op, inputs, out);
}

static hwnas_status_t *constant_type(const hwnas_site_t *site, const char *op_type, hwnas_lifted_t *out) {
  out->table = hwnas_table_constant(site->compiler->arena, hwnas_value_string(op_type));
  return out->table ? NULL : hwnas_status_no_memory();
}

hwnas_status_t *hwnas_module_functional(const hwnas_site_t *site, const char *op_type, const char *name,
                                        const hwnas_json_t *json, const hwnas_tensors_t *inputs,
                                        hwnas_tensors_t *out) {
  hwnas_operator_t op = {.json = json};
  hwnas_site_t child = *site;
  HWNAS_TRY(constant_type(site, op_type, &op.type));
  child.path = site->path[0] ? hwnas_arena_printf(site->compiler->arena, "%s.%s", site->path, name) : name;
  child.name = name;
  HWNAS_TRY_ALLOC(child.path);
  hwnas_site_set_inputs(&child, inputs);
  HWNAS_TRY(hwnas_operator_apply(&child, &op, inputs, out));
  hwnas_module_made(site)->implied = true;
  return NULL;
}

hwnas_status_t *hwnas_module_parameter(const hwnas_site_t *site, const hwnas_json_t *json,
                                       const hwnas_tensors_t *inputs, hwnas_tensors_t *out) {
  (void)inputs;
  hwnas_compiler_t *compiler = site->compiler;
  hwnas_tensors_t none = {.n = 0};
  hwnas_attribute_t shape = {.name = "shape", .json = hwnas_json_get(json, "parameter")};
  hwnas_operator_t op = {.json = json, .attributes = &shape, .n_attributes = 1};
  HWNAS_TRY(constant_type(site, "parameter", &op.type));
  HWNAS_TRY(hwnas_lift(compiler, shape.json, site->frame, site->guard, &shape.lifted));
  HWNAS_TRY(lift_weights(site, json, &op));
  HWNAS_TRY(hwnas_operator_apply(site, &op, &none, out));
  hwnas_module_made(site)->kind = HWNAS_MODULE_PARAMETER;
  return NULL;
}
