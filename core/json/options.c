#define _GNU_SOURCE
#include "json/options.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

hwnas_option_table_t hwnas_option_table_of(const hwnas_component_t *component, const char *owner) {
  return (hwnas_option_table_t){.options = component->options,
                                .n = component->n_options,
                                .size = component->option_size,
                                .owner = owner};
}

const hwnas_option_t *hwnas_option_at(const hwnas_option_table_t *table, uint32_t i) {
  return (const hwnas_option_t *)(const void *)((const char *)table->options + (size_t)i * table->size);
}

int32_t hwnas_option_find(const hwnas_option_table_t *table, const char *name) {
  for (uint32_t i = 0; i < table->n; i++) {
    const hwnas_option_t *option = hwnas_option_at(table, i);
    if (strcmp(option->name, name) != 0) continue;
    return option->replaced_by ? hwnas_option_find(table, option->replaced_by) : (int32_t)i;
  }
  return -1;
}

/* ---- What plugins see ------------------------------------------------------------------------ */

static const hwnas_value_t *look_up(const hwnas_options_t *view, const char *name) {
  const hwnas_option_values_t *values = view->host;
  int32_t i = hwnas_option_find(&values->table, name);
  return i >= 0 && values->values[i].type != HWNAS_VALUE_NULL ? &values->values[i] : NULL;
}

static int32_t view_has(const hwnas_options_t *view, const char *name) { return look_up(view, name) != NULL; }

static int64_t view_integer(const hwnas_options_t *view, const char *name) {
  const hwnas_value_t *value = look_up(view, name);
  int64_t out = 0;
  if (value) hwnas_value_to_int(value, &out);
  return out;
}

static double view_number(const hwnas_options_t *view, const char *name) {
  const hwnas_value_t *value = look_up(view, name);
  double out = 0;
  if (value) hwnas_value_to_real(value, &out);
  return out;
}

static const char *view_string(const hwnas_options_t *view, const char *name) {
  const hwnas_value_t *value = look_up(view, name);
  return value && value->type == HWNAS_VALUE_STRING ? value->string : NULL;
}

static size_t view_integers(const hwnas_options_t *view, const char *name, int64_t *out, size_t cap) {
  const hwnas_value_t *value = look_up(view, name);
  if (!value || value->type != HWNAS_VALUE_LIST) return 0;
  for (size_t i = 0; i < value->list->n && i < cap; i++) hwnas_value_to_int(&value->list->items[i], &out[i]);
  return value->list->n;
}

static size_t view_numbers(const hwnas_options_t *view, const char *name, double *out, size_t cap) {
  const hwnas_value_t *value = look_up(view, name);
  if (!value || value->type != HWNAS_VALUE_LIST) return 0;
  for (size_t i = 0; i < value->list->n && i < cap; i++) hwnas_value_to_real(&value->list->items[i], &out[i]);
  return value->list->n;
}

static size_t view_strings(const hwnas_options_t *view, const char *name, const char **out, size_t cap) {
  const hwnas_value_t *value = look_up(view, name);
  if (!value || value->type != HWNAS_VALUE_LIST) return 0;
  for (size_t i = 0; i < value->list->n && i < cap; i++) out[i] = value->list->items[i].string;
  return value->list->n;
}

hwnas_status_t *hwnas_option_values_init(hwnas_option_values_t *values, const hwnas_option_table_t *table,
                                         hwnas_arena_t *arena) {
  memset(values, 0, sizeof *values);
  values->table = *table;
  values->view = (hwnas_options_t){.struct_size = sizeof values->view,
                                   .host = values,
                                   .has = view_has,
                                   .integer = view_integer,
                                   .number = view_number,
                                   .string = view_string,
                                   .integers = view_integers,
                                   .numbers = view_numbers,
                                   .strings = view_strings};
  values->values = hwnas_arena_alloc_array(arena, table->n, sizeof *values->values);
  return values->values ? NULL : hwnas_status_no_memory();
}

/* ---- Checking -------------------------------------------------------------------------------- */

hwnas_status_t *hwnas_option_unknown(const hwnas_option_table_t *table, const char *name) {
  hwnas_status_t *status =
      hwnas_status_make(HWNAS_ERROR_UNKNOWN_OPTION, "%s has no option '%s'", table->owner, name);
  const char *names[64];
  size_t n = 0;
  for (uint32_t i = 0; i < table->n && n < 64; i++)
    if (!hwnas_option_at(table, i)->replaced_by) names[n++] = hwnas_option_at(table, i)->name;
  if (n == 0) return hwnas_status_detail(status, "it has none at all");
  return hwnas_status_suggest(status, name, names, n);
}

