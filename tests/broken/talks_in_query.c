/* Writes what looks like answers of others where it finds a file open, and never gives its own. */
#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "hwnas/plugin.h"

HWNAS_EXPORT const hwnas_plugin_t *talks_in_query_LTX_hwnas_plugin_query(uint32_t host_major,
                                                                         uint32_t host_minor);
const hwnas_plugin_t *talks_in_query_LTX_hwnas_plugin_query(uint32_t host_major, uint32_t host_minor) {
  (void)host_major;
  (void)host_minor;
  static const char text[] = "some words\n{}\n{}\n\n";
  for (int file = 1; file < 8; file++)
    if (write(file, text, strlen(text)) < 0) continue;
  exit(0);
}
