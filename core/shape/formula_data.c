/* Formulas written as data in a space file: expressions over the inputs' dims and the attributes. */
#include <string.h>

#include "shape/internal.h"

typedef struct named_expr {
  const char *name;
  const hwnas_expr_t *expr;
} named_expr_t;

struct hwnas_formula_data {
  const char *place;
  const hwnas_expr_t **shape; /* one per output */
  size_t n_outputs;
  bool has_work;
  const hwnas_expr_t *work[HWNAS_WORK_KINDS];       /* NULL: none */
  const hwnas_expr_t *weights[HWNAS_WEIGHTS_KINDS]; /* NULL: none */
  const named_expr_t *costs;                        /* "flops", "flops@nni", "cost" */
  size_t n_costs;
};

static const char *const work_names[] = {"macs",       "bias",        "normalization",
                                         "activation", "elementwise", "bytes"};
static const char *const weights_names[] = {"weight", "bias", "norm", "free", "buffer"};

/* ---- Evaluation ------------------------------------------------------------------------------ */

typedef struct names {
  hwnas_arena_t *arena;
  const hwnas_concrete_op_t *op;
} names_t;

static hwnas_status_t *dims_of(hwnas_arena_t *arena, const hwnas_tensor_t *tensor, hwnas_value_t *out) {
  hwnas_value_t dims[HWNAS_RANK_MAX];
  for (uint32_t d = 0; d < tensor->rank; d++) dims[d] = hwnas_value_int(tensor->dims[d]);
  const hwnas_list_t *list = hwnas_list_make(arena, dims, tensor->rank);
  HWNAS_TRY_ALLOC(list);
  *out = hwnas_value_list(list);
  return NULL;
}

/* in0, in1 ...; out0 ...; else an attribute. */
static hwnas_status_t *on_name(void *self, const char *name, bool *out_found, hwnas_value_t *out) {
  const names_t *names = self;
  const hwnas_op_t *op = &names->op->op;
  bool in = strncmp(name, "in", 2) == 0, is_out = strncmp(name, "out", 3) == 0;
  const char *digits = name + (in ? 2 : 3);
  *out_found = true;
  if ((in || is_out) && *digits >= '0' && *digits <= '9' && strlen(digits) <= 2) {
    uint32_t number = (uint32_t)(digits[0] - '0');
    if (digits[1]) number = number * 10 + (uint32_t)(digits[1] - '0');
    if (in && number < op->n_inputs) return dims_of(names->arena, &op->inputs[number], out);
    if (is_out && number < op->n_outputs) return dims_of(names->arena, &op->outputs[number], out);
  }
  int32_t i = hwnas_option_find(&names->op->attributes.table, name);
  *out_found = i >= 0;
  if (i >= 0) *out = names->op->attributes.values[i];
  return NULL;
}

static const char *const *on_known(void *self, size_t *out_n) {
  const names_t *names = self;
  const hwnas_option_table_t *table = &names->op->attributes.table;
  const char **known = hwnas_arena_alloc_array(names->arena, table->n + 1, sizeof *known);
  *out_n = 0;
  for (uint32_t i = 0; known && i < table->n; i++) known[(*out_n)++] = hwnas_option_at(table, i)->name;
  if (known) known[(*out_n)++] = "in0";
  return known;
}

static hwnas_status_t *evaluate(hwnas_arena_t *arena, const hwnas_expr_t *expr, const hwnas_concrete_op_t *op,
                                hwnas_value_t *out) {
  names_t names = {arena, op};
  hwnas_expr_context_t context = {.arena = arena, .self = &names, .name = on_name, .known = on_known};
  HWNAS_TRY(hwnas_expr_eval(expr, &context, out));
  if (out->type != HWNAS_VALUE_UNDEFINED) return NULL;
  return hwnas_status_at(
      hwnas_status_make(HWNAS_ERROR_FORMULA_DATA, "formula of '%s': %s", op->op.type, out->refusal->what),
      "%s", hwnas_expr_place(expr));
}

