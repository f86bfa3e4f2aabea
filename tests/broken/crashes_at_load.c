/* Comes to its end before anybody could ask it. */
#include <stdlib.h>

#include "fixture.h"

__attribute__((constructor)) static void at_load(void) { abort(); }

HWNAS_PLUGIN(fixture_plugin);
