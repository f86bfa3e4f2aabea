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

void hwnas_scan_count(const char *from, const char *to, uint32_t *line, uint32_t *column) {
  for (; from < to; from++) {
    bool continues = ((unsigned char)*from & 0xc0) == 0x80; /* not the first byte of a character */
    if (*from == '\n') {
      ++*line;
      *column = 1;
    } else if (!continues) {
      ++*column;
    }
  }
}
