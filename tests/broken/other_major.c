#define FIXTURE_MAJOR 2
#include "fixture.h"

HWNAS_PLUGIN(fixture_plugin);
