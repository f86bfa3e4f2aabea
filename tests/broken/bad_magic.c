#define FIXTURE_MAGIC 0x12345678u
#include "fixture.h"

HWNAS_PLUGIN(fixture_plugin);
