/* A library that is no plugin at all. */
#include "hwnas/plugin.h"

HWNAS_EXPORT int missing_entry_answer(void);
int missing_entry_answer(void) { return 42; }
