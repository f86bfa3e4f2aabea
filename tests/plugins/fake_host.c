#include "fake_host.h"

#include <criterion/criterion.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- Plugins --------------------------------------------------------------------------------- */

/* clang-format off: one line for each file */
#define FORMULAS(X)  \
  X(conv)            \
  X(conv_transpose)  \
  X(linear)          \
  X(norm)            \
  X(activation)      \
  X(pool)            \
  X(fractional_pool) \
  X(unpool)          \
  X(pad)             \
  X(resample)        \
  X(grid)            \
  X(shuffle)         \
  X(fold)            \
  X(embedding)       \
  X(bilinear)        \
  X(distance)        \
  X(tensor)          \
  X(view)            \
  X(arithmetic)      \
  X(elementwise)     \
  X(compare)         \
  X(reduction)       \
  X(along)           \
  X(matmul)          \
  X(einsum)          \
  X(functional)      \
  X(lookup)          \
  X(rearrange)       \
  X(recurrent)       \
  X(attention)       \
  X(transformer)
/* clang-format on */
#define PROFILERS(X) X(flops) X(params) X(macs) X(entropy) X(depth) X(working_set)
#define DECLARE(module) const hwnas_plugin_t *module##_LTX_hwnas_plugin_query(uint32_t, uint32_t);
#define CALL(module) module##_LTX_hwnas_plugin_query(HWNAS_ABI_MAJOR, HWNAS_ABI_MINOR),
FORMULAS(DECLARE)
PROFILERS(DECLARE)

const hwnas_plugin_t *const *fake_plugins(void) {
  static const hwnas_plugin_t *plugins[64];
  const hwnas_plugin_t *all[] = {FORMULAS(CALL) PROFILERS(CALL) NULL};
  memcpy(plugins, all, sizeof all);
  return plugins;
}

const hwnas_component_t *fake_component(const char *kind, const char *name) {
  for (const hwnas_plugin_t *const *plugin = fake_plugins(); *plugin; plugin++)
    for (const hwnas_component_t *const *c = (*plugin)->components; *c; c++)
      if (strcmp((*c)->kind, kind) == 0 && strcmp((*c)->name, name) == 0) return *c;
  return NULL;
}

static int serves(const hwnas_component_t *component, const char *op_type) {
  if (strcmp(component->kind, HWNAS_KIND_SHAPE_FORMULA) != 0) return 0;
  const hwnas_shape_formula_t *formula = component->table;
  for (const char *const *type = formula->op_types; *type; type++)
    if (strcmp(*type, op_type) == 0) return 1;
  return 0;
}

const hwnas_component_t *fake_formula(const char *op_type) {
  for (const hwnas_plugin_t *const *plugin = fake_plugins(); *plugin; plugin++)
    for (const hwnas_component_t *const *c = (*plugin)->components; *c; c++)
      if (serves(*c, op_type)) return *c;
  return NULL;
}

/* ---- Options --------------------------------------------------------------------------------- */

static const hwnas_option_t *find_option(const hwnas_component_t *component, const char *name,
                                         size_t length) {
  for (uint32_t i = 0; i < component->n_options; i++)
    if (strncmp(component->options[i].name, name, length) == 0 && !component->options[i].name[length])
      return &component->options[i];
  return NULL;
}

/* The text of a value: what was given, else the default without quotes; 0 if there is neither. */
static int value_text(const hwnas_options_t *self, const char *name, char out[64]) {
  const fake_options_t *options = self->host;
  size_t length = strlen(name);
  const hwnas_option_t *option = find_option(options->component, name, length);
  for (const char *at = options->given; option && *at; at += strcspn(at, " "), at += *at == ' ') {
    if (strncmp(at, name, length) != 0 || at[length] != '=') continue;
    snprintf(out, 64, "%.*s", (int)strcspn(at + length + 1, " "), at + length + 1);
    return 1;
  }
  if (!option || !option->default_json) return 0;
  const char *text = option->default_json + (option->default_json[0] == '"');
  snprintf(out, 64, "%.*s", (int)strcspn(text, "\""), text);
  return 1;
}

static int is_word(const char *text) {
  return (text[0] >= 'a' && text[0] <= 'z') || (text[0] >= 'A' && text[0] <= 'Z');
}

static int32_t has_value(const hwnas_options_t *self, const char *name) {
  char text[64];
  return value_text(self, name, text);
}

