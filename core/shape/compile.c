#include "shape/compile.h"

#include <stdlib.h>
#include <string.h>

#include "expr/derive.h"
#include "shape/internal.h"

/* ---- Inputs ---------------------------------------------------------------------------------- */

static hwnas_status_t *read_dtype(const hwnas_json_t *json, int32_t *out) {
  const char *names[HWNAS_DTYPE_BOOL];
  HWNAS_TRY(hwnas_json_expect(json, HWNAS_JSON_STRING));
  for (int32_t i = 0; i < HWNAS_DTYPE_BOOL; i++) {
    names[i] = hwnas_dtype_name(i + HWNAS_DTYPE_F32);
    if (strcmp(names[i], json->string) != 0) continue;
    *out = i + HWNAS_DTYPE_F32;
    return NULL;
  }
  hwnas_status_t *status = hwnas_status_make(HWNAS_ERROR_SPACE_FORM, "unknown data type '%s'", json->string);
  return hwnas_json_at(hwnas_status_suggest(status, json->string, names, HWNAS_DTYPE_BOOL), json);
}

/* Shape of an input: a list of dims, or {"shape", "dtype"}. */
static hwnas_status_t *read_input(hwnas_compiler_t *compiler, const hwnas_json_t *json,
                                  hwnas_tensor_table_t *out) {
  const hwnas_json_t *shape = json;
  out->dtype = HWNAS_DTYPE_F32;
  if (json->type == HWNAS_JSON_OBJECT) {
    static const char *const keys[] = {"shape", "dtype"};
    HWNAS_TRY(hwnas_json_check_keys(json, keys, 2));
    shape = hwnas_json_get(json, "shape");
    if (!shape) return hwnas_json_at(hwnas_status_make(HWNAS_ERROR_MISSING_KEY, "'shape' is missing"), json);
    if (hwnas_json_get(json, "dtype")) HWNAS_TRY(read_dtype(hwnas_json_get(json, "dtype"), &out->dtype));
  }
  HWNAS_TRY(hwnas_json_expect(shape, HWNAS_JSON_ARRAY));
  if (shape->n > HWNAS_RANK_MAX)
    return hwnas_json_at(hwnas_status_make(HWNAS_ERROR_SPACE_FORM, "at most %d dimensions", HWNAS_RANK_MAX),
                         shape);
  out->rank = (uint32_t)shape->n;
  for (uint32_t d = 0; d < out->rank; d++) {
    hwnas_lifted_t lifted = {0};
    HWNAS_TRY(hwnas_lift(compiler, &shape->children[d], compiler->globals, NULL, &lifted));
    HWNAS_TRY(hwnas_compiler_use_reads(compiler, &lifted, NULL));
    for (size_t c = 0; c < lifted.table->n_cells; c++) {
      int64_t dim;
      if (!hwnas_value_to_int(&lifted.table->cells[c], &dim) || dim < (d ? 1 : 0))
        return hwnas_json_at(
            hwnas_status_make(HWNAS_ERROR_SPACE_FORM, "a dimension must be a positive integer"),
            &shape->children[d]);
    }
    out->dims[d] = lifted.table;
  }
  return NULL;
}

static hwnas_status_t *read_inputs(hwnas_compiler_t *compiler, hwnas_tensors_t *out) {
  const hwnas_json_t *input = hwnas_json_get(compiler->document, "input");
  hwnas_space_t *space = compiler->space;
  if (!input) {
    hwnas_status_t *status = hwnas_status_make(HWNAS_ERROR_MISSING_KEY, "'input' is missing");
    hwnas_status_detail(status, "name the inputs and their shapes: \"input\": {\"image\": [1, 3, 224, 224]}");
    return hwnas_json_at(status, compiler->document);
  }
  HWNAS_TRY(hwnas_json_expect(input, HWNAS_JSON_OBJECT));
  if (input->n == 0 || input->n > 16)
    return hwnas_json_at(hwnas_status_make(HWNAS_ERROR_SPACE_FORM, "a space needs 1 to 16 inputs"), input);
  space->input_names = hwnas_arena_alloc_array(compiler->arena, input->n, sizeof *space->input_names);
  HWNAS_TRY_ALLOC(space->input_names);
  out->items = hwnas_arena_alloc_array(compiler->arena, input->n, sizeof *out->items);
  HWNAS_TRY_ALLOC(out->items);
  for (size_t i = 0; i < input->n; i++) {
    HWNAS_TRY(read_input(compiler, &input->children[i], &out->items[i]));
    space->input_names[i] = hwnas_arena_strdup(compiler->arena, input->children[i].key);
    HWNAS_TRY_ALLOC(space->input_names[i]);
  }
  out->n = space->n_inputs = input->n;
  space->inputs = out->items;
  return NULL;
}

/* ---- The document ---------------------------------------------------------------------------- */

