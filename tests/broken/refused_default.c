#define FIXTURE_OPTIONS \
  { .name = "size", .help = "a size", .type = HWNAS_OPTION_INTEGER, .default_json = "0", .min = 1, .max = 9 }
#include "fixture.h"

HWNAS_PLUGIN(fixture_plugin);
