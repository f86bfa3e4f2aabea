/* Values of drafts: numbers, texts and what is given as JSON. */
#include <string.h>

#include "space/draft.h"

static hwnas_draft_t *new_value(const hwnas_draft_t *where, hwnas_json_type_t type) {
  return where ? hwnas_draft_make(where->builder, HWNAS_DRAFT_VALUE, type) : NULL;
}

hwnas_draft_t *hwnas_draft_of_int(const hwnas_draft_t *where, int64_t value) {
  hwnas_draft_t *draft = new_value(where, HWNAS_JSON_INT);
  if (draft) draft->integer = value;
  return draft;
}

hwnas_draft_t *hwnas_draft_of_ints(const hwnas_draft_t *where, const int64_t *values, size_t n) {
  hwnas_draft_t *list = new_value(where, HWNAS_JSON_ARRAY);
  if (list && n > 0 && !values) {
    hwnas_builder_fail(where->builder, where,
                       hwnas_status_make(HWNAS_ERROR_SPACE_FORM, "NULL was given for numbers"));
    return NULL;
  }
  for (size_t i = 0; list && i < n; i++) hwnas_draft_put(list, NULL, hwnas_draft_of_int(where, values[i]));
  return list;
}

/* ---- Texts ----------------------------------------------------------------------------------- */

static hwnas_draft_t *of_text(const hwnas_draft_t *where, const char *text) {
  if (!text) return NULL;
  hwnas_draft_t *draft = new_value(where, HWNAS_JSON_STRING);
  if (draft) draft->string = text;
  return draft;
}

static hwnas_draft_t *joined(const hwnas_draft_t *where, const char *before, const char *text) {
  const char *whole = hwnas_arena_printf(&where->builder->arena, "%s%s", before, text);
  if (!whole) hwnas_builder_fail(where->builder, where, hwnas_status_no_memory());
  return of_text(where, whole);
}

hwnas_draft_t *hwnas_draft_of_expr(const hwnas_draft_t *where, const char *expr) {
  const char *kept = hwnas_builder_keep(where, expr, "an expression");
  if (!kept) return NULL;
  if (*kept != '=') return joined(where, "=", kept);
  hwnas_status_t *status =
      hwnas_status_make(HWNAS_ERROR_EXPR_SYNTAX, "the expression '%s' begins with '='", kept);
  hwnas_builder_fail(where->builder, where,
                     hwnas_status_detail(status, "leave the '=' out: it belongs to space files"));
  return NULL;
}

hwnas_draft_t *hwnas_draft_of_template(const hwnas_draft_t *where, const char *text) {
  const char *kept = hwnas_builder_keep(where, text, "a name");
  if (!kept) return NULL;
  return *kept == '=' ? joined(where, "{'='}", kept + 1) : of_text(where, kept);
}

/* The text as a string of the expression language. */
static void quote(const char *text, hwnas_str_t *out) {
  hwnas_str_append(out, "'");
  for (; *text; text++) {
    if (*text == '\'' || *text == '\\') hwnas_str_append(out, "\\");
    if (*text == '{' || *text == '}') hwnas_str_append_n(out, text, 1);
    hwnas_str_append_n(out, text, 1);
  }
  hwnas_str_append(out, "'");
}

hwnas_draft_t *hwnas_draft_of_string(const hwnas_draft_t *where, const char *text) {
  const char *kept = hwnas_builder_keep(where, text, "a text");
  if (!kept || *kept != '=') return of_text(where, kept);
  hwnas_str_t quoted;
  hwnas_str_init(&quoted);
  quote(kept, &quoted);
  if (quoted.failed) hwnas_builder_fail(where->builder, where, hwnas_status_no_memory());
  hwnas_draft_t *draft = quoted.failed ? NULL : joined(where, "=", quoted.text);
  hwnas_str_deinit(&quoted);
  return draft;
}

hwnas_draft_t *hwnas_draft_of_plain(const hwnas_draft_t *where, const char *text) {
  const char *kept = hwnas_builder_keep(where, text, "a text");
  if (!kept || *kept != '=') return of_text(where, kept);
  hwnas_builder_fail(where->builder, where,
                     hwnas_status_make(HWNAS_ERROR_SPACE_FORM, "the text '%s' may not begin with '='", kept));
  return NULL;
}

/* ---- JSON ------------------------------------------------------------------------------------ */

static hwnas_draft_t *import(hwnas_builder_t *builder, const hwnas_json_t *json) {
  hwnas_draft_t *draft = hwnas_draft_make(builder, HWNAS_DRAFT_VALUE, json->type);
  if (!draft) return NULL;
  draft->boolean = json->boolean;
  draft->integer = json->integer;
  draft->real = json->real;
  draft->string = json->string;
  for (size_t i = 0; i < json->n; i++)
    hwnas_draft_put(draft, json->children[i].key, import(builder, &json->children[i]));
  return draft;
}

hwnas_draft_t *hwnas_draft_of_json(const hwnas_draft_t *where, const char *what, const char *json) {
  const char *text = hwnas_builder_keep(where, json, "JSON text"), *key = what ? what : "";
  if (!where || !text) return NULL;
  const char *title = where->title;
  const char *source = hwnas_arena_printf(&where->builder->arena, "%s%s%s, '%s'", where->builder->name,
                                          title ? ", " : "", title ? title : "", key);
  hwnas_json_t *tree = NULL;
  hwnas_status_t *status = source
                               ? hwnas_json_parse(&where->builder->arena, text, strlen(text), source, &tree)
                               : hwnas_status_no_memory();
  if (!status) return import(where->builder, tree);
  hwnas_builder_fail(where->builder, where, status);
  return NULL;
}
