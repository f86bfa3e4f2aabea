#define FIXTURE_TABLE NULL
#include "fixture.h"

HWNAS_PLUGIN(fixture_plugin);