static bool has_range(const hwnas_option_t *option) { return option->min != 0 || option->max != 0; }

static void describe_range(const hwnas_option_t *option, hwnas_str_t *out) {
  if (has_range(option)) hwnas_str_appendf(out, " %.15g..%.15g", option->min, option->max);
}

static void describe_choices(const hwnas_option_t *option, const char *lead, hwnas_str_t *out) {
  for (size_t i = 0; option->choices && option->choices[i]; i++)
    hwnas_str_appendf(out, "%s%s", i ? ", " : lead, option->choices[i]);
}

void hwnas_option_describe(const hwnas_option_t *option, hwnas_str_t *out) {
  switch (option->type) {
    case HWNAS_OPTION_BOOL:
      hwnas_str_append(out, "true or false");
      break;
    case HWNAS_OPTION_INTEGER:
      hwnas_str_append(out, "integer");
      describe_range(option, out);
      break;
    case HWNAS_OPTION_NUMBER:
      hwnas_str_append(out, "number");
      describe_range(option, out);
      break;
    case HWNAS_OPTION_STRING:
      hwnas_str_append(out, "string");
      break;
    case HWNAS_OPTION_PATH:
      hwnas_str_append(out, "path");
      break;
    case HWNAS_OPTION_ENUM:
      describe_choices(option, "one of ", out);
      break;
    case HWNAS_OPTION_INTEGERS:
      hwnas_str_append(out, "integer or list of integers");
      describe_range(option, out);
      if (option->flags & HWNAS_OPTION_FLAG_NULLS) hwnas_str_append(out, " or null");
      describe_choices(option, ", or one of ", out);
      break;
    case HWNAS_OPTION_NUMBERS:
      hwnas_str_append(out, "number or list of numbers");
      describe_range(option, out);
      break;
    case HWNAS_OPTION_STRINGS:
      hwnas_str_append(out, "string or list of strings");
      break;
    case HWNAS_OPTION_JSON:
      hwnas_str_append(out, "JSON");
      break;
    default:
      hwnas_str_append(out, "value");
      break;
  }
}

static hwnas_status_t *refuse(const hwnas_option_table_t *table, const hwnas_option_t *option,
                              const hwnas_value_t *value) {
  hwnas_str_t expected, given;
  hwnas_str_init(&expected);
  hwnas_str_init(&given);
  hwnas_option_describe(option, &expected);
  hwnas_value_print(value, &given);
  hwnas_status_t *status = hwnas_status_make(HWNAS_ERROR_OPTION_VALUE, "option '%s' of %s must be %s, not %s",
                                             option->name, table->owner, expected.text, given.text);
  if (value->type == HWNAS_VALUE_STRING && option->choices) {
    size_t n = 0;
    while (option->choices[n]) n++;
    const char *near = hwnas_suggest(value->string, option->choices, n);
    if (near) hwnas_status_detail(status, "did you mean '%s'?", near);
  }
  hwnas_str_deinit(&expected);
  hwnas_str_deinit(&given);
  return status;
}

static bool in_choices(const hwnas_option_t *option, const hwnas_value_t *value) {
  if (value->type != HWNAS_VALUE_STRING) return false;
  for (size_t i = 0; option->choices && option->choices[i]; i++)
    if (strcmp(option->choices[i], value->string) == 0) return true;
  return false;
}

static bool to_number(const hwnas_option_t *option, bool integral, const hwnas_value_t *value,
                      hwnas_value_t *out) {
  double number;
  int64_t integer;
  if (value->type == HWNAS_VALUE_BOOL || !hwnas_value_to_real(value, &number)) return false;
  if (has_range(option) && !(number >= option->min && number <= option->max)) return false;
  if (number != number) return false;
  if (!integral)
    *out = hwnas_value_real(number);
  else if (hwnas_value_to_int(value, &integer))
    *out = hwnas_value_int(integer);
  else
    return false;
  return true;
}

static bool to_integer(const hwnas_option_t *option, const hwnas_value_t *value, hwnas_value_t *out) {
  if (value->type == HWNAS_VALUE_NULL && (option->flags & HWNAS_OPTION_FLAG_NULLS)) {
    *out = hwnas_value_int(HWNAS_OPTION_NULL);
    return true;
  }
  return to_number(option, true, value, out);
}

static bool to_real(const hwnas_option_t *option, const hwnas_value_t *value, hwnas_value_t *out) {
  return to_number(option, false, value, out);
}

