/* What JSON values mean as expressions, remembered, since blocks are instantiated many times. */
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "shape/internal.h"

struct hwnas_parsed {
  const hwnas_json_t *json;
  const char *place;
  const hwnas_expr_t *expr, *text; /* as an expression, as a template */
};

static size_t slot_of(const hwnas_compiler_t *compiler, const hwnas_json_t *json) {
  size_t mask = compiler->parsed_capacity - 1;
  size_t i = hwnas_hash(&json, sizeof json, 0) & mask;
  while (compiler->parsed[i] && compiler->parsed[i]->json != json) i = (i + 1) & mask;
  return i;
}

static bool grow(hwnas_compiler_t *compiler) {
  hwnas_parsed_t **old = compiler->parsed;
  size_t n = compiler->parsed_capacity;
  compiler->parsed_capacity = n ? n * 2 : 256;
  compiler->parsed = hwnas_arena_alloc_array(compiler->arena, compiler->parsed_capacity, sizeof *old);
  if (!compiler->parsed) return false;
  for (size_t i = 0; i < n; i++)
    if (old[i]) compiler->parsed[slot_of(compiler, old[i]->json)] = old[i];
  return true;
}

static hwnas_parsed_t *entry_of(hwnas_compiler_t *compiler, const hwnas_json_t *json) {
  if ((compiler->n_parsed + 1) * 2 > compiler->parsed_capacity && !grow(compiler)) return NULL;
  size_t slot = slot_of(compiler, json);
  if (compiler->parsed[slot]) return compiler->parsed[slot];
  hwnas_parsed_t *entry = hwnas_arena_alloc(compiler->arena, sizeof *entry);
  if (!entry) return NULL;
  entry->json = json;
  entry->place = hwnas_json_place(compiler->arena, json);
  if (!entry->place) return NULL;
  compiler->parsed[slot] = entry;
  compiler->n_parsed++;
  return entry;
}

const char *hwnas_compiler_place(hwnas_compiler_t *compiler, const hwnas_json_t *json) {
  hwnas_parsed_t *entry = entry_of(compiler, json);
  return entry ? entry->place : NULL;
}

static bool is_expression(const hwnas_json_t *json) {
  return json->type == HWNAS_JSON_STRING && json->string[0] == '=';
}

static bool has_expression(const hwnas_json_t *json) {
  if (is_expression(json)) return true;
  for (size_t i = 0; json->type == HWNAS_JSON_ARRAY && i < json->n; i++)
    if (has_expression(&json->children[i])) return true;
  return false;
}

/* An array with expressions inside, as the text of one expression. */
static void print_list(const hwnas_json_t *json, hwnas_str_t *out) {
  if (is_expression(json)) {
    hwnas_str_appendf(out, "(%s)", json->string + 1);
  } else if (json->type == HWNAS_JSON_ARRAY) {
    hwnas_str_append(out, "[");
    for (size_t i = 0; i < json->n; i++) {
      if (i) hwnas_str_append(out, ", ");
      print_list(&json->children[i], out);
    }
    hwnas_str_append(out, "]");
  } else if (json->type == HWNAS_JSON_STRING) {
    hwnas_value_t value = hwnas_value_string(json->string);
    hwnas_value_print(&value, out);
  } else {
    hwnas_json_print(json, out);
  }
}

static hwnas_status_t *parse_list(hwnas_compiler_t *compiler, const hwnas_json_t *json, const char *place,
                                  const hwnas_expr_t **out) {
  hwnas_str_t text;
  hwnas_str_init(&text);
  print_list(json, &text);
  const char *kept = hwnas_arena_keep(compiler->arena, &text);
  HWNAS_TRY_ALLOC(kept);
  return hwnas_expr_parse(compiler->arena, kept, place, out);
}

bool hwnas_is_literal(const hwnas_json_t *json) { return !has_expression(json) && !hwnas_is_cells(json); }

hwnas_status_t *hwnas_compiler_literal(hwnas_compiler_t *compiler, const hwnas_json_t *json,
                                       hwnas_value_t *out) {
  hwnas_value_t value;
  HWNAS_TRY(hwnas_json_to_value(compiler->arena, json, &value));
  return hwnas_value_copy(compiler->arena, &value, out) ? NULL : hwnas_status_no_memory();
}

static hwnas_status_t *parse_literal(hwnas_compiler_t *compiler, const hwnas_json_t *json,
                                     const hwnas_expr_t **out) {
  hwnas_value_t value;
  HWNAS_TRY(hwnas_compiler_literal(compiler, json, &value));
  *out = hwnas_expr_literal(compiler->arena, value);
  return *out ? NULL : hwnas_status_no_memory();
}

hwnas_status_t *hwnas_compiler_expr(hwnas_compiler_t *compiler, const hwnas_json_t *json,
                                    const hwnas_expr_t **out) {
  hwnas_parsed_t *entry = entry_of(compiler, json);
  HWNAS_TRY_ALLOC(entry);
  if (!entry->expr) {
    if (is_expression(json)) {
      const char *text = hwnas_arena_strdup(compiler->arena, json->string + 1);
      HWNAS_TRY_ALLOC(text);
      HWNAS_TRY(hwnas_expr_parse(compiler->arena, text, entry->place, &entry->expr));
    } else if (has_expression(json)) {
      HWNAS_TRY(parse_list(compiler, json, entry->place, &entry->expr));
    } else {
      HWNAS_TRY(parse_literal(compiler, json, &entry->expr));
    }
  }
  *out = entry->expr;
  return NULL;
}

hwnas_status_t *hwnas_compiler_template(hwnas_compiler_t *compiler, const hwnas_json_t *json,
                                        const hwnas_expr_t **out) {
  HWNAS_TRY(hwnas_json_expect(json, HWNAS_JSON_STRING));
  hwnas_parsed_t *entry = entry_of(compiler, json);
  HWNAS_TRY_ALLOC(entry);
  if (!entry->text) {
    const char *text = hwnas_arena_strdup(compiler->arena, json->string);
    HWNAS_TRY_ALLOC(text);
    HWNAS_TRY(hwnas_expr_parse_template(compiler->arena, text, entry->place, &entry->text));
  }
  *out = entry->text;
  return NULL;
}

hwnas_status_t *hwnas_compiler_parse_all(hwnas_compiler_t *compiler, const hwnas_json_t *json) {
  hwnas_status_t *list = NULL;
  const hwnas_expr_t *expr;
  if (is_expression(json)) return hwnas_compiler_expr(compiler, json, &expr);
  if (hwnas_is_cells(json)) return NULL; /* plain values */
  for (size_t i = 0; i < json->n; i++)
    hwnas_status_append(&list, hwnas_compiler_parse_all(compiler, &json->children[i]));
  return list;
}