static hwnas_status_t *wrong_value(const hwnas_expr_t *expr, const hwnas_concrete_op_t *op, const char *what,
                                   const hwnas_value_t *value) {
  hwnas_str_t text;
  hwnas_str_init(&text);
  hwnas_value_print(value, &text);
  hwnas_status_t *status = hwnas_status_make(
      HWNAS_ERROR_FORMULA_DATA, "formula of '%s' gives %s where %s is needed", op->op.type, text.text, what);
  hwnas_str_deinit(&text);
  return hwnas_status_at(status, "%s", hwnas_expr_place(expr));
}

static hwnas_status_t *evaluate_count(hwnas_arena_t *arena, const hwnas_expr_t *expr,
                                      const hwnas_concrete_op_t *op, int64_t *out) {
  hwnas_value_t value;
  HWNAS_TRY(evaluate(arena, expr, op, &value));
  if (hwnas_value_to_int(&value, out) && *out >= 0) return NULL;
  return wrong_value(expr, op, "a whole number", &value);
}

static hwnas_status_t *to_tensor(const hwnas_expr_t *expr, const hwnas_concrete_op_t *op,
                                 const hwnas_value_t *value, hwnas_tensor_t *out) {
  bool good = value->type == HWNAS_VALUE_LIST && value->list->n <= HWNAS_RANK_MAX;
  for (size_t d = 0; good && d < value->list->n; d++)
    good = hwnas_value_to_int(&value->list->items[d], &out->dims[d]);
  if (!good) return wrong_value(expr, op, "a list of dimensions", value);
  out->rank = (uint32_t)value->list->n;
  out->dtype = op->op.n_inputs ? op->op.inputs[0].dtype : HWNAS_DTYPE_F32;
  return NULL;
}

hwnas_status_t *hwnas_formula_data_infer(const hwnas_formula_data_t *data, hwnas_arena_t *arena,
                                         const hwnas_concrete_op_t *op, hwnas_tensor_t *outputs,
                                         uint32_t *out_n) {
  for (size_t i = 0; i < data->n_outputs; i++) {
    hwnas_value_t value;
    HWNAS_TRY(evaluate(arena, data->shape[i], op, &value));
    HWNAS_TRY(to_tensor(data->shape[i], op, &value, &outputs[i]));
  }
  *out_n = (uint32_t)data->n_outputs;
  return NULL;
}

static hwnas_status_t *evaluate_counts(const hwnas_expr_t *const *exprs, size_t n,
                                       const hwnas_concrete_op_t *op, int64_t *out) {
  hwnas_arena_t arena;
  hwnas_arena_init(&arena);
  hwnas_status_t *status = NULL;
  for (size_t i = 0; i < n && !status; i++)
    if (exprs[i]) status = evaluate_count(&arena, exprs[i], op, &out[i]);
  hwnas_arena_deinit(&arena);
  return status;
}

hwnas_status_t *hwnas_formula_data_work(const hwnas_formula_data_t *data, const hwnas_concrete_op_t *op,
                                        bool *out_known, int64_t *out) {
  *out_known = data->has_work;
  return evaluate_counts(data->work, HWNAS_WORK_KINDS, op, out);
}

hwnas_status_t *hwnas_formula_data_weights(const hwnas_formula_data_t *data, const hwnas_concrete_op_t *op,
                                           int64_t *out) {
  return evaluate_counts(data->weights, HWNAS_WEIGHTS_KINDS, op, out);
}

static const hwnas_expr_t *find_cost(const hwnas_formula_data_t *data, const char *metric,
                                     const char *convention) {
  const hwnas_expr_t *found = NULL;
  int rank = 0; /* the most special one wins */
  size_t length = strlen(metric);
  for (size_t i = 0; i < data->n_costs; i++) {
    const char *name = data->costs[i].name;
    int now = 0;
    if (strcmp(name, "cost") == 0)
      now = 1;
    else if (strcmp(name, metric) == 0)
      now = 2;
    else if (convention && strncmp(name, metric, length) == 0 && name[length] == '@' &&
             strcmp(name + length + 1, convention) == 0)
      now = 3;
    if (now > rank) {
      rank = now;
      found = data->costs[i].expr;
    }
  }
  return found;
}

