#define FIXTURE_NAME "same"
#define FIXTURE_OP_TYPE "op_of_a"
#include "fixture.h"

HWNAS_PLUGIN(fixture_plugin);
