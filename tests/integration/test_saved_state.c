/* What strategies and middleware save, they take up again; what was not saved by them, they refuse. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "run/context.h"
#include "search/chain.h"
#include "search/services.h"
#include "space/count.h"

static void check(hwnas_status_t *status) {
  char *text = hwnas_status_format(status);
  cr_assert_null(status, "%s", text ? text : "");
  free(text);
}

/* ---- A world to search ----------------------------------------------------------------------- */

typedef struct world {
  hwnas_arena_t arena;
  hwnas_context_t *context;
  hwnas_space_t *space;
  hwnas_profilers_t *profilers;
  hwnas_metric_set_t *metrics;
  hwnas_sampler_t *sampler;
  hwnas_services_t *services;
  hwnas_host_call_t call;
} world_t;

static void world_init(world_t *world) {
  size_t n;
  hwnas_arena_init(&world->arena);
  check(hwnas_context_create(NULL, 0, &world->context));
  check(hwnas_context_load_space(world->context, "nasbench201", NULL, NULL, 0, &world->space));
  check(hwnas_profilers_parse(world->context, "flops", "--metrics", &world->profilers));
  const hwnas_price_source_t *sources = hwnas_profilers_sources(world->profilers, &n);
  check(hwnas_metric_set_create(world->space, sources, n, &world->metrics));
  check(hwnas_sampler_create(world->space, HWNAS_LAW_NETWORKS, &world->sampler));
  check(hwnas_services_create(
      &(hwnas_services_of_t){.space = world->space, .sampler = world->sampler, .metrics = world->metrics},
      &world->services));
  hwnas_host_call_init(&world->call, "search");
  world->call.service = hwnas_services_find;
  world->call.service_self = world->services;
}

static void world_deinit(world_t *world) {
  hwnas_host_call_deinit(&world->call);
  hwnas_services_destroy(world->services);
  hwnas_sampler_destroy(world->sampler);
  hwnas_metric_set_destroy(world->metrics);
  hwnas_profilers_destroy(world->profilers);
  hwnas_space_destroy(world->space);
  hwnas_context_destroy(world->context);
  hwnas_arena_deinit(&world->arena);
}

static hwnas_chain_link_t make_link(world_t *world, const char *kind, const char *name, const char *options) {
  hwnas_plugins_t *plugins;
  const hwnas_plugin_component_t *found;
  hwnas_json_t *json;
  hwnas_option_values_t *values = hwnas_arena_alloc(&world->arena, sizeof *values);
  check(hwnas_context_plugins(world->context, &plugins));
  check(hwnas_plugins_find(plugins, kind, name, &found));
  check(hwnas_json_parse(&world->arena, options, strlen(options), "options", &json));
  hwnas_option_table_t table = hwnas_option_table_of(found->component, name);
  check(hwnas_option_values_from_json(values, &table, json, NULL, &world->arena));
  return (hwnas_chain_link_t){.component = found->component, .options = &values->view};
}

/* A strategy, perhaps in a filter. */
typedef struct kind {
  const char *strategy, *options;
  bool filtered;
} kind_t;

static const kind_t by_chance = {"random", "{}", false}, filtered = {"random", "{}", true},
                    in_order = {"exact", "{\"score\": \"flops\"}", false};

static hwnas_chain_t *make_chain(world_t *world, kind_t kind) {
  hwnas_chain_t *chain = NULL;
  hwnas_chain_link_t links[2] = {make_link(world, HWNAS_KIND_STRATEGY, kind.strategy, kind.options)};
  if (kind.filtered)
    links[1] = make_link(world, HWNAS_KIND_MIDDLEWARE, "filter", "{\"keep\": \"flops <= 60e6\"}");
  check(hwnas_chain_create(links, kind.filtered ? 2 : 1, world->space->n_choices, 5, &world->call, &chain));
  return chain;
}

#define N 3000
#define CHOICES 6

static void ask(world_t *world, const hwnas_chain_t *chain, uint16_t *points) {
  const hwnas_strategy_ref_t *ref = hwnas_chain_strategy(chain);
  for (size_t n = 0, got; n < N; n += got) {
    got = 0;
    hwnas_host_call_reset(&world->call);
    cr_assert_eq(ref->table->ask(ref->self, &world->call.call, N - n, points + n * CHOICES, &got), HWNAS_OK);
  }
}

