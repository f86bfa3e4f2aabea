/* The definitions that the attributes of a module need: what the names in their expressions mean. */
#ifndef HWNAS_CLI_DEFINITIONS_H
#define HWNAS_CLI_DEFINITIONS_H

#include "shape/definition.h"
#include "space/space.h"

typedef struct hwnas_definitions hwnas_definitions_t;
typedef void (*hwnas_definition_fn)(void *self, const hwnas_definition_t *definition);

/* A walk that gives each definition once. Zeroed but for arena, fn and self. */
struct hwnas_definitions {
  hwnas_arena_t *arena;
  hwnas_definition_fn fn;
  void *self;
  const char **seen;
  size_t n_seen, capacity;
  const struct hwnas_frame *frame; /* of the expression at hand */
  bool failed;                     /* memory ran out */
};

/* Calls fn for every name in the expression of the attribute, and in the definition of each. */
void hwnas_definitions_each(hwnas_definitions_t *definitions, const hwnas_module_attribute_t *attribute);

#endif
