/* The tables of functions that strategies and middleware get from the host: hwnas.space/1, hwnas.metric/1,
 * hwnas.loop/1, hwnas.best/1 of sdk/include/hwnas/strategy.h. */
#ifndef HWNAS_CORE_SEARCH_SERVICES_H
#define HWNAS_CORE_SEARCH_SERVICES_H

#include "hwnas/region.h"
#include "hwnas/strategy.h"
#include "metric/metric.h"
#include "search/objective.h"
#include "space/count.h"

typedef struct hwnas_services hwnas_services_t;

typedef struct hwnas_services_of {
  const hwnas_space_t *space;
  const hwnas_sampler_t *sampler;
  hwnas_region_t *region;            /* NULL: the whole space */
  const hwnas_metric_set_t *metrics; /* NULL: predicates over labels only */
  const hwnas_objective_t *objectives;
  size_t n_objectives;
} hwnas_services_of_t;

/* Borrows all of it. Errors: NO_MEMORY. */
hwnas_status_t *hwnas_services_create(const hwnas_services_of_t *of, hwnas_services_t **out);
void hwnas_services_destroy(hwnas_services_t *services); /* with every predicate that plugins asked for */
/* The table of that id, or NULL: for hwnas_host_call_t.service with the services as its self. */
const void *hwnas_services_find(void *services, const char *id);
/* Proposals that middleware dropped so far. */
uint64_t hwnas_services_dropped(const hwnas_services_t *services);

#endif
