/* From a builder to the document that the compiler of spaces takes: nothing is compiled twice. */
#ifndef HWNAS_CORE_SPACE_BUILDER_H
#define HWNAS_CORE_SPACE_BUILDER_H

#include "hwnas/builder.h"
#include "json/json.h"

/* The space file as a tree in arena, which does not hang on the builder. Errors: the builder's first failure,
 * drafts that stand nowhere, LIMIT where modules nest too deep. builder may be NULL: NO_MEMORY. */
hwnas_status_t *hwnas_builder_document(const hwnas_builder_t *builder, hwnas_arena_t *arena,
                                       hwnas_json_t **out);

#endif
