/* From a builder to a space: the same compiler as for files. */
#include "run/context.h"
#include "space/builder.h"

hwnas_status_t *hwnas_builder_space(hwnas_builder_t *builder, hwnas_context_t *context, hwnas_space_t **out) {
  hwnas_arena_t arena;
  hwnas_json_t *document = NULL;
  hwnas_arena_init(&arena);
  hwnas_status_t *status = hwnas_builder_document(builder, &arena, &document);
  if (!status) status = hwnas_context_compile(context, document, NULL, 0, out);
  hwnas_arena_deinit(&arena);
  return status;
}
