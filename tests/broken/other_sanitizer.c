#include "hwnas/plugin.h"

#if HWNAS_SANITIZER == 2u
#define FIXTURE_SANITIZER HWNAS_SANITIZER_ADDRESS
#else
#define FIXTURE_SANITIZER HWNAS_SANITIZER_THREAD
#endif
#include "fixture.h"

HWNAS_PLUGIN(fixture_plugin);
