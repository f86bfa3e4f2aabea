#include "base/value.h"

#include <math.h>
#include <string.h>

#include "base/hash.h"

static bool is_number(const hwnas_value_t *value) {
  return value->type == HWNAS_VALUE_INT || value->type == HWNAS_VALUE_REAL || value->type == HWNAS_VALUE_BOOL;
}

static int64_t whole(const hwnas_value_t *value) {
  return value->type == HWNAS_VALUE_BOOL ? value->boolean : value->integer;
}

static bool fits_int64(double d) { return d >= -9223372036854775808.0 && d < 9223372036854775808.0; }

/* Exact: an int64 and a double are equal only if the double is that very integer. */
static bool int_equals_real(int64_t i, double d) {
  return fits_int64(d) && (int64_t)d == i && (double)(int64_t)d == d;
}

static bool numbers_equal(const hwnas_value_t *a, const hwnas_value_t *b) {
  if (a->type == HWNAS_VALUE_REAL && b->type == HWNAS_VALUE_REAL) return a->real == b->real;
  if (a->type == HWNAS_VALUE_REAL) return int_equals_real(whole(b), a->real);
  if (b->type == HWNAS_VALUE_REAL) return int_equals_real(whole(a), b->real);
  return whole(a) == whole(b);
}

static bool lists_equal(const hwnas_list_t *a, const hwnas_list_t *b) {
  if (a == b) return true;
  if (a->n != b->n) return false;
  for (size_t i = 0; i < a->n; i++)
    if (!hwnas_value_equal(&a->items[i], &b->items[i])) return false;
  return true;
}

bool hwnas_value_equal(const hwnas_value_t *a, const hwnas_value_t *b) {
  if (is_number(a) && is_number(b)) return numbers_equal(a, b);
  if (a->type != b->type) return false;
  switch (a->type) {
    case HWNAS_VALUE_STRING:
      return a->string == b->string || strcmp(a->string, b->string) == 0;
    case HWNAS_VALUE_LIST:
    case HWNAS_VALUE_SET:
      return lists_equal(a->list, b->list);
    case HWNAS_VALUE_UNDEFINED:
      return a->refusal == b->refusal;
    default:
      return true;
  }
}

bool hwnas_value_to_real(const hwnas_value_t *value, double *out) {
  if (!is_number(value)) return false;
  *out = value->type == HWNAS_VALUE_REAL ? value->real : (double)whole(value);
  return true;
}

bool hwnas_value_to_int(const hwnas_value_t *value, int64_t *out) {
  if (!is_number(value)) return false;
  if (value->type == HWNAS_VALUE_REAL) {
    if (!fits_int64(value->real) || floor(value->real) != value->real) return false;
    *out = (int64_t)value->real;
  } else {
    *out = whole(value);
  }
  return true;
}

bool hwnas_value_truth(const hwnas_value_t *value) {
  switch (value->type) {
    case HWNAS_VALUE_BOOL:
      return value->boolean;
    case HWNAS_VALUE_INT:
      return value->integer != 0;
    case HWNAS_VALUE_REAL:
      return value->real != 0;
    case HWNAS_VALUE_STRING:
      return value->string[0] != '\0';
    case HWNAS_VALUE_LIST:
    case HWNAS_VALUE_SET:
      return value->list->n > 0;
    default:
      return false;
  }
}

uint64_t hwnas_value_hash(const hwnas_value_t *value, uint64_t seed) {
  int64_t integer;
  if (hwnas_value_to_int(value, &integer)) return hwnas_hash(&integer, sizeof integer, seed);
  switch (value->type) {
    case HWNAS_VALUE_REAL:
      return hwnas_hash(&value->real, sizeof value->real, seed + 1);
    case HWNAS_VALUE_STRING:
      return hwnas_hash(value->string, strlen(value->string), seed + 2);
    case HWNAS_VALUE_LIST:
    case HWNAS_VALUE_SET:
      seed += 3;
      for (size_t i = 0; i < value->list->n; i++) seed = hwnas_value_hash(&value->list->items[i], seed + i);
      return hwnas_hash(&value->list->n, sizeof value->list->n, seed);
    default:
      return hwnas_hash(&value->type, sizeof value->type, seed);
  }
}

/* Braces of a quoted text hold expressions unless they are doubled. */
static void print_quoted(const char *text, hwnas_str_t *out) {
  hwnas_str_append(out, "'");
  for (; *text; text++) {
    if (*text == '\n' || *text == '\t') {
      hwnas_str_append(out, *text == '\n' ? "\\n" : "\\t");
      continue;
    }
    if (*text == '\'' || *text == '\\') hwnas_str_append(out, "\\");
    if (*text == '{' || *text == '}') hwnas_str_append_n(out, text, 1);
    hwnas_str_append_n(out, text, 1);
  }
  hwnas_str_append(out, "'");
}

