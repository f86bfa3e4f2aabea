/* Has no entry of its own, but links a library that has one of the wanted name. */
#include "hwnas/plugin.h"

const hwnas_plugin_t *stolen_entry_LTX_hwnas_plugin_query(uint32_t host_major, uint32_t host_minor);

HWNAS_EXPORT const void *stolen_entry_use(void);
const void *stolen_entry_use(void) { return stolen_entry_LTX_hwnas_plugin_query(1, 0); }
