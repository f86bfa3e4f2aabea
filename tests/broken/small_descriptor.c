#define FIXTURE_SIZE 24
#include "fixture.h"

HWNAS_PLUGIN(fixture_plugin);
