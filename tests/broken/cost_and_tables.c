#define FIXTURE_WAYS .cost = fixture_cost, .tables = fixture_tables
#include "profiler.h"

HWNAS_PLUGIN(fixture_plugin);
