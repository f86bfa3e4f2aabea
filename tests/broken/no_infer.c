#define FIXTURE_INFER NULL
#include "fixture.h"

HWNAS_PLUGIN(fixture_plugin);
