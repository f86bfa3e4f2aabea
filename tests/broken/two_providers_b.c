#define FIXTURE_OP_TYPE "contested"
#include "fixture.h"

HWNAS_PLUGIN(fixture_plugin);
