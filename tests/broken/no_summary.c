#define FIXTURE_SUMMARY NULL
#include "fixture.h"

HWNAS_PLUGIN(fixture_plugin);