hwnas_status_t *hwnas_formula_data_cost(const hwnas_formula_data_t *data, const hwnas_concrete_op_t *op,
                                        const char *metric, const char *convention, bool *out_known,
                                        double *out) {
  const hwnas_expr_t *expr = find_cost(data, metric, convention);
  *out_known = expr != NULL;
  if (!expr) return NULL;
  hwnas_arena_t arena;
  hwnas_arena_init(&arena);
  hwnas_value_t value;
  hwnas_status_t *status = evaluate(&arena, expr, op, &value);
  if (!status && !hwnas_value_to_real(&value, out)) status = wrong_value(expr, op, "a number", &value);
  hwnas_arena_deinit(&arena);
  return status;
}

/* ---- Reading --------------------------------------------------------------------------------- */

/* {"macs": EXPR ...}: one expression per known name. */
static hwnas_status_t *read_counts(hwnas_compiler_t *compiler, const hwnas_json_t *json,
                                   const char *const *names, size_t n, const hwnas_expr_t **out) {
  if (!json) return NULL;
  HWNAS_TRY(hwnas_json_check_keys(json, names, n));
  for (size_t i = 0; i < n; i++) {
    const hwnas_json_t *member = hwnas_json_get(json, names[i]);
    if (member) HWNAS_TRY(hwnas_compiler_expr(compiler, member, &out[i]));
  }
  return NULL;
}

static hwnas_status_t *read_shape(hwnas_compiler_t *compiler, const hwnas_json_t *json,
                                  hwnas_formula_data_t *data) {
  const hwnas_json_t *shape = hwnas_json_get(json, "shape");
  if (!shape) {
    hwnas_status_t *status =
        hwnas_status_make(HWNAS_ERROR_MISSING_KEY, "the formula of '%s' lacks 'shape'", json->key);
    hwnas_status_detail(status, "a list with one expression per output: \"shape\": [\"=in0\"]");
    return hwnas_json_at(status, json);
  }
  HWNAS_TRY(hwnas_json_expect(shape, HWNAS_JSON_ARRAY));
  if (shape->n == 0 || shape->n > HWNAS_OUTPUTS_MAX)
    return hwnas_json_at(
        hwnas_status_make(HWNAS_ERROR_SPACE_FORM, "'shape' must list 1 to %d outputs", HWNAS_OUTPUTS_MAX),
        shape);
  data->shape = hwnas_arena_alloc_array(compiler->arena, shape->n, sizeof *data->shape);
  HWNAS_TRY_ALLOC(data->shape);
  data->n_outputs = shape->n;
  for (size_t i = 0; i < shape->n; i++)
    HWNAS_TRY(hwnas_compiler_expr(compiler, &shape->children[i], &data->shape[i]));
  return NULL;
}

static bool is_section(const char *key) {
  return strcmp(key, "shape") == 0 || strcmp(key, "work") == 0 || strcmp(key, "weights") == 0 ||
         strcmp(key, "attributes") == 0;
}

/* Every other key is a metric; its value an expression or a number. */
static hwnas_status_t *read_costs(hwnas_compiler_t *compiler, const hwnas_json_t *json,
                                  hwnas_formula_data_t *data) {
  static const char *const sections[] = {"shape", "work", "weights", "attributes", "cost"};
  named_expr_t *costs = hwnas_arena_alloc_array(compiler->arena, json->n, sizeof *costs);
  HWNAS_TRY_ALLOC(costs);
  data->costs = costs;
  for (size_t i = 0; i < json->n; i++) {
    const hwnas_json_t *member = &json->children[i];
    if (is_section(member->key)) continue;
    bool expression = member->type == HWNAS_JSON_STRING && member->string[0] == '=';
    if (!expression && member->type != HWNAS_JSON_INT && member->type != HWNAS_JSON_REAL) {
      hwnas_status_t *status =
          hwnas_status_make(HWNAS_ERROR_UNKNOWN_KEY,
                            "'%s' is neither a section of a formula nor the cost in a metric", member->key);
      return hwnas_json_at(hwnas_status_suggest(status, member->key, sections, 5), member);
    }
    named_expr_t *cost = &costs[data->n_costs++];
    cost->name = hwnas_arena_strdup(compiler->arena, member->key);
    HWNAS_TRY_ALLOC(cost->name);
    HWNAS_TRY(hwnas_compiler_expr(compiler, member, &cost->expr));
  }
  return NULL;
}

