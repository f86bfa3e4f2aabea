#include "base/str.h"
#include "json/json.h"

static void print_real(double number, hwnas_str_t *out) {
  hwnas_value_t value = hwnas_value_real(number);
  hwnas_value_print_json(&value, out);
}

void hwnas_json_print_string(const char *text, hwnas_str_t *out) {
  hwnas_value_t value = hwnas_value_string(text);
  hwnas_value_print_json(&value, out);
}

static void print_children(const hwnas_json_t *json, hwnas_str_t *out) {
  for (size_t i = 0; i < json->n; i++) {
    if (i) hwnas_str_append(out, ",");
    if (json->type == HWNAS_JSON_OBJECT) {
      hwnas_json_print_string(json->children[i].key, out);
      hwnas_str_append(out, ":");
    }
    hwnas_json_print(&json->children[i], out);
  }
}

void hwnas_json_print(const hwnas_json_t *json, hwnas_str_t *out) {
  switch (json->type) {
    case HWNAS_JSON_NULL:
      hwnas_str_append(out, "null");
      break;
    case HWNAS_JSON_BOOL:
      hwnas_str_append(out, json->boolean ? "true" : "false");
      break;
    case HWNAS_JSON_INT:
      hwnas_str_appendf(out, "%lld", (long long)json->integer);
      break;
    case HWNAS_JSON_REAL:
      print_real(json->real, out);
      break;
    case HWNAS_JSON_STRING:
      hwnas_json_print_string(json->string, out);
      break;
    case HWNAS_JSON_ARRAY:
      hwnas_str_append(out, "[");
      print_children(json, out);
      hwnas_str_append(out, "]");
      break;
    case HWNAS_JSON_OBJECT:
      hwnas_str_append(out, "{");
      print_children(json, out);
      hwnas_str_append(out, "}");
      break;
  }
}
