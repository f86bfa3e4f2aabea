#include "search/chain.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/random.h"

struct hwnas_chain {
  hwnas_arena_t arena;
  hwnas_strategy_ref_t *refs; /* innermost first; those made so far */
  size_t n;
  const char *name;
  bool needs_reports;
};

hwnas_status_t *hwnas_chain_failure(const char *owner, const char *function, hwnas_result_t result,
                                    const hwnas_host_call_t *call) {
  if (call->message[0])
    return hwnas_status_make(result == HWNAS_E_OPTION ? HWNAS_ERROR_OPTION_VALUE : HWNAS_ERROR_STRATEGY,
                             "%s: %s", owner, call->message);
  return hwnas_status_make(HWNAS_ERROR_STRATEGY, "%s failed in %s with result %d and gave no reason", owner,
                           function, (int)result);
}

static hwnas_result_t create_link(const hwnas_chain_t *chain, const hwnas_chain_link_t *link,
                                  const hwnas_make_t *make, hwnas_host_call_t *call,
                                  hwnas_strategy_ref_t *out) {
  if (chain->n == 0) {
    out->table = link->component->table;
    return out->table->create(&call->call, make, &out->self);
  }
  const hwnas_middleware_t *middleware = link->component->table;
  out->table = middleware->strategy;
  return middleware->create(&call->call, make, &chain->refs[chain->n - 1], &out->self);
}

static hwnas_status_t *add_link(hwnas_chain_t *chain, const hwnas_chain_link_t *link, uint32_t n_choices,
                                uint64_t seed, hwnas_host_call_t *call) {
  hwnas_random_t random;
  hwnas_random_seed(&random, seed, chain->n);
  const hwnas_make_t make = {
      .struct_size = sizeof make, .options = link->options, .seed = hwnas_random_next(&random)};
  hwnas_strategy_ref_t *ref = &chain->refs[chain->n];
  *ref = (hwnas_strategy_ref_t){.struct_size = sizeof *ref, .n_choices = n_choices};
  const char *name = link->component->name;
  hwnas_host_call_reset(call);
  hwnas_result_t result = create_link(chain, link, &make, call, ref);
  if (result < 0) {
    hwnas_status_t *status = hwnas_chain_failure(name, "create", result, call);
    return link->place ? hwnas_status_at(status, "%s", link->place) : status;
  }
  chain->name = chain->n ? hwnas_arena_printf(&chain->arena, "%s(%s)", name, chain->name)
                         : hwnas_arena_strdup(&chain->arena, name);
  chain->n++;
  HWNAS_TRY_ALLOC(chain->name);
  if (!(link->component->flags & HWNAS_COMPONENT_FLAG_NO_REPORTS)) chain->needs_reports = true;
  return NULL;
}

hwnas_status_t *hwnas_chain_create(const hwnas_chain_link_t *links, size_t n, size_t n_choices, uint64_t seed,
                                   hwnas_host_call_t *call, hwnas_chain_t **out) {
  hwnas_chain_t *chain = calloc(1, sizeof *chain);
  HWNAS_TRY_ALLOC(chain);
  hwnas_arena_init(&chain->arena);
  chain->refs = hwnas_arena_alloc_array(&chain->arena, n, sizeof *chain->refs);
  hwnas_status_t *status = chain->refs ? NULL : hwnas_status_no_memory();
  for (size_t i = 0; i < n && !status; i++)
    status = add_link(chain, &links[i], (uint32_t)n_choices, seed, call);
  if (status) {
    hwnas_chain_destroy(chain);
    return status;
  }
  *out = chain;
  return NULL;
}

void hwnas_chain_destroy(hwnas_chain_t *chain) {
  if (!chain) return;
  for (size_t i = chain->refs ? chain->n : 0; i-- > 0;) chain->refs[i].table->destroy(chain->refs[i].self);
  hwnas_arena_deinit(&chain->arena);
  free(chain);
}

const hwnas_strategy_ref_t *hwnas_chain_strategy(const hwnas_chain_t *chain) {
  return &chain->refs[chain->n - 1];
}
const char *hwnas_chain_name(const hwnas_chain_t *chain) { return chain->name; }
bool hwnas_chain_needs_reports(const hwnas_chain_t *chain) { return chain->needs_reports; }
