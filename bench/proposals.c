/* Networks proposed by random search through a filter that keeps half of them, without any evaluation.
 * Reference: drawing as many points from the sampler, with no strategy, no filter and no memory of repeats.
 */
#include "bench.h"

#include "search/chain.h"
#include "search/services.h"

#define BATCH 1024

typedef struct links {
  hwnas_chain_link_t items[2];
  hwnas_option_values_t values[2];
} links_t;

static void make_link(hwnas_context_t *context, hwnas_arena_t *arena, const char *kind, const char *name,
                      const char *options, hwnas_option_values_t *values, hwnas_chain_link_t *out) {
  hwnas_plugins_t *plugins;
  const hwnas_plugin_component_t *found;
  hwnas_json_t *json;
  bench_check(hwnas_context_plugins(context, &plugins));
  bench_check(hwnas_plugins_find(plugins, kind, name, &found));
  bench_check(hwnas_json_parse(arena, options, strlen(options), "bench", &json));
  hwnas_option_table_t table = hwnas_option_table_of(found->component, name);
  bench_check(hwnas_option_values_from_json(values, &table, json, NULL, arena));
  *out = (hwnas_chain_link_t){.component = found->component, .options = &values->view};
}

/* The value that half of the networks stay below. */
static int compare(const void *a, const void *b) {
  int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
  return (x > y) - (x < y);
}

static int64_t median(const hwnas_space_t *space, const hwnas_sampler_t *sampler,
                      const hwnas_metric_set_t *set) {
  static int64_t values[10001];
  uint16_t *points = malloc(10001 * space->n_choices * sizeof *points);
  hwnas_random_t random;
  hwnas_random_seed(&random, 7, 0);
  bench_check(hwnas_sampler_draw(sampler, &random, 10001, points));
  bench_check(hwnas_metric_set_values(set, points, 10001, values));
  free(points);
  qsort(values, 10001, sizeof *values, compare);
  return values[5000];
}

static double draw_rate(const hwnas_sampler_t *sampler, uint16_t *points, size_t n) {
  hwnas_random_t random;
  hwnas_random_seed(&random, 1, 0);
  double start = bench_now();
  for (size_t i = 0; i < n; i += BATCH) bench_check(hwnas_sampler_draw(sampler, &random, BATCH, points));
  return (double)n / (bench_now() - start);
}

static double propose_rate(const hwnas_chain_t *chain, hwnas_services_t *services, hwnas_host_call_t *call,
                           uint16_t *points, size_t n) {
  const hwnas_strategy_ref_t *strategy = hwnas_chain_strategy(chain);
  size_t kept = 0, got;
  double start = bench_now();
  while (kept + hwnas_services_dropped(services) < n) {
    hwnas_host_call_reset(call);
    if (strategy->table->ask(strategy->self, &call->call, BATCH, points, &got) != HWNAS_OK) {
      fprintf(stderr, "the strategy failed: %s\n", call->message);
      exit(1);
    }
    kept += got;
  }
  double rate = (double)(kept + hwnas_services_dropped(services)) / (bench_now() - start);
  fprintf(stderr, "kept %zu of %zu\n", kept, kept + (size_t)hwnas_services_dropped(services));
  return rate;
}

int main(int argc, char **argv) {
  hwnas_context_t *context;
  hwnas_space_t *space;
  hwnas_profilers_t *profilers;
  hwnas_metric_set_t *set;
  hwnas_sampler_t *sampler;
  hwnas_services_t *services;
  hwnas_chain_t *chain;
  hwnas_host_call_t call;
  hwnas_arena_t arena;
  links_t links;
  char options[100];
  size_t n;
  hwnas_arena_init(&arena);
  bench_check(hwnas_context_create(NULL, 0, &context));
  bench_check(hwnas_context_load_space(context, "proxyless_nas", NULL, NULL, 0, &space));
  bench_check(hwnas_profilers_parse(context, "flops", "--metrics", &profilers));
  const hwnas_price_source_t *sources = hwnas_profilers_sources(profilers, &n);
  bench_check(hwnas_metric_set_create(space, sources, n, &set));
  bench_check(hwnas_sampler_create(space, HWNAS_LAW_NETWORKS, &sampler));
  bench_check(hwnas_services_create(
      &(hwnas_services_of_t){.space = space, .sampler = sampler, .metrics = set}, &services));
  hwnas_host_call_init(&call, "bench");
  call.service = hwnas_services_find;
  call.service_self = services;
  snprintf(options, sizeof options, "{\"keep\": \"flops <= %lld\"}", (long long)median(space, sampler, set));
  make_link(context, &arena, HWNAS_KIND_STRATEGY, "random", "{}", &links.values[0], &links.items[0]);
  make_link(context, &arena, HWNAS_KIND_MIDDLEWARE, "filter", options, &links.values[1], &links.items[1]);
  bench_check(hwnas_chain_create(links.items, 2, space->n_choices, 1, &call, &chain));
  uint16_t *points = malloc(BATCH * space->n_choices * sizeof *points);
  double reference = draw_rate(sampler, points, 4000000),
         rate = propose_rate(chain, services, &call, points, 4000000);
  bench_print(bench_json(argc, argv), "proposals", "proxyless_nas, filter keeps half", rate, "proposals/s",
              "bare draws", reference);
  free(points);
  hwnas_chain_destroy(chain);
  hwnas_host_call_deinit(&call);
  hwnas_services_destroy(services);
  hwnas_sampler_destroy(sampler);
  hwnas_metric_set_destroy(set);
  hwnas_profilers_destroy(profilers);
  hwnas_space_destroy(space);
  hwnas_context_destroy(context);
  hwnas_arena_deinit(&arena);
  return 0;
}
