/* One profiler with its options, as the source of a metric's values. */
#ifndef HWNAS_CORE_RUN_PROFILER_H
#define HWNAS_CORE_RUN_PROFILER_H

#include "metric/metric.h"
#include "search/space_access.h"
#include "shape/call.h"

/* Must not move once made. */
typedef struct hwnas_profiler_instance {
  const hwnas_profiler_t *table;
  hwnas_object_t *object; /* NULL: not made */
  const char *name;       /* of the component */
  const char *place;      /* where the user names it, for messages; may be NULL */
  hwnas_host_call_t call; /* for all but profile, which any thread may call */
  hwnas_space_access_t access;
  bool bound;
} hwnas_profiler_instance_t;

/* Borrows component, name and place; options are read during the call only. Deinit it also after an error.
 * Errors: OPTION_VALUE and PROFILER with the plugin's words. */
hwnas_status_t *hwnas_profiler_instance_init(hwnas_profiler_instance_t *instance,
                                             const hwnas_component_t *component, const char *place,
                                             const hwnas_options_t *options);
void hwnas_profiler_instance_deinit(hwnas_profiler_instance_t *instance);
/* Its first metric under that name. Errors: PROFILER. */
hwnas_status_t *hwnas_profiler_instance_source(hwnas_profiler_instance_t *instance, const char *name,
                                               hwnas_price_source_t *out);

#endif
