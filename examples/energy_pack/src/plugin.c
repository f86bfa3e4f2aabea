#include "energy_pack.h"

HWNAS_PLUGIN_OF("0.1.0", "MIT", "Energy of networks, with one new operator and one closed module",
                &shuffle_attention, &edge_tpu_block, &energy);