void hwnas_value_print(const hwnas_value_t *value, hwnas_str_t *out) {
  switch (value->type) {
    case HWNAS_VALUE_NULL:
      hwnas_str_append(out, "none");
      break;
    case HWNAS_VALUE_BOOL:
      hwnas_str_append(out, value->boolean ? "true" : "false");
      break;
    case HWNAS_VALUE_INT:
      hwnas_str_appendf(out, "%lld", (long long)value->integer);
      break;
    case HWNAS_VALUE_REAL:
      hwnas_str_append_double(out, value->real);
      break;
    case HWNAS_VALUE_STRING:
      print_quoted(value->string, out);
      break;
    case HWNAS_VALUE_LIST:
    case HWNAS_VALUE_SET:
      hwnas_str_append(out, value->type == HWNAS_VALUE_LIST ? "[" : "{");
      for (size_t i = 0; i < value->list->n; i++) {
        if (i) hwnas_str_append(out, ", ");
        hwnas_value_print(&value->list->items[i], out);
      }
      hwnas_str_append(out, value->type == HWNAS_VALUE_LIST ? "]" : "}");
      break;
    case HWNAS_VALUE_UNDEFINED:
      hwnas_str_append(out, "undefined");
      break;
    case HWNAS_VALUE_EXCLUDED:
      hwnas_str_append(out, "excluded");
      break;
  }
}

void hwnas_value_print_expr(const hwnas_value_t *value, hwnas_str_t *out) {
  bool set = value->type == HWNAS_VALUE_SET;
  if (!set && value->type != HWNAS_VALUE_LIST) {
    hwnas_value_print(value, out);
    return;
  }
  hwnas_str_append(out, set ? "set([" : "[");
  for (size_t i = 0; i < value->list->n; i++) {
    if (i) hwnas_str_append(out, ", ");
    hwnas_value_print_expr(&value->list->items[i], out);
  }
  hwnas_str_append(out, set ? "])" : "]");
}

static void print_json_string(const char *text, hwnas_str_t *out) {
  hwnas_str_append(out, "\"");
  for (const char *plain = text;; text++) {
    unsigned char c = (unsigned char)*text;
    if (c >= 0x20 && c != '"' && c != '\\') continue;
    hwnas_str_append_n(out, plain, (size_t)(text - plain));
    plain = text + 1;
    if (c == '\0') break;
    hwnas_str_appendf(out, c < 0x20 ? "\\u%04x" : "\\%c", c);
  }
  hwnas_str_append(out, "\"");
}

void hwnas_value_print_json(const hwnas_value_t *value, hwnas_str_t *out) {
  switch (value->type) {
    case HWNAS_VALUE_STRING:
      print_json_string(value->string, out);
      break;
    case HWNAS_VALUE_LIST:
    case HWNAS_VALUE_SET:
      hwnas_str_append(out, "[");
      for (size_t i = 0; i < value->list->n; i++) {
        if (i) hwnas_str_append(out, ",");
        hwnas_value_print_json(&value->list->items[i], out);
      }
      hwnas_str_append(out, "]");
      break;
    case HWNAS_VALUE_REAL:
      if (isfinite(value->real))
        hwnas_str_append_double(out, value->real);
      else
        hwnas_str_append(out, "null");
      break;
    case HWNAS_VALUE_BOOL:
    case HWNAS_VALUE_INT:
      hwnas_value_print(value, out);
      break;
    default:
      hwnas_str_append(out, "null");
      break;
  }
}

const char *hwnas_value_type_name(const hwnas_value_t *value) {
  switch (value->type) {
    case HWNAS_VALUE_NULL:
      return "none";
    case HWNAS_VALUE_BOOL:
      return "true or false";
    case HWNAS_VALUE_INT:
      return "integer";
    case HWNAS_VALUE_REAL:
      return "number";
    case HWNAS_VALUE_STRING:
      return "string";
    case HWNAS_VALUE_LIST:
      return "list";
    case HWNAS_VALUE_SET:
      return "set";
    case HWNAS_VALUE_UNDEFINED:
      return "undefined value";
    case HWNAS_VALUE_EXCLUDED:
      return "excluded value";
  }
  return "value";
}

const hwnas_list_t *hwnas_list_make(hwnas_arena_t *arena, const hwnas_value_t *items, size_t n) {
  hwnas_list_t *list = hwnas_arena_alloc(arena, sizeof *list);
  hwnas_value_t *copy = hwnas_arena_grow(arena, items, n, n, sizeof *copy);
  if (!list || !copy) return NULL;
  list->n = n;
  list->items = copy;
  return list;
}

static bool copy_list(hwnas_arena_t *arena, const hwnas_value_t *value, hwnas_value_t *out) {
  size_t n = value->list->n;
  hwnas_list_t *list = hwnas_arena_alloc(arena, sizeof *list);
  hwnas_value_t *items = hwnas_arena_alloc_array(arena, n, sizeof *items);
  if (!list || !items) return false;
  for (size_t i = 0; i < n; i++)
    if (!hwnas_value_copy(arena, &value->list->items[i], &items[i])) return false;
  list->n = n;
  list->items = items;
  out->list = list;
  return true;
}

bool hwnas_value_copy(hwnas_arena_t *arena, const hwnas_value_t *value, hwnas_value_t *out) {
  *out = *value;
  if (value->type == HWNAS_VALUE_STRING) {
    out->string = hwnas_arena_strdup(arena, value->string);
    return out->string != NULL;
  }
  if (value->type == HWNAS_VALUE_LIST || value->type == HWNAS_VALUE_SET) return copy_list(arena, value, out);
  if (value->type != HWNAS_VALUE_UNDEFINED) return true;
  hwnas_refusal_t *refusal = hwnas_arena_alloc(arena, sizeof *refusal);
  if (!refusal) return false;
  *refusal = *value->refusal;
  refusal->what = hwnas_arena_strdup(arena, refusal->what);
  if (refusal->place) refusal->place = hwnas_arena_strdup(arena, refusal->place);
  out->refusal = refusal;
  return refusal->what && (refusal->place || !value->refusal->place);
}
