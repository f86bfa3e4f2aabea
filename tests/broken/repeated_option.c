#define FIXTURE_OPTIONS                                               \
  {.name = "size", .help = "a size", .type = HWNAS_OPTION_INTEGER}, { \
    .name = "size", .help = "a size", .type = HWNAS_OPTION_NUMBER     \
  }
#include "fixture.h"

HWNAS_PLUGIN(fixture_plugin);