static bool to_text(const hwnas_option_t *option, const hwnas_value_t *value, hwnas_value_t *out) {
  (void)option;
  *out = *value;
  return value->type == HWNAS_VALUE_STRING;
}

typedef bool (*item_fn)(const hwnas_option_t *option, const hwnas_value_t *value, hwnas_value_t *out);

/* false with *out_memory untouched: not allowed; false with *out_memory set: memory ran out. */
static bool to_list(const hwnas_option_t *option, item_fn accept_item, const hwnas_value_t *value,
                    hwnas_arena_t *arena, hwnas_value_t *out, bool *out_memory) {
  const hwnas_value_t *items = value->type == HWNAS_VALUE_LIST ? value->list->items : value;
  size_t n = value->type == HWNAS_VALUE_LIST ? value->list->n : 1;
  hwnas_value_t *copy = hwnas_arena_alloc_array(arena, n, sizeof *copy);
  hwnas_list_t *list = hwnas_arena_alloc(arena, sizeof *list);
  if (!copy || !list) {
    *out_memory = true;
    return false;
  }
  for (size_t i = 0; i < n; i++)
    if (!accept_item(option, &items[i], &copy[i])) return false;
  *list = (hwnas_list_t){.n = n, .items = copy};
  *out = hwnas_value_list(list);
  return true;
}

static bool accept(const hwnas_option_t *option, const hwnas_value_t *value, hwnas_arena_t *arena,
                   hwnas_value_t *out, bool *out_memory) {
  *out = *value;
  switch (option->type) {
    case HWNAS_OPTION_ANY:
      return true;
    case HWNAS_OPTION_BOOL:
      return value->type == HWNAS_VALUE_BOOL;
    case HWNAS_OPTION_INTEGER:
      return to_number(option, true, value, out);
    case HWNAS_OPTION_NUMBER:
      return to_number(option, false, value, out);
    case HWNAS_OPTION_STRING:
    case HWNAS_OPTION_PATH:
    case HWNAS_OPTION_JSON:
      return value->type == HWNAS_VALUE_STRING;
    case HWNAS_OPTION_ENUM:
      return in_choices(option, value);
    case HWNAS_OPTION_INTEGERS:
      return in_choices(option, value) || to_list(option, to_integer, value, arena, out, out_memory);
    case HWNAS_OPTION_NUMBERS:
      return to_list(option, to_real, value, arena, out, out_memory);
    case HWNAS_OPTION_STRINGS:
      return to_list(option, to_text, value, arena, out, out_memory);
    default:
      return false;
  }
}

hwnas_status_t *hwnas_option_set(hwnas_option_values_t *values, uint32_t i, const hwnas_value_t *value,
                                 hwnas_arena_t *arena) {
  const hwnas_option_t *option = hwnas_option_at(&values->table, i);
  hwnas_value_t accepted;
  bool no_memory = false;
  if (accept(option, value, arena, &accepted, &no_memory)) {
    if (!hwnas_value_copy(arena, &accepted, &values->values[i])) return hwnas_status_no_memory();
    return NULL;
  }
  return no_memory ? hwnas_status_no_memory() : refuse(&values->table, option, value);
}

hwnas_status_t *hwnas_option_read(const hwnas_option_t *option, const hwnas_json_t *json,
                                  hwnas_arena_t *arena, hwnas_value_t *out) {
  if (option->type != HWNAS_OPTION_JSON) return hwnas_json_to_value(arena, json, out);
  hwnas_str_t text;
  hwnas_str_init(&text);
  hwnas_json_print(json, &text);
  *out = hwnas_value_string(hwnas_arena_keep(arena, &text));
  return out->string ? NULL : hwnas_status_no_memory();
}

static hwnas_status_t *set_default(hwnas_option_values_t *values, uint32_t i, hwnas_arena_t *arena) {
  const hwnas_option_t *option = hwnas_option_at(&values->table, i);
  hwnas_json_t *json;
  hwnas_value_t value;
  HWNAS_TRY(hwnas_json_parse(arena, option->default_json, strlen(option->default_json), option->name, &json));
  HWNAS_TRY(hwnas_option_read(option, json, arena, &value));
  if (value.type == HWNAS_VALUE_NULL) return NULL;
  return hwnas_option_set(values, i, &value, arena);
}

