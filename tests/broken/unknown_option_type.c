#define FIXTURE_OPTIONS \
  { .name = "size", .help = "a size", .type = 42 }
#include "fixture.h"

HWNAS_PLUGIN(fixture_plugin);