/* Attributes may be of any type; null means required. */
static hwnas_status_t *read_attributes(hwnas_compiler_t *compiler, const hwnas_json_t *json,
                                       hwnas_formula_t *formula) {
  const hwnas_json_t *attributes = hwnas_json_get(json, "attributes");
  size_t n = 0;
  if (attributes) {
    HWNAS_TRY(hwnas_json_expect(attributes, HWNAS_JSON_OBJECT));
    n = attributes->n;
  }
  hwnas_option_t *options = hwnas_arena_alloc_array(compiler->arena, n, sizeof *options);
  HWNAS_TRY_ALLOC(options);
  for (size_t i = 0; i < n; i++) {
    const hwnas_json_t *member = &attributes->children[i];
    hwnas_str_t text;
    hwnas_str_init(&text);
    hwnas_json_print(member, &text);
    options[i] = (hwnas_option_t){
        .name = hwnas_arena_strdup(compiler->arena, member->key), .help = "", .type = HWNAS_OPTION_ANY};
    if (member->type != HWNAS_JSON_NULL)
      options[i].default_json = hwnas_arena_strdup(compiler->arena, text.text);
    hwnas_str_deinit(&text);
    if (!options[i].name || (member->type != HWNAS_JSON_NULL && !options[i].default_json))
      return hwnas_status_no_memory();
  }
  const char *owner = hwnas_arena_printf(compiler->arena, "operator '%s'", json->key);
  HWNAS_TRY_ALLOC(owner);
  formula->attributes =
      (hwnas_option_table_t){.options = options, .n = (uint32_t)n, .size = sizeof *options, .owner = owner};
  return NULL;
}

static hwnas_status_t *read_one(hwnas_compiler_t *compiler, const hwnas_json_t *json) {
  HWNAS_TRY(hwnas_json_expect(json, HWNAS_JSON_OBJECT));
  hwnas_formula_data_t *data = hwnas_arena_alloc(compiler->arena, sizeof *data);
  hwnas_formula_t *formula = hwnas_arena_alloc(compiler->arena, sizeof *formula);
  if (!data || !formula) return hwnas_status_no_memory();
  const hwnas_json_t *work = hwnas_json_get(json, "work");
  data->place = hwnas_compiler_place(compiler, json);
  data->has_work = work != NULL;
  HWNAS_TRY(read_shape(compiler, json, data));
  HWNAS_TRY(read_counts(compiler, work, work_names, HWNAS_WORK_KINDS, data->work));
  HWNAS_TRY(read_counts(compiler, hwnas_json_get(json, "weights"), weights_names, HWNAS_WEIGHTS_KINDS,
                        data->weights));
  HWNAS_TRY(read_costs(compiler, json, data));
  HWNAS_TRY(read_attributes(compiler, json, formula));
  formula->op_type = hwnas_arena_strdup(compiler->arena, json->key);
  formula->provider = data->place;
  formula->data = data;
  if (!formula->op_type || !hwnas_map_set(&compiler->data_formulas, formula->op_type, formula))
    return hwnas_status_no_memory();
  return NULL;
}

hwnas_status_t *hwnas_formula_data_read(hwnas_compiler_t *compiler, const hwnas_json_t *formulas) {
  if (!formulas) return NULL;
  HWNAS_TRY(hwnas_json_expect(formulas, HWNAS_JSON_OBJECT));
  hwnas_status_t *list = NULL;
  for (size_t i = 0; i < formulas->n; i++)
    hwnas_status_append(&list, read_one(compiler, &formulas->children[i]));
  return list;
}
