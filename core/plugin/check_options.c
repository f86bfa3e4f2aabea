/* Is an option table one that the host can check values against? */
#include <stdio.h>
#include <string.h>

#include "hwnas/shape_formula.h"
#include "json/json.h"
#include "json/options.h"
#include "plugin/internal.h"

#define OPTION_MIN (offsetof(hwnas_option_t, replaced_by) + sizeof(char *))

static hwnas_status_t *broken(const hwnas_option_table_t *table, const hwnas_option_t *option,
                              const char *why) {
  return hwnas_status_make(HWNAS_ERROR_PLUGIN_BROKEN, "option '%s' of %s %s", option->name, table->owner,
                           why);
}

/* attributes: the options are those of operators, whose values are computed. */
static hwnas_status_t *check_form(const hwnas_option_table_t *table, const hwnas_option_t *option,
                                  bool attributes) {
  if (!option->name || !option->name[0])
    return hwnas_status_make(HWNAS_ERROR_PLUGIN_BROKEN, "an option of %s has no name", table->owner);
  if (option->type < HWNAS_OPTION_BOOL || option->type > HWNAS_OPTION_JSON)
    return hwnas_status_detail(broken(table, option, "has a type that does not exist"),
                               "type is %d, must be 1..%d", option->type, HWNAS_OPTION_JSON);
  if (attributes && option->type == HWNAS_OPTION_JSON)
    return broken(table, option, "is JSON, which attributes of operators cannot be");
  if (!option->help) return broken(table, option, "has no help");
  if (option->type == HWNAS_OPTION_ENUM && !(option->choices && option->choices[0]))
    return broken(table, option, "is one of several, but names none");
  if (!(option->min <= option->max)) return broken(table, option, "has a range that is empty");
  return NULL;
}

static hwnas_status_t *check_unique(const hwnas_option_table_t *table, uint32_t index) {
  const hwnas_option_t *option = hwnas_option_at(table, index);
  for (uint32_t i = 0; i < index; i++)
    if (!strcmp(hwnas_option_at(table, i)->name, option->name))
      return broken(table, option, "stands there twice");
  return NULL;
}

static hwnas_status_t *check_alias(const hwnas_option_table_t *table, const hwnas_option_t *option) {
  if (!option->replaced_by) return NULL;
  for (uint32_t i = 0; i < table->n; i++) {
    const hwnas_option_t *other = hwnas_option_at(table, i);
    if (other->name && !strcmp(other->name, option->replaced_by) && !other->replaced_by) return NULL;
  }
  return broken(table, option, "is an alias of one that does not exist");
}

static hwnas_status_t *check_default(const hwnas_option_table_t *table, uint32_t index,
                                     hwnas_arena_t *arena) {
  const hwnas_option_t *option = hwnas_option_at(table, index);
  if (!option->default_json) return NULL;
  hwnas_json_t *json = NULL;
  hwnas_value_t value;
  hwnas_option_values_t values;
  hwnas_status_t *cause =
      hwnas_json_parse(arena, option->default_json, strlen(option->default_json), "default_json", &json);
  if (!cause) cause = hwnas_option_read(option, json, arena, &value);
  if (!cause) cause = hwnas_option_values_init(&values, table, arena);
  if (!cause) cause = hwnas_option_set(&values, index, &value, arena);
  if (!cause) return NULL;
  if (cause->error == HWNAS_ERROR_NO_MEMORY) return cause;
  return hwnas_status_because(broken(table, option, "has a default that it would refuse"), cause);
}

hwnas_status_t *hwnas_check_options(const hwnas_component_t *component) {
  if (!component->n_options) return NULL;
  char word[64], owner[160];
  hwnas_plugin_kind_word(component->kind, word, sizeof word);
  snprintf(owner, sizeof owner, "%s '%s'", word, component->name);
  if (!component->options)
    return hwnas_status_make(HWNAS_ERROR_PLUGIN_BROKEN, "%s counts %u options, but has no table of them",
                             owner, component->n_options);
  if (component->option_size < OPTION_MIN)
    return hwnas_status_detail(
        hwnas_status_make(HWNAS_ERROR_PLUGIN_BROKEN, "the options of %s are too small", owner),
        "option_size is %u, must be at least %zu: set it to sizeof(hwnas_option_t)", component->option_size,
        OPTION_MIN);
  hwnas_option_table_t table = hwnas_option_table_of(component, owner);
  bool attributes = strcmp(component->kind, HWNAS_KIND_SHAPE_FORMULA) == 0;
  hwnas_arena_t arena;
  hwnas_arena_init(&arena);
  hwnas_status_t *status = NULL;
  for (uint32_t i = 0; i < table.n && !status; i++) {
    status = check_form(&table, hwnas_option_at(&table, i), attributes);
    if (!status) status = check_unique(&table, i);
    if (!status) status = check_alias(&table, hwnas_option_at(&table, i));
  }
  for (uint32_t i = 0; i < table.n && !status; i++) status = check_default(&table, i, &arena);
  hwnas_arena_deinit(&arena);
  return status;
}
