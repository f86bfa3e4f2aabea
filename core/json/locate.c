/* Where values stand in their text: one scan over text that is known to be JSON, along the tree. */
#include "json/locate.h"

#include "json/scan.h"

typedef struct cursor {
  hwnas_scan_t scan;
  const char *counted; /* line and column are those of this byte */
  uint32_t line, column;
} cursor_t;

static void set_place(cursor_t *cursor, hwnas_json_t *json) {
  hwnas_scan_gap(&cursor->scan);
  hwnas_scan_count(cursor->counted, cursor->scan.at, &cursor->line, &cursor->column);
  cursor->counted = cursor->scan.at;
  json->line = cursor->line;
  json->column = cursor->column;
}

static void visit(cursor_t *cursor, hwnas_json_t *json) {
  set_place(cursor, json);
  if (json->key) {
    hwnas_scan_token(&cursor->scan);
    hwnas_scan_gap(&cursor->scan);
  }
  hwnas_scan_token(&cursor->scan); /* the value, or its bracket */
  if (json->type != HWNAS_JSON_ARRAY && json->type != HWNAS_JSON_OBJECT) return;
  for (size_t i = 0; i < json->n; i++) visit(cursor, &json->children[i]);
  hwnas_scan_gap(&cursor->scan);
  hwnas_scan_token(&cursor->scan);
}

void hwnas_json_locate_all(hwnas_json_t *root, const char *text, size_t length) {
  cursor_t cursor = {.scan = {.at = text, .end = text + length}, .counted = text, .line = 1, .column = 1};
  visit(&cursor, root);
}
