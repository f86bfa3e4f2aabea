#include "search/json_service.h"

#include <math.h>
#include <string.h>

#define WHOLE_MAX 0x1p53 /* whole numbers below are exact */

hwnas_result_t hwnas_service_refuse(hwnas_call_t *call, hwnas_result_t code, hwnas_status_t *status) {
  hwnas_str_t text;
  hwnas_str_init(&text);
  hwnas_str_append(&text, status->what ? status->what : "out of memory");
  if (status->place) hwnas_str_appendf(&text, " (%s)", status->place);
  for (size_t i = 0; i < status->n_details; i++) hwnas_str_appendf(&text, "; %s", status->details[i]);
  hwnas_result_t result = call->fail(call, code, "%s", text.text);
  hwnas_str_deinit(&text);
  hwnas_status_destroy(status);
  return result;
}

static hwnas_result_t visit_other(const hwnas_json_t *json, hwnas_json_visit_fn visit, void *self) {
  hwnas_str_t text;
  hwnas_str_init(&text);
  hwnas_json_print(json, &text);
  hwnas_result_t result =
      text.failed ? HWNAS_E_RESOURCE : visit(self, json->key, HWNAS_JSON_KIND_OTHER, 0, text.text);
  hwnas_str_deinit(&text);
  return result;
}

static hwnas_result_t visit_member(const hwnas_json_t *json, hwnas_json_visit_fn visit, void *self) {
  switch (json->type) {
    case HWNAS_JSON_NULL:
      return visit(self, json->key, HWNAS_JSON_KIND_NULL, 0, "null");
    case HWNAS_JSON_BOOL:
      return visit(self, json->key, HWNAS_JSON_KIND_BOOL, json->boolean, json->boolean ? "true" : "false");
    case HWNAS_JSON_INT:
      return visit(self, json->key, HWNAS_JSON_KIND_NUMBER, (double)json->integer, "");
    case HWNAS_JSON_REAL:
      return visit(self, json->key, HWNAS_JSON_KIND_NUMBER, json->real, "");
    case HWNAS_JSON_STRING:
      return visit(self, json->key, HWNAS_JSON_KIND_STRING, 0, json->string);
    default:
      return visit_other(json, visit, self);
  }
}

static hwnas_json_t number_of(double number) {
  bool whole = fabs(number) < WHOLE_MAX && number == trunc(number);
  return whole ? (hwnas_json_t){.type = HWNAS_JSON_INT, .integer = (int64_t)number}
               : (hwnas_json_t){.type = HWNAS_JSON_REAL, .real = number};
}

hwnas_status_t *hwnas_json_from_visit(hwnas_arena_t *arena, int32_t kind, double number, const char *text,
                                      hwnas_json_t *out) {
  static const hwnas_json_source_t source = {.name = "value", .folder = "."};
  hwnas_json_t *json;
  *out = (hwnas_json_t){.type = HWNAS_JSON_NULL};
  if (kind == HWNAS_JSON_KIND_OTHER) {
    HWNAS_TRY(hwnas_json_parse(arena, text, strlen(text), source.name, &json));
    *out = *json;
  }
  if (kind == HWNAS_JSON_KIND_NUMBER) *out = number_of(number);
  if (kind == HWNAS_JSON_KIND_BOOL) *out = (hwnas_json_t){.type = HWNAS_JSON_BOOL, .boolean = number != 0};
  if (kind == HWNAS_JSON_KIND_STRING) *out = (hwnas_json_t){.type = HWNAS_JSON_STRING, .string = text};
  out->source = &source;
  return NULL;
}

typedef struct document {
  const char *text;
  size_t length;
  const char *name;
} document_t;

static hwnas_result_t read_document(hwnas_call_t *call, document_t document, hwnas_json_type_t type,
                                    hwnas_json_visit_fn visit, void *self) {
  hwnas_arena_t arena;
  hwnas_json_t *json = NULL;
  hwnas_arena_init(&arena);
  hwnas_status_t *status = hwnas_json_parse(&arena, document.text, document.length, document.name, &json);
  if (!status) status = hwnas_json_expect(json, type);
  hwnas_result_t result = status ? hwnas_service_refuse(call, HWNAS_E_DATA, status) : HWNAS_OK;
  for (size_t i = 0; result == HWNAS_OK && i < json->n; i++)
    result = visit_member(&json->children[i], visit, self);
  hwnas_arena_deinit(&arena);
  return result;
}

static hwnas_result_t read_object(const hwnas_json_service_t *service, hwnas_call_t *call, const char *text,
                                  size_t length, const char *name, hwnas_json_visit_fn visit, void *self) {
  (void)service;
  return read_document(call, (document_t){text, length, name}, HWNAS_JSON_OBJECT, visit, self);
}

static hwnas_result_t read_array(const hwnas_json_service_t *service, hwnas_call_t *call, const char *text,
                                 size_t length, const char *name, hwnas_json_visit_fn visit, void *self) {
  (void)service;
  return read_document(call, (document_t){text, length, name}, HWNAS_JSON_ARRAY, visit, self);
}

const hwnas_json_service_t *hwnas_json_service(void) {
  static const hwnas_json_service_t service = {
      .struct_size = sizeof service, .object = read_object, .array = read_array};
  return &service;
}
