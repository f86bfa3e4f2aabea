/* Where a value stands in its text. The text was valid JSON once, so the scan only skips values until it
 * meets the one that is wanted. */
#include "json/json.h"
#include "json/scan.h"

/* The node as it was read: a copy inside another tree has its siblings there, not in the text. */
static const hwnas_json_t *original(const hwnas_json_t *json) { return json->origin ? json->origin : json; }

/* Moves to the value of json, or to its key if it has one. */
static void find(hwnas_scan_t *scan, const hwnas_json_t *json) {
  const hwnas_json_t *parent = json->parent ? original(json->parent) : NULL;
  if (!parent) {
    hwnas_scan_gap(scan);
    return;
  }
  find(scan, parent);
  if (parent->key) { /* from the parent's key to its value */
    hwnas_scan_token(scan);
    hwnas_scan_gap(scan);
  }
  hwnas_scan_token(scan); /* the bracket */
  for (size_t i = 0; i < json->index; i++) {
    hwnas_scan_gap(scan);
    if (parent->type == HWNAS_JSON_OBJECT) hwnas_scan_token(scan);
    hwnas_scan_gap(scan);
    hwnas_scan_value(scan);
  }
  hwnas_scan_gap(scan);
}

bool hwnas_json_locate(const hwnas_json_t *json, size_t *out_line, size_t *out_column) {
  const hwnas_json_source_t *source = json->source;
  if (!source->text) return false;
  hwnas_scan_t scan = {.at = source->text, .end = source->text + source->length};
  find(&scan, original(json));
  hwnas_scan_place(source->text, (size_t)(scan.at - source->text), out_line, out_column);
  return true;
}
