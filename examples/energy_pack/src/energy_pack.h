/* The components of this module. */
#ifndef ENERGY_PACK_H
#define ENERGY_PACK_H

#include "hwnas/plugin.h"

extern const hwnas_component_t shuffle_attention;
extern const hwnas_component_t edge_tpu_block;
extern const hwnas_component_t energy;

#endif
