/* A strategy inside its middleware. */
#ifndef HWNAS_CORE_SEARCH_CHAIN_H
#define HWNAS_CORE_SEARCH_CHAIN_H

#include "base/status.h"
#include "hwnas/middleware.h"
#include "hwnas/strategy.h"
#include "shape/call.h"

/* One component with its checked options, both borrowed (the options during create only). */
typedef struct hwnas_chain_link {
  const hwnas_component_t *component;
  const hwnas_options_t *options;
  const char *place; /* for messages; may be NULL */
} hwnas_chain_link_t;

typedef struct hwnas_chain hwnas_chain_t;

/* Creates links[0], a strategy, and wraps it in links[1..n), middleware, so that the last one is asked by the
 * loop. call carries the services. Each link gets a seed of its own, made from seed. Errors: STRATEGY with
 * the plugin's words. */
hwnas_status_t *hwnas_chain_create(const hwnas_chain_link_t *links, size_t n, size_t n_choices, uint64_t seed,
                                   hwnas_host_call_t *call, hwnas_chain_t **out);
void hwnas_chain_destroy(hwnas_chain_t *chain); /* outermost first; NULL is allowed */
/* The outermost strategy. */
const hwnas_strategy_ref_t *hwnas_chain_strategy(const hwnas_chain_t *chain);
/* "random" or "filter(random)", for messages. */
const char *hwnas_chain_name(const hwnas_chain_t *chain);
/* True unless no link's proposals depend on reports. */
bool hwnas_chain_needs_reports(const hwnas_chain_t *chain);

/* The STRATEGY error for a failed call into owner, with what the plugin said. */
hwnas_status_t *hwnas_chain_failure(const char *owner, const char *function, hwnas_result_t result,
                                    const hwnas_host_call_t *call);

#endif
