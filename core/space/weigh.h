/* Runs an elimination in floating point, and shows the weights of every choice in every context. */
#ifndef HWNAS_CORE_SPACE_WEIGH_H
#define HWNAS_CORE_SPACE_WEIGH_H

#include "space/eliminate.h"

/* weights[0..step->n): how many networks, up to a common factor, each index leaves in context number
 * `context`. Called for every context of every step, in order; may be NULL. */
typedef hwnas_status_t *(*hwnas_weigh_fn)(void *self, const hwnas_step_t *step, size_t context,
                                          const double *weights);

typedef enum hwnas_weigh_mode {
  HWNAS_WEIGH_COUNT,   /* weights count networks; the smallest vanish beside ones 2^1000 times as large */
  HWNAS_WEIGH_POSSIBLE /* weights are 1 where there is a network and 0 where there is none: nothing vanishes
                        */
} hwnas_weigh_mode_t;

/* *out_total is the weight of the whole space: the number of networks (infinity above 2^1024), or 0 or 1.
 * Scratch memory is in arena. */
hwnas_status_t *hwnas_elimination_weigh(hwnas_arena_t *arena, const hwnas_elimination_t *elimination,
                                        hwnas_weigh_mode_t mode, hwnas_weigh_fn fn, void *self,
                                        double *out_total);

#endif
