#define FIXTURE_NAME "Bad-Name"
#include "fixture.h"

HWNAS_PLUGIN(fixture_plugin);