/* ---- A state in memory ----------------------------------------------------------------------- */

typedef struct state {
  unsigned char *bytes;
  size_t n, at;
} state_t;

static hwnas_result_t write_state(hwnas_stream_t *stream, const void *data, size_t size) {
  state_t *state = stream->host;
  unsigned char *grown = realloc(state->bytes, state->n + size);
  cr_assert_not_null(grown);
  memcpy(grown + state->n, data, size);
  state->bytes = grown;
  state->n += size;
  return HWNAS_OK;
}

/* In small pieces, as a stream may. */
static int64_t read_state(hwnas_stream_t *stream, void *data, size_t size) {
  state_t *state = stream->host;
  size_t n = state->n - state->at;
  if (n > size) n = size;
  if (n > 5) n = 5;
  memcpy(data, state->bytes + state->at, n);
  state->at += n;
  return (int64_t)n;
}

static void save(world_t *world, const hwnas_chain_t *chain, state_t *out) {
  const hwnas_strategy_ref_t *ref = hwnas_chain_strategy(chain);
  memset(out, 0, sizeof *out);
  hwnas_stream_t stream = {.struct_size = sizeof stream, .host = out, .write = write_state};
  cr_assert_eq(ref->table->save(ref->self, &world->call.call, &stream), HWNAS_OK);
  cr_assert_gt(out->n, 0);
}

static hwnas_result_t load(world_t *world, const hwnas_chain_t *chain, state_t state) {
  const hwnas_strategy_ref_t *ref = hwnas_chain_strategy(chain);
  hwnas_stream_t stream = {.struct_size = sizeof stream, .host = &state, .read = read_state};
  hwnas_host_call_reset(&world->call);
  return ref->table->load(ref->self, &world->call.call, &stream);
}

/* ---- Tests ----------------------------------------------------------------------------------- */

static void expect_going_on(kind_t kind) {
  static uint16_t before[N * CHOICES], expected[N * CHOICES], got[N * CHOICES];
  world_t world;
  state_t state;
  world_init(&world);
  cr_assert_eq(world.space->n_choices, CHOICES);
  hwnas_chain_t *chain = make_chain(&world, kind), *again = make_chain(&world, kind);
  ask(&world, chain, before);
  save(&world, chain, &state);
  ask(&world, chain, expected);
  cr_assert_eq(load(&world, again, state), HWNAS_OK, "%s", world.call.message);
  ask(&world, again, got);
  cr_expect_arr_eq(got, expected, sizeof got);
  free(state.bytes);
  hwnas_chain_destroy(again);
  hwnas_chain_destroy(chain);
  world_deinit(&world);
}

Test(saved_state, random_goes_on_where_it_was) { expect_going_on(by_chance); }
Test(saved_state, exact_goes_on_where_it_was) { expect_going_on(in_order); }

static void expect_refusals(kind_t kind) {
  static uint16_t points[N * CHOICES];
  world_t world;
  state_t state;
  world_init(&world);
  hwnas_chain_t *chain = make_chain(&world, kind), *again = make_chain(&world, kind);
  ask(&world, chain, points);
  save(&world, chain, &state);
  for (size_t n = 0; n < state.n; n += n < 200 ? 1 : 97) { /* cut short */
    cr_assert_eq(load(&world, again, (state_t){state.bytes, n, 0}), HWNAS_E_DATA, "%zu bytes", n);
    cr_assert_neq(world.call.message[0], '\0');
  }
  state.bytes[0] ^= 1; /* the state of something else */
  cr_expect_eq(load(&world, again, state), HWNAS_E_DATA);
  state.bytes[0] ^= 1;
  cr_expect_eq(load(&world, again, state), HWNAS_OK, "%s", world.call.message);
  free(state.bytes);
  hwnas_chain_destroy(again);
  hwnas_chain_destroy(chain);
  world_deinit(&world);
}

Test(saved_state, random_refuses_what_is_no_state) { expect_refusals(by_chance); }
Test(saved_state, filter_refuses_what_is_no_state) { expect_refusals(filtered); }
Test(saved_state, exact_refuses_what_is_no_state) { expect_refusals(in_order); }
