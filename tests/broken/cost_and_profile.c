#define FIXTURE_WAYS .cost = fixture_cost, .profile = fixture_profile
#include "profiler.h"

HWNAS_PLUGIN(fixture_plugin);
