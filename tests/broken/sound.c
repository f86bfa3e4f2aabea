#include "fixture.h"

HWNAS_PLUGIN(fixture_plugin);