static int64_t get_integer(const hwnas_options_t *self, const char *name) {
  char text[64];
  if (!value_text(self, name, text)) return 0;
  return strcmp(text, "true") == 0 ? 1 : strtoll(text, NULL, 10);
}

static double get_number(const hwnas_options_t *self, const char *name) {
  char text[64];
  return value_text(self, name, text) ? strtod(text, NULL) : 0;
}

/* What outlives the call: the table's own text of a choice; any other text is kept with the options. */
static const char *get_string(const hwnas_options_t *self, const char *name) {
  char text[64];
  fake_options_t *options = (fake_options_t *)(uintptr_t)self->host;
  const hwnas_option_t *option = find_option(options->component, name, strlen(name));
  if (option && option->type == HWNAS_OPTION_STRING)
    return value_text(self, name, options->text) ? options->text : NULL;
  if (!option || !option->choices || !value_text(self, name, text)) return NULL;
  for (const char *const *choice = option->choices; *choice; choice++)
    if (strcmp(*choice, text) == 0) return *choice;
  return NULL;
}

/* "null" is an integer too. */
static int64_t read_integer(const char *text, char **out_end) {
  if (strncmp(text, "null", 4) != 0) return strtoll(text, out_end, 10);
  *out_end = (char *)(uintptr_t)(text + 4);
  return HWNAS_OPTION_NULL;
}

static size_t get_integers(const hwnas_options_t *self, const char *name, int64_t *out, size_t cap) {
  char text[64];
  size_t n = 0;
  if (!value_text(self, name, text) || (is_word(text) && strncmp(text, "null", 4) != 0)) return 0;
  for (const char *at = text; *at; n++) {
    char *end;
    int64_t value = read_integer(at, &end);
    if (n < cap) out[n] = value;
    at = end + (*end == ',');
  }
  return n;
}

static size_t get_numbers(const hwnas_options_t *self, const char *name, double *out, size_t cap) {
  char text[64];
  size_t n = 0;
  if (!value_text(self, name, text)) return 0;
  for (const char *at = text; *at; n++) {
    char *end;
    double value = strtod(at, &end);
    if (n < cap) out[n] = value;
    at = end + (*end == ',');
  }
  return n;
}

static void check_value(const fake_options_t *options, const hwnas_option_t *option) {
  int64_t values[64];
  if (!has_value(&options->view, option->name)) {
    cr_assert(option->flags & HWNAS_OPTION_FLAG_OPTIONAL, "'%s' is required", option->name);
    return;
  }
  if (option->type == HWNAS_OPTION_ENUM) cr_assert_not_null(get_string(&options->view, option->name));
  if (option->type != HWNAS_OPTION_INTEGER && option->type != HWNAS_OPTION_INTEGERS) return;
  size_t n = get_integers(&options->view, option->name, values, 64);
  for (size_t i = 0; (option->min != 0 || option->max != 0) && i < n; i++)
    cr_assert(((option->flags & HWNAS_OPTION_FLAG_NULLS) && values[i] == HWNAS_OPTION_NULL) ||
                  ((double)values[i] >= option->min && (double)values[i] <= option->max),
              "'%s' is outside its range", option->name);
}

void fake_options_init(fake_options_t *options, const hwnas_component_t *component, const char *given) {
  *options = (fake_options_t){.view = {.struct_size = sizeof options->view,
                                       .host = options,
                                       .has = has_value,
                                       .integer = get_integer,
                                       .number = get_number,
                                       .string = get_string,
                                       .integers = get_integers,
                                       .numbers = get_numbers},
                              .component = component,
                              .given = given};
  for (const char *at = given; *at; at += strcspn(at, " "), at += *at == ' ')
    cr_assert_not_null(find_option(component, at, strcspn(at, "= ")), "no such option: %s", at);
  for (uint32_t i = 0; i < component->n_options; i++) check_value(options, &component->options[i]);
}

/* ---- Calls ----------------------------------------------------------------------------------- */

static hwnas_result_t record(hwnas_call_t *call, hwnas_result_t code, const char *format, ...) {
  fake_op_t *op = call->host;
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(op->message, sizeof op->message, format, arguments);
  va_end(arguments);
  return code;
}

static void ignore_log(hwnas_call_t *call, int32_t level, const char *text) {
  (void)call;
  (void)level;
  (void)text;
}

static int32_t never_cancelled(hwnas_call_t *call) {
  (void)call;
  return 0;
}

