#include "table.h"

static const hwnas_component_t *const components[] = {&table_evaluator, &table_profiler, NULL};
static const hwnas_plugin_t plugin = {.magic = HWNAS_PLUGIN_MAGIC,
                                      .struct_size = sizeof plugin,
                                      .abi_major = HWNAS_ABI_MAJOR,
                                      .abi_built = HWNAS_ABI_MINOR,
                                      .sanitizer = HWNAS_SANITIZER,
                                      .version = "0.1.0",
                                      .license = "MIT",
                                      .summary = "results of networks that stand in a file",
                                      .components = components};
HWNAS_PLUGIN(plugin);
