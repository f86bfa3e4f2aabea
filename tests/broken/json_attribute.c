#define FIXTURE_OPTIONS \
  { .name = "tables", .help = "tables", .type = HWNAS_OPTION_JSON, .default_json = "[]" }
#include "fixture.h"

HWNAS_PLUGIN(fixture_plugin);
