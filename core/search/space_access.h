/* hwnas.space/1 of sdk/include/hwnas/strategy.h: a space as plugins see it. */
#ifndef HWNAS_CORE_SEARCH_SPACE_ACCESS_H
#define HWNAS_CORE_SEARCH_SPACE_ACCESS_H

#include <pthread.h>

#include "hwnas/region.h"
#include "hwnas/strategy.h"
#include "space/count.h"

/* Must not move between init and deinit. */
typedef struct hwnas_space_access {
  hwnas_space_service_t service;
  const hwnas_space_t *space;
  const hwnas_sampler_t *sampler;
  hwnas_region_t *region; /* where networks are to lie; NULL: the whole space */
  bool exact;             /* they are drawn from it: it is exact and prepared, so that any thread may draw */
  hwnas_region_t *whole;  /* where the others are drawn near given ones if there is no region; NULL until
                             somebody asks */
  pthread_mutex_t lock;   /* of what follows */
  hwnas_arena_t arena;
  const char ***values; /* per choice: NULL, or the values as JSON text */
} hwnas_space_access_t;

/* Borrows space, sampler and region, which is prepared if it is exact. sampler NULL: plugins can draw no
 * networks; region NULL: of the whole space. Deinit it also after an error. */
hwnas_status_t *hwnas_space_access_init(hwnas_space_access_t *access, const hwnas_space_t *space,
                                        const hwnas_sampler_t *sampler, hwnas_region_t *region);
void hwnas_space_access_deinit(hwnas_space_access_t *access);

/* The first choice whose index is outside its domain, or NULL: what a plugin wrote is not trusted. */
const hwnas_choice_t *hwnas_point_outside(const hwnas_space_t *space, const uint16_t *point);
/* Fails the call if one of n points is outside the space. */
hwnas_result_t hwnas_points_check(const hwnas_space_t *space, hwnas_call_t *call, size_t n,
                                  const uint16_t *points);
/* What the key service computes: the rank of the point among all combinations of indices (exact) if there are
 * fewer than 2^64, else a hash. */
uint64_t hwnas_point_key(const hwnas_space_t *space, const uint16_t *point, bool *out_exact);

#endif
