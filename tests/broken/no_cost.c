#define FIXTURE_WAYS .convention = NULL
#include "profiler.h"

HWNAS_PLUGIN(fixture_plugin);