static hwnas_status_t *read_text(hwnas_compiler_t *compiler, const char *key, const char **out) {
  const hwnas_json_t *json = hwnas_json_get(compiler->document, key);
  *out = "";
  if (!json) return NULL;
  HWNAS_TRY(hwnas_json_expect(json, HWNAS_JSON_STRING));
  *out = hwnas_arena_strdup(compiler->arena, json->string);
  return *out ? NULL : hwnas_status_no_memory();
}

static hwnas_status_t *check_format(const hwnas_json_t *document) {
  static const char *const keys[] = {
      "format",  "name",   "source", "description", "parameters",  "presets",  "let",       "choices",
      "derived", "blocks", "input",  "network",     "constraints", "formulas", "published", "activity"};
  HWNAS_TRY(hwnas_json_check_keys(document, keys, sizeof keys / sizeof *keys));
  const hwnas_json_t *format = hwnas_json_get(document, "format");
  if (format && format->type == HWNAS_JSON_STRING && strcmp(format->string, "hwnas-space/1") == 0)
    return NULL;
  hwnas_status_t *status = hwnas_status_make(HWNAS_ERROR_SPACE_FORM, "not a space file of a known format");
  hwnas_status_detail(status, "it must say \"format\": \"hwnas-space/1\"");
  return hwnas_json_at(status, format ? format : document);
}

/* "read": choices are active where modules read them, and where the file says so; "declared": only there. */
static hwnas_status_t *read_activity(hwnas_compiler_t *compiler) {
  static const char *const names[] = {"read", "declared"};
  const hwnas_json_t *json = hwnas_json_get(compiler->document, "activity");
  if (!json) return NULL;
  HWNAS_TRY(hwnas_json_expect(json, HWNAS_JSON_STRING));
  compiler->declares_activity = !strcmp(json->string, "declared");
  if (compiler->declares_activity || !strcmp(json->string, "read")) return NULL;
  hwnas_status_t *status = hwnas_status_make(HWNAS_ERROR_SPACE_FORM,
                                             "unknown activity '%s': it is read or declared", json->string);
  hwnas_status_suggest(status, json->string, names, 2);
  return hwnas_json_at(status, json);
}

static hwnas_status_t *read_head(hwnas_compiler_t *compiler) {
  HWNAS_TRY(check_format(compiler->document));
  HWNAS_TRY(read_text(compiler, "name", &compiler->space->name));
  HWNAS_TRY(read_text(compiler, "source", &compiler->space->source));
  HWNAS_TRY(read_text(compiler, "description", &compiler->space->description));
  const hwnas_json_t *formulas = hwnas_json_get(compiler->document, "formulas");
  compiler->space->formulas_json = formulas ? hwnas_compiler_print(compiler, formulas) : "";
  HWNAS_TRY_ALLOC(compiler->space->formulas_json);
  HWNAS_TRY(read_activity(compiler));
  compiler->blocks = hwnas_json_get(compiler->document, "blocks");
  return compiler->blocks ? hwnas_json_expect(compiler->blocks, HWNAS_JSON_OBJECT) : NULL;
}

static hwnas_status_t *instantiate_network(hwnas_compiler_t *compiler) {
  const hwnas_json_t *network = hwnas_json_get(compiler->document, "network");
  if (!network)
    return hwnas_json_at(hwnas_status_make(HWNAS_ERROR_MISSING_KEY, "'network' is missing"),
                         compiler->document);
  hwnas_tensors_t *tensors = hwnas_arena_alloc_array(compiler->arena, 2, sizeof *tensors);
  HWNAS_TRY_ALLOC(tensors);
  HWNAS_TRY(read_inputs(compiler, &tensors[0]));
  hwnas_site_t site = {.compiler = compiler, .frame = compiler->globals, .path = "", .name = ""};
  return hwnas_module_instantiate(&site, network, &tensors[0], &tensors[1]);
}

/* A choice that no module ever reads is never active; numbers in the label map become choices. */
static hwnas_status_t *finish_choices(hwnas_compiler_t *compiler) {
  hwnas_space_t *space = compiler->space;
  for (size_t i = 0; i < space->n_choices; i++) {
    hwnas_choice_t *choice = &space->choices[i];
    if (!hwnas_map_set(&space->labels, choice->label, choice)) return hwnas_status_no_memory();
    if (choice->n_active != SIZE_MAX) continue;
    choice->active = hwnas_arena_alloc(compiler->arena, sizeof *choice->active);
    HWNAS_TRY_ALLOC(choice->active);
    choice->active[0] = hwnas_table_constant(compiler->arena, hwnas_value_bool(false));
    HWNAS_TRY_ALLOC(choice->active[0]);
    choice->n_active = 1;
  }
  return NULL;
}

