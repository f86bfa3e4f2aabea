#define FIXTURE_KIND "org.example.scheduler/3"
#define FIXTURE_TABLE NULL
#include "fixture.h"

HWNAS_PLUGIN(fixture_plugin);
