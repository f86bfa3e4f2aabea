#define FIXTURE_MAJOR 0
#include "fixture.h"

HWNAS_PLUGIN(fixture_plugin);
