#define FIXTURE_NEEDED 7
#include "fixture.h"

HWNAS_PLUGIN(fixture_plugin);
