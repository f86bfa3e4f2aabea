/* A scan over JSON text that keeps positions, which jansson's tree does not. It never fails: on text that
 * is not JSON it gives tokens too, only without meaning. */
#ifndef HWNAS_CORE_JSON_SCAN_H
#define HWNAS_CORE_JSON_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct hwnas_scan {
  const char *at, *end; /* at never passes end */
} hwnas_scan_t;

/* Moves past white space, commas and colons, to the next key, value or bracket. */
void hwnas_scan_gap(hwnas_scan_t *scan);
/* Moves past one token: a string, a bracket, or a run of other characters. false if a string has no end. */
bool hwnas_scan_token(hwnas_scan_t *scan);

/* Moves line and column, 1-based, from one byte to another behind it; columns count characters of UTF-8, as
 * editors do. */
void hwnas_scan_count(const char *from, const char *to, uint32_t *line, uint32_t *column);

#endif
