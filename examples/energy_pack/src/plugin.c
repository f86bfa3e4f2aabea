#include "energy_pack.h"

static const hwnas_component_t *const components[] = {&shuffle_attention, &edge_tpu_block, &energy, NULL};

static const hwnas_plugin_t plugin = {
    .magic = HWNAS_PLUGIN_MAGIC,
    .struct_size = sizeof plugin,
    .abi_major = HWNAS_ABI_MAJOR,
    .abi_built = HWNAS_ABI_MINOR,
    .abi_needed = 0,
    .sanitizer = HWNAS_SANITIZER,
    .version = "0.1.0",
    .license = "MIT",
    .summary = "Energy of networks, with one new operator and one closed module",
    .components = components,
};

HWNAS_PLUGIN(plugin);
