#include "definitions.h"

static bool is_new(hwnas_definitions_t *definitions, const char *name) {
  for (size_t i = 0; i < definitions->n_seen; i++)
    if (definitions->seen[i] == name) return false;
  if (!HWNAS_PUSH(definitions->arena, definitions->seen, definitions->n_seen, definitions->capacity, name))
    definitions->failed = true;
  return !definitions->failed;
}

static void on_name(void *self, const char *name, bool is_call) {
  hwnas_definitions_t *definitions = self;
  hwnas_definition_t definition;
  (void)is_call;
  if (!hwnas_definition_find(definitions->frame, name, definitions->arena, &definition) ||
      !is_new(definitions, definition.name))
    return;
  definitions->fn(definitions->self, &definition);
  if (!definition.expr) return;
  const struct hwnas_frame *frame = definitions->frame;
  definitions->frame = definition.frame;
  hwnas_expr_names(definition.expr, on_name, definitions);
  definitions->frame = frame;
}

void hwnas_definitions_each(hwnas_definitions_t *definitions, const hwnas_module_attribute_t *attribute) {
  if (!attribute->expr) return;
  definitions->frame = attribute->frame;
  hwnas_expr_names(attribute->expr, on_name, definitions);
}
