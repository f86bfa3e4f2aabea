#define FIXTURE_OPTIONS \
  { .name = "size", .help = "a size", .type = HWNAS_OPTION_STRING, .default_json = "same" }
#include "fixture.h"

HWNAS_PLUGIN(fixture_plugin);
