/* Option tables of the SDK: values checked against a table and completed by its defaults. They serve
 * options of components and attributes of operators alike. */
#ifndef HWNAS_CORE_JSON_OPTIONS_H
#define HWNAS_CORE_JSON_OPTIONS_H

#include "base/status.h"
#include "base/value.h"
#include "hwnas/plugin.h"
#include "json/json.h"

/* The type of attributes of formulas as data: any value. */
#define HWNAS_OPTION_ANY 0

typedef struct hwnas_option_table {
  const hwnas_option_t *options;
  uint32_t n, size;  /* size: bytes per entry, as the plugin states it */
  const char *owner; /* for messages: "profiler 'flops'", "operator 'conv2d'" */
} hwnas_option_table_t;

/* The table of a component, with owner for messages. */
hwnas_option_table_t hwnas_option_table_of(const hwnas_component_t *component, const char *owner);
const hwnas_option_t *hwnas_option_at(const hwnas_option_table_t *table, uint32_t i);
/* Index of the option of that name (aliases resolved), or -1. */
int32_t hwnas_option_find(const hwnas_option_table_t *table, const char *name);

/* One set of values for a table. view is what plugins get: borrow it as `const hwnas_options_t *`. */
typedef struct hwnas_option_values {
  hwnas_options_t view; /* view.host points to this struct */
  hwnas_option_table_t table;
  hwnas_value_t *values; /* one per option; NULL type: absent */
} hwnas_option_values_t;

/* Points view at itself and allocates values; nothing set. */
hwnas_status_t *hwnas_option_values_init(hwnas_option_values_t *values, const hwnas_option_table_t *table,
                                         hwnas_arena_t *arena);
/* The error for a name that the table lacks (UNKNOWN_OPTION with suggestion). */
hwnas_status_t *hwnas_option_unknown(const hwnas_option_table_t *table, const char *name);
/* A value as hwnas_option_set takes it: what JSON says, or its text where the option is JSON. In arena.
 * Errors: JSON_TYPE for objects. */
hwnas_status_t *hwnas_option_read(const hwnas_option_t *option, const hwnas_json_t *json,
                                  hwnas_arena_t *arena, hwnas_value_t *out);
/* Checks value against option i (type, range, choices) and stores it, converted to the declared type: REAL
 * for NUMBER, INT for INTEGER, LIST for INTEGERS and NUMBERS (one number becomes a list of one). Error:
 * OPTION_VALUE. */
hwnas_status_t *hwnas_option_set(hwnas_option_values_t *values, uint32_t i, const hwnas_value_t *value,
                                 hwnas_arena_t *arena);
/* Fills what is absent with defaults; MISSING_OPTION errors for required ones. */
hwnas_status_t *hwnas_option_complete(hwnas_option_values_t *values, hwnas_arena_t *arena);
/* All three from a JSON object, skipping the keys in `skip` (NULL-terminated, may be NULL, e.g. {"use"}); all
 * errors at once, each with its place. PATH options are made relative to the folder of the object's file. */
hwnas_status_t *hwnas_option_values_from_json(hwnas_option_values_t *values,
                                              const hwnas_option_table_t *table, const hwnas_json_t *object,
                                              const char *const *skip, hwnas_arena_t *arena);
/* "integer 1..65536", "one of a, b", for help and messages. */
void hwnas_option_describe(const hwnas_option_t *option, hwnas_str_t *out);

#endif