/* No variable comes after this. Derived ones get labels that no choice has. */
static hwnas_status_t *close_variables(hwnas_compiler_t *compiler) {
  hwnas_variables_t *variables = &compiler->space->variables;
  size_t n = 0;
  variables->deriver = NULL;
  for (size_t v = 0; v < variables->n; v++) {
    if (variables->items[v]->label) continue;
    const char *label = NULL;
    do {
      label = hwnas_arena_printf(compiler->arena, "#%zu", ++n);
      HWNAS_TRY_ALLOC(label);
    } while (hwnas_map_get(&compiler->space->labels, label) || hwnas_map_get(&compiler->derived, label));
    variables->items[v]->label = label;
  }
  return NULL;
}

static hwnas_status_t *run(hwnas_compiler_t *compiler, const hwnas_parameter_setting_t *settings,
                           size_t n_settings) {
  HWNAS_TRY(read_head(compiler));
  HWNAS_TRY(hwnas_compiler_parse_all(compiler, compiler->document));
  HWNAS_TRY(hwnas_compiler_parameters(compiler, settings, n_settings));
  HWNAS_TRY(hwnas_compiler_check_parameters(compiler));
  HWNAS_TRY(hwnas_frame_bind_let(compiler, compiler->globals, hwnas_json_get(compiler->document, "let")));
  HWNAS_TRY(hwnas_formula_data_read(compiler, hwnas_json_get(compiler->document, "formulas")));
  HWNAS_TRY(hwnas_compiler_published(compiler));
  HWNAS_TRY(hwnas_compiler_declare(compiler, hwnas_json_get(compiler->document, "choices"),
                                   hwnas_json_get(compiler->document, "derived")));
  HWNAS_TRY(instantiate_network(compiler));
  HWNAS_TRY(hwnas_compiler_constraints(compiler));
  HWNAS_TRY(finish_choices(compiler));
  HWNAS_TRY(hwnas_compiler_missing(compiler));
  HWNAS_TRY(hwnas_compiler_check_owners(compiler));
  HWNAS_TRY(close_variables(compiler));
  if (!compiler->errors) HWNAS_TRY(hwnas_compiler_judge(compiler));
  if (!compiler->errors) HWNAS_TRY(hwnas_compiler_check_activity(compiler));
  return NULL;
}

static hwnas_status_t *init(hwnas_compiler_t *compiler, const hwnas_json_t *document,
                            const hwnas_formula_source_t *formulas, const hwnas_space_limits_t *limits) {
  memset(compiler, 0, sizeof *compiler);
  hwnas_host_call_init(&compiler->call, "shape");
  compiler->space = calloc(1, sizeof *compiler->space);
  HWNAS_TRY_ALLOC(compiler->space);
  compiler->arena = compiler->space->arena = calloc(1, sizeof *compiler->arena);
  HWNAS_TRY_ALLOC(compiler->arena);
  hwnas_arena_init(compiler->arena);
  hwnas_arena_set_limit(compiler->arena, (size_t)hwnas_limit_value(limits, HWNAS_LIMIT_MEMORY) << 20);
  compiler->space->variables.max_cells = (size_t)hwnas_limit_value(limits, HWNAS_LIMIT_TABLE);
  HWNAS_TRY(hwnas_deriver_create(compiler->arena, &compiler->space->variables,
                                 (size_t)hwnas_limit_value(limits, HWNAS_LIMIT_DERIVE)));
  compiler->limits = limits;
  compiler->document = document;
  compiler->formulas = formulas;
  compiler->globals = hwnas_frame_push(compiler, NULL, NULL);
  return compiler->globals ? NULL : hwnas_status_no_memory();
}

hwnas_status_t *hwnas_space_compile(const hwnas_json_t *document, const hwnas_parameter_setting_t *settings,
                                    size_t n_settings, const hwnas_formula_source_t *formulas,
                                    const hwnas_space_limits_t *limits, hwnas_space_t **out) {
  hwnas_compiler_t *compiler = malloc(sizeof *compiler);
  HWNAS_TRY_ALLOC(compiler);
  hwnas_status_t *status = init(compiler, document, formulas, limits);
  if (!status) status = run(compiler, settings, n_settings);
  hwnas_status_append(&compiler->errors, hwnas_compiler_place_budget(compiler, status));
  status = hwnas_compiler_judge_memory(compiler, compiler->errors);
  if (compiler->arena) hwnas_arena_set_limit(compiler->arena, 0);
  hwnas_map_deinit(&compiler->data_formulas);
  hwnas_map_deinit(&compiler->owners);
  hwnas_map_deinit(&compiler->decided);
  hwnas_map_deinit(&compiler->cells);
  hwnas_map_deinit(&compiler->derived);
  hwnas_host_call_deinit(&compiler->call);
  if (status)
    hwnas_space_destroy(compiler->space);
  else
    *out = compiler->space;
  free(compiler);
  return status;
}
