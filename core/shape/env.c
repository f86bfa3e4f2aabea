/* Names: frames of bindings. */
#include <ctype.h>
#include <string.h>

#include "shape/internal.h"

hwnas_frame_t *hwnas_frame_push(hwnas_compiler_t *compiler, hwnas_frame_t *parent,
                                const hwnas_table_t *guard) {
  hwnas_frame_t *frame = hwnas_arena_alloc(compiler->arena, sizeof *frame);
  if (!frame) return NULL;
  frame->parent = parent;
  frame->guard = guard;
  return frame;
}

static hwnas_binding_t *add(hwnas_compiler_t *compiler, hwnas_frame_t *frame, const char *name,
                            hwnas_binding_kind_t kind) {
  hwnas_binding_t *binding = hwnas_arena_alloc(compiler->arena, sizeof *binding);
  if (!binding) return NULL;
  binding->name = hwnas_arena_strdup(compiler->arena, name);
  if (!binding->name) return NULL;
  binding->kind = kind;
  binding->next = frame->bindings;
  frame->bindings = binding;
  return binding;
}

hwnas_status_t *hwnas_frame_bind_value(hwnas_compiler_t *compiler, hwnas_frame_t *frame, const char *name,
                                       hwnas_value_t value) {
  hwnas_binding_t *binding = add(compiler, frame, name, HWNAS_BIND_VALUE);
  HWNAS_TRY_ALLOC(binding);
  binding->value = value;
  return NULL;
}

hwnas_status_t *hwnas_frame_bind_input(hwnas_compiler_t *compiler, hwnas_frame_t *frame, const char *name,
                                       const hwnas_tensor_table_t *tensor) {
  hwnas_binding_t *binding = add(compiler, frame, name, HWNAS_BIND_INPUT);
  HWNAS_TRY_ALLOC(binding);
  binding->tensor = tensor;
  return NULL;
}

static hwnas_status_t *bind_lazy(hwnas_compiler_t *compiler, hwnas_frame_t *frame, const char *name,
                                 const hwnas_json_t *json, hwnas_frame_t *definition_frame,
                                 hwnas_binding_t **out) {
  *out = add(compiler, frame, name, HWNAS_BIND_LAZY);
  HWNAS_TRY_ALLOC(*out);
  (*out)->json = json;
  (*out)->frame = definition_frame;
  return NULL;
}

hwnas_status_t *hwnas_frame_bind_lazy(hwnas_compiler_t *compiler, hwnas_frame_t *frame, const char *name,
                                      const hwnas_json_t *json, hwnas_frame_t *definition_frame) {
  hwnas_binding_t *binding;
  return bind_lazy(compiler, frame, name, json, definition_frame, &binding);
}

hwnas_status_t *hwnas_frame_bind_alias(hwnas_compiler_t *compiler, hwnas_frame_t *frame,
                                       hwnas_binding_t *target) {
  hwnas_binding_t *binding = add(compiler, frame, target->name, HWNAS_BIND_ALIAS);
  HWNAS_TRY_ALLOC(binding);
  binding->target = target;
  return NULL;
}

/* Splits "name(a, b)" in place; false if it has another form. */
static bool split_signature(char *text, const char **parameters, size_t cap, size_t *out_n) {
  char *open = strchr(text, '('), *close = strrchr(text, ')');
  *out_n = 0;
  if (!open || !close || close[1] || close < open) return false;
  *open = *close = '\0';
  for (char *part = strtok(open + 1, ","); part; part = strtok(NULL, ",")) {
    while (isspace((unsigned char)*part)) part++;
    for (char *end = part + strlen(part); end > part && isspace((unsigned char)end[-1]);) *--end = '\0';
    if (!hwnas_is_identifier(part) || *out_n == cap) return false;
    parameters[(*out_n)++] = part;
  }
  return hwnas_is_identifier(text) && *out_n > 0;
}

static hwnas_status_t *bind_function(hwnas_compiler_t *compiler, hwnas_frame_t *frame,
                                     const hwnas_json_t *json, hwnas_binding_t **out) {
  char *text = hwnas_arena_strdup(compiler->arena, json->key);
  const char **parameters = hwnas_arena_alloc_array(compiler->arena, 8, sizeof *parameters);
  if (!text || !parameters) return hwnas_status_no_memory();
  size_t n;
  if (!split_signature(text, parameters, 8, &n))
    return hwnas_json_at(
        hwnas_status_detail(
            hwnas_status_make(HWNAS_ERROR_SPACE_FORM, "'%s' is neither a name nor a function", json->key),
            "write \"name\" or \"name(a, b)\""),
        json);
  hwnas_binding_t *binding = add(compiler, frame, text, HWNAS_BIND_FUNCTION);
  HWNAS_TRY_ALLOC(binding);
  binding->json = json;
  binding->frame = frame;
  binding->parameters = parameters;
  binding->n_parameters = n;
  *out = binding;
  return NULL;
}

hwnas_status_t *hwnas_frame_bind_definition(hwnas_compiler_t *compiler, hwnas_frame_t *frame,
                                            const hwnas_json_t *member, hwnas_binding_t **out) {
  return hwnas_is_identifier(member->key) ? bind_lazy(compiler, frame, member->key, member, frame, out)
                                          : bind_function(compiler, frame, member, out);
}

hwnas_status_t *hwnas_frame_bind_let(hwnas_compiler_t *compiler, hwnas_frame_t *frame,
                                     const hwnas_json_t *let) {
  if (!let) return NULL;
  HWNAS_TRY(hwnas_json_expect(let, HWNAS_JSON_OBJECT));
  hwnas_binding_t *binding;
  for (size_t i = 0; i < let->n; i++)
    HWNAS_TRY(hwnas_frame_bind_definition(compiler, frame, &let->children[i], &binding));
  return NULL;
}

hwnas_binding_t *hwnas_frame_find(const hwnas_frame_t *frame, const char *name) {
  for (; frame; frame = frame->parent)
    for (hwnas_binding_t *binding = frame->bindings; binding; binding = binding->next)
      if (strcmp(binding->name, name) == 0)
        return binding->kind == HWNAS_BIND_ALIAS ? binding->target : binding;
  return NULL;
}

const char *const *hwnas_frame_names(hwnas_compiler_t *compiler, hwnas_frame_t *frame, size_t *out_n) {
  const char **names = NULL;
  size_t n = 0, capacity = 0;
  for (; frame; frame = frame->parent) {
    for (hwnas_binding_t *binding = frame->bindings; binding; binding = binding->next)
      if (!HWNAS_PUSH(compiler->arena, names, n, capacity, binding->name)) break;
    for (size_t c = 0; frame->labels && c < compiler->space->n_choices; c++)
      if (!HWNAS_PUSH(compiler->arena, names, n, capacity, compiler->space->choices[c].label)) break;
  }
  *out_n = n;
  return names;
}
