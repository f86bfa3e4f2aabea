#define FIXTURE_COMPONENT_SIZE 16
#include "fixture.h"

HWNAS_PLUGIN(fixture_plugin);
