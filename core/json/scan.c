#include "json/scan.h"

#include <string.h>

static bool is_in(char c, const char *set) { return c != '\0' && strchr(set, c) != NULL; }

void hwnas_scan_gap(hwnas_scan_t *scan) {
  while (scan->at < scan->end && is_in(*scan->at, " \t\r\n,:")) scan->at++;
}

static bool scan_string(hwnas_scan_t *scan) {
  for (scan->at++; scan->at < scan->end && *scan->at != '"'; scan->at++) {
    if (*scan->at == '\n') return false;
    if (*scan->at == '\\' && scan->at + 1 < scan->end) scan->at++;
  }
  if (scan->at == scan->end) return false;
  scan->at++;
  return true;
}

bool hwnas_scan_token(hwnas_scan_t *scan) {
  if (scan->at == scan->end) return true;
  if (*scan->at == '"') return scan_string(scan);
  if (is_in(*scan->at, "[]{},:")) {
    scan->at++;
    return true;
  }
  do scan->at++;
  while (scan->at < scan->end && !is_in(*scan->at, " \t\r\n,:[]{}\""));
  return true;
}

/* Iterative, as texts may be deep. */
void hwnas_scan_value(hwnas_scan_t *scan) {
  size_t depth = 0;
  do {
    hwnas_scan_gap(scan);
    if (scan->at == scan->end) return;
    if (is_in(*scan->at, "{[")) depth++;
    if (is_in(*scan->at, "}]") && depth) depth--;
    hwnas_scan_token(scan);
  } while (depth > 0);
}

void hwnas_scan_place(const char *text, size_t offset, size_t *out_line, size_t *out_column) {
  size_t line = 1, column = 1;
  for (size_t i = 0; i < offset; i++) {
    bool continues = ((unsigned char)text[i] & 0xc0) == 0x80; /* not the first byte of a character */
    if (text[i] == '\n') {
      line++;
      column = 1;
    } else if (!continues) {
      column++;
    }
  }
  *out_line = line;
  *out_column = column;
}
