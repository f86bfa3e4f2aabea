#include <stdlib.h>

#include "hwnas/plugin.h"

HWNAS_EXPORT const hwnas_plugin_t *exits_in_query_LTX_hwnas_plugin_query(uint32_t host_major,
                                                                         uint32_t host_minor);
const hwnas_plugin_t *exits_in_query_LTX_hwnas_plugin_query(uint32_t host_major, uint32_t host_minor) {
  (void)host_major;
  (void)host_minor;
  exit(3);
  return NULL;
}
