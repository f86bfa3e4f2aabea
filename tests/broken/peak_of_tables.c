#define FIXTURE_WAYS .tables = fixture_tables
#define FIXTURE_PER HWNAS_PER_PEAK
#include "profiler.h"

HWNAS_PLUGIN(fixture_plugin);