/* As hosts may: none of these plugins may depend on more. */
static void *no_scratch(hwnas_call_t *call, size_t size) {
  (void)call;
  (void)size;
  return NULL;
}

static const void *no_service(hwnas_call_t *call, const char *id) {
  (void)call;
  (void)id;
  return NULL;
}

static int32_t read_dtype(const char **at) {
  static const struct {
    const char *prefix;
    int32_t dtype;
  } types[] = {{"f16:", HWNAS_DTYPE_F16},
               {"i64:", HWNAS_DTYPE_I64},
               {"i32:", HWNAS_DTYPE_I32},
               {"i8:", HWNAS_DTYPE_I8},
               {"bool:", HWNAS_DTYPE_BOOL}};
  for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
    size_t length = strlen(types[i].prefix);
    if (strncmp(*at, types[i].prefix, length) != 0) continue;
    *at += length;
    return types[i].dtype;
  }
  return HWNAS_DTYPE_F32;
}

static hwnas_tensor_t read_tensor(const char **at) {
  hwnas_tensor_t tensor = {.struct_size = sizeof tensor, .dtype = read_dtype(at)};
  if (strncmp(*at, "scalar", 6) == 0) {
    *at += 6;
    return tensor;
  }
  for (;;) {
    char *end;
    tensor.dims[tensor.rank++] = strtoll(*at, &end, 10);
    *at = end;
    if (*end != 'x' || tensor.rank == HWNAS_RANK_MAX) return tensor;
    ++*at;
  }
}

void fake_op_init(fake_op_t *op, const char *type, const char *attributes, const char *shapes) {
  const hwnas_component_t *component = fake_formula(type);
  memset(op, 0, sizeof *op);
  op->call =
      (hwnas_call_t){sizeof op->call, 0, op, record, ignore_log, never_cancelled, no_scratch, no_service};
  snprintf(op->type, sizeof op->type, "%s", type);
  cr_assert_not_null(component, "nobody serves '%s'", type);
  fake_options_init(&op->attributes, component, attributes);
  op->op = (hwnas_op_t){.struct_size = sizeof op->op,
                        .type = op->type,
                        .attributes = &op->attributes.view,
                        .inputs = op->inputs};
  while (*shapes) {
    cr_assert_lt(op->op.n_inputs, FAKE_INPUTS_MAX);
    op->inputs[op->op.n_inputs++] = read_tensor(&shapes);
    shapes += *shapes == ' ';
  }
}

static void print_outputs(fake_op_t *op, uint32_t n) {
  size_t at = 0;
  for (uint32_t i = 0; i < n; i++) {
    if (i) at += (size_t)snprintf(op->shape + at, sizeof op->shape - at, " ");
    if (op->outputs[i].rank == 0) at += (size_t)snprintf(op->shape + at, sizeof op->shape - at, "scalar");
    for (uint32_t d = 0; d < op->outputs[i].rank; d++)
      at += (size_t)snprintf(op->shape + at, sizeof op->shape - at, d ? "x%lld" : "%lld",
                             (long long)op->outputs[i].dims[d]);
  }
}

hwnas_result_t fake_op_run(fake_op_t *op) {
  const hwnas_shape_formula_t *formula = op->attributes.component->table;
  uint32_t n = 0;
  hwnas_result_t result = formula->infer(&op->call, &op->op, op->outputs, &n);
  if (result) return result;
  cr_assert(n >= 1 && n <= HWNAS_OUTPUTS_MAX);
  print_outputs(op, n);
  op->op.outputs = op->outputs;
  op->op.n_outputs = n;
  if (formula->work) result = formula->work(&op->call, &op->op, op->work);
  if (!result && formula->weights) result = formula->weights(&op->call, &op->op, op->weights);
  op->op.work = formula->work ? op->work : NULL;
  op->op.weights = op->weights;
  return result;
}

hwnas_result_t fake_op_price(fake_op_t *op, const char *profiler, const char *options, double *out) {
  const hwnas_component_t *component = fake_component(HWNAS_KIND_PROFILER, profiler);
  hwnas_object_t *instance = NULL;
  fake_options_t values;
  cr_assert_not_null(component, "no profiler '%s'", profiler);
  const hwnas_profiler_t *table = component->table;
  fake_options_init(&values, component, options);
  hwnas_result_t result = table->create(&op->call, &values.view, &instance);
  cr_assert_eq(result, HWNAS_OK);
  result = table->cost(instance, &op->call, &op->op, 0, out);
  table->destroy(instance);
  return result;
}
