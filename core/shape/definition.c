#include "shape/definition.h"

#include "shape/internal.h"

bool hwnas_definition_find(const struct hwnas_frame *frame, const char *name, hwnas_arena_t *arena,
                           hwnas_definition_t *out) {
  const hwnas_binding_t *binding = hwnas_frame_find(frame, name);
  if (!binding) return false;
  *out = (hwnas_definition_t){.name = binding->name, .expr = binding->expr, .frame = binding->frame};
  switch (binding->kind) {
    case HWNAS_BIND_VALUE:
      out->table = hwnas_table_constant(arena, binding->value);
      return out->table != NULL;
    case HWNAS_BIND_LAZY:
      out->table = binding->lifted.table;
      return binding->state == HWNAS_LAZY_DONE;
    case HWNAS_BIND_FUNCTION:
    case HWNAS_BIND_ALIAS:
      return binding->expr != NULL;
    case HWNAS_BIND_INPUT:
      out->tensor = binding->tensor;
      return true;
  }
  return false;
}