hwnas_status_t *hwnas_option_complete(hwnas_option_values_t *values, hwnas_arena_t *arena) {
  hwnas_status_t *list = NULL;
  for (uint32_t i = 0; i < values->table.n; i++) {
    const hwnas_option_t *option = hwnas_option_at(&values->table, i);
    if (values->values[i].type != HWNAS_VALUE_NULL || option->replaced_by) continue;
    if (option->default_json)
      hwnas_status_append(&list, set_default(values, i, arena));
    else if (!(option->flags & HWNAS_OPTION_FLAG_OPTIONAL))
      hwnas_status_append(
          &list, hwnas_status_make(HWNAS_ERROR_MISSING_OPTION, "option '%s' of %s is required and missing",
                                   option->name, values->table.owner));
  }
  return list;
}

/* ---- From JSON ------------------------------------------------------------------------------- */

static bool is_skipped(const char *key, const char *const *skip) {
  for (; skip && *skip; skip++)
    if (strcmp(*skip, key) == 0) return true;
  return false;
}

/* The file that text names, seen from folder, as an absolute path in arena; text itself if there is none. */
static hwnas_status_t *find_file(hwnas_arena_t *arena, const char *folder, const char **text) {
  char absolute[PATH_MAX];
  struct stat info;
  const char *path = **text == '/' ? *text : hwnas_arena_printf(arena, "%s/%s", folder, *text);
  HWNAS_TRY_ALLOC(path);
  if (!**text || stat(path, &info) != 0 || !S_ISREG(info.st_mode) || !realpath(path, absolute)) return NULL;
  *text = hwnas_arena_strdup(arena, absolute);
  return *text ? NULL : hwnas_status_no_memory();
}

/* Paths are seen from the folder of the file that holds them. */
static hwnas_status_t *resolve_paths(const hwnas_option_t *option, const char *folder, hwnas_arena_t *arena,
                                     hwnas_value_t *value) {
  if (option->type == HWNAS_OPTION_PATH && value->type == HWNAS_VALUE_STRING && value->string[0] != '/') {
    value->string = hwnas_arena_printf(arena, "%s/%s", folder, value->string);
    return value->string ? NULL : hwnas_status_no_memory();
  }
  if (!(option->flags & HWNAS_OPTION_FLAG_FILES)) return NULL;
  if (value->type == HWNAS_VALUE_STRING) return find_file(arena, folder, &value->string);
  if (value->type != HWNAS_VALUE_LIST) return NULL;
  hwnas_value_t *items =
      hwnas_arena_grow(arena, value->list->items, value->list->n, value->list->n, sizeof *items);
  HWNAS_TRY_ALLOC(items);
  for (size_t i = 0; i < value->list->n; i++)
    if (items[i].type == HWNAS_VALUE_STRING) HWNAS_TRY(find_file(arena, folder, &items[i].string));
  const hwnas_list_t *list = hwnas_list_make(arena, items, value->list->n);
  HWNAS_TRY_ALLOC(list);
  *value = hwnas_value_list(list);
  return NULL;
}

static hwnas_status_t *set_from_json(hwnas_option_values_t *values, const hwnas_json_t *member,
                                     hwnas_arena_t *arena) {
  int32_t i = hwnas_option_find(&values->table, member->key);
  if (i < 0) return hwnas_option_unknown(&values->table, member->key);
  const hwnas_option_t *option = hwnas_option_at(&values->table, (uint32_t)i);
  if (values->values[i].type != HWNAS_VALUE_NULL)
    return hwnas_status_make(HWNAS_ERROR_DUPLICATE_KEY, "option '%s' of %s is set twice, once by an old name",
                             option->name, values->table.owner);
  hwnas_value_t value;
  /* Until it is set; a refused option must not be called missing on top. */
  values->values[i] = hwnas_value_excluded();
  HWNAS_TRY(hwnas_option_read(option, member, arena, &value));
  HWNAS_TRY(resolve_paths(option, member->source->folder, arena, &value));
  return hwnas_option_set(values, (uint32_t)i, &value, arena);
}

hwnas_status_t *hwnas_option_values_from_json(hwnas_option_values_t *values,
                                              const hwnas_option_table_t *table, const hwnas_json_t *object,
                                              const char *const *skip, hwnas_arena_t *arena) {
  HWNAS_TRY(hwnas_json_expect(object, HWNAS_JSON_OBJECT));
  HWNAS_TRY(hwnas_option_values_init(values, table, arena));
  hwnas_status_t *list = NULL;
  for (size_t i = 0; i < object->n; i++)
    if (!is_skipped(object->children[i].key, skip))
      hwnas_status_append(
          &list, hwnas_json_at(set_from_json(values, &object->children[i], arena), &object->children[i]));
  hwnas_status_append(&list, hwnas_option_complete(values, arena));
  for (hwnas_status_t *status = list; status; status = status->next) hwnas_json_at(status, object);
  return list;
}
