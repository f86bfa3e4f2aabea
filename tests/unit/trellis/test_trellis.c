#include <stdio.h>

#include "build_trellis.h"
#include "space/gate.h"
#include "trellis/each.h"
#include "trellis/total.h"

/* ---- Every path is a network, and every network a path ---------------------------------------- */

typedef struct visit {
  const built_t *built;
  bool raw, *seen; /* per point */
  uint16_t point[CHOICES];
  int64_t values[METRICS];
  size_t n;
} visit_t;

static void visit_network(visit_t *visit) {
  const hwnas_space_t *space = visit->built->space;
  const hwnas_trellis_t *trellis = visit->built->trellis;
  int64_t expected[METRICS];
  bool *seen = &visit->seen[build_point_number(space, visit->point)];
  cr_assert(!*seen, "two paths for one network");
  *seen = true;
  visit->n++;
  cr_assert(visit->raw || is_network(space, visit->point));
  cr_assert_null(hwnas_metric_set_value(visit->built->set, visit->point, expected));
  for (size_t m = 0; m < trellis->n_metrics; m++)
    cr_assert_eq(visit->values[m], expected[trellis->metrics[m]]);
}

static void visit_paths(visit_t *visit, size_t layer, uint32_t node) {
  const hwnas_trellis_t *trellis = visit->built->trellis;
  if (layer == trellis->n_layers) {
    cr_assert_eq(node, 0);
    visit_network(visit);
    return;
  }
  cr_assert(node - trellis->layers[layer].first_node < trellis->layers[layer].n_nodes);
  for (uint32_t e = trellis->first_edge[node]; e < trellis->first_edge[node + 1]; e++) {
    for (size_t m = 0; m < trellis->n_metrics; m++) visit->values[m] += hwnas_trellis_values(trellis, m)[e];
    for (uint32_t i = trellis->first_option[e]; i < trellis->first_option[e + 1]; i++) {
      hwnas_trellis_set_option(trellis, layer, trellis->options[i], visit->point);
      visit_paths(visit, layer + 1, trellis->to[e]);
    }
    for (size_t m = 0; m < trellis->n_metrics; m++) visit->values[m] -= hwnas_trellis_values(trellis, m)[e];
  }
}

static size_t count_networks(const built_t *built, bool raw, int64_t *out_min, int64_t *out_max) {
  uint16_t point[CHOICES] = {0};
  size_t n = 0;
  do {
    int64_t values[METRICS];
    if (!raw && !is_network(built->space, point)) continue;
    cr_assert_null(hwnas_metric_set_value(built->set, point, values));
    for (size_t m = 0; m < METRICS; m++) {
      if (n == 0 || values[m] < out_min[m]) out_min[m] = values[m];
      if (n == 0 || values[m] > out_max[m]) out_max[m] = values[m];
    }
    n++;
  } while (build_next_point(built->space, point));
  return n;
}

static void assert_same_networks(const built_t *built, bool raw) {
  const hwnas_trellis_t *trellis = built->trellis;
  int64_t least[METRICS], most[METRICS];
  size_t n = count_networks(built, raw, least, most);
  mpz_t total;
  mpz_init(total);
  cr_assert_null(hwnas_trellis_total(trellis, total));
  cr_assert_eq(mpz_get_ui(total), n);
  mpz_clear(total);
  cr_assert_eq(hwnas_trellis_empty(trellis), n == 0);
  if (n == 0) return;
  visit_t visit = {.built = built, .raw = raw, .seen = calloc(build_n_points(built->space), sizeof(bool))};
  for (size_t m = 0; m < trellis->n_metrics; m++) {
    cr_assert_eq(trellis->minima[m], least[m]);
    cr_assert_eq(trellis->maxima[m], most[m]);
    visit.values[m] = trellis->minima[m];
  }
  visit_paths(&visit, 0, hwnas_trellis_root(trellis));
  cr_assert_eq(visit.n, n);
  free(visit.seen);
}

static void assert_random_spaces(build_prices_t prices, uint64_t seed) {
  hwnas_random_t random;
  hwnas_random_seed(&random, seed, 0);
  for (int i = 0; i < 100; i++) {
    built_t built;
    build_all(&built, &random, prices);
    for (size_t n_metrics = 0; n_metrics <= METRICS; n_metrics++)
      for (int raw = 0; raw < 2; raw++) {
        built_trellis(&built, n_metrics, raw);
        assert_same_networks(&built, raw);
        hwnas_trellis_destroy(built.trellis);
        built.trellis = NULL;
      }
    build_destroy(&built);
  }
}

Test(trellis, has_every_network_once) { assert_random_spaces((build_prices_t){3, 8}, 1); }
Test(trellis, has_every_network_of_large_prices_once) {
  assert_random_spaces((build_prices_t){(int64_t)1 << 40, 1}, 2);
}

/* ---- Labels that stand for allowed networks ---------------------------------------------------- */

static bool stands_for_network(const hwnas_space_t *space, const uint16_t *point) {
  uint16_t canonical[CHOICES];
  memcpy(canonical, point, sizeof canonical);
  hwnas_space_canonicalize(space, canonical);
  return !hwnas_space_violated(space, canonical);
}

static hwnas_status_t *see_point(void *self, const uint16_t *point, const int64_t *values) {
  (void)values;
  visit_t *visit = self;
  visit->n++;
  cr_assert(stands_for_network(visit->built->space, point));
  return NULL;
}

static bool gates(const hwnas_space_t *space) {
  for (size_t i = 0; i < space->n_constraints; i++)
    if (!hwnas_condition_gates(space, space->constraints[i].table)) return false;
  return true;
}

Test(trellis, labels_keep_to_constraints_as_their_networks_do) {
  hwnas_random_t random;
  hwnas_random_seed(&random, 11, 0);
  size_t fewer = 0;
  for (int i = 0; i < 60; i++) {
    built_t built;
    build_all(&built, &random, (build_prices_t){20, 1});
    cr_assert(gates(built.space)); /* constraints of these spaces are over choices */
    cr_assert_null(hwnas_trellis_create(
        &(hwnas_trellis_of_t){.space = built.space, .raw = true, .selective = true}, &built.trellis));
    visit_t visit = {.built = &built};
    size_t n = 0;
    uint16_t point[CHOICES] = {0};
    do n += stands_for_network(built.space, point);
    while (build_next_point(built.space, point));
    cr_assert_null(hwnas_trellis_each(built.trellis, see_point, &visit));
    cr_assert_eq(visit.n, n);
    fewer += n < build_n_points(built.space);
    build_destroy(&built);
  }
  cr_assert_gt(fewer, 10);
}

/* A variable that is derived from what may be inactive is not known from labels. */
Test(trellis, some_conditions_cannot_be_told_from_labels) {
  hwnas_random_t random;
  hwnas_random_seed(&random, 12, 0);
  size_t known = 0, unknown = 0;
  for (int i = 0; i < 40; i++) {
    built_t built;
    build_all(&built, &random, (build_prices_t){20, 1});
    uint32_t v = build_derived(built.space, (uint32_t[]){0, 5}, 2, 2, &random);
    const hwnas_table_t condition = {.n_axes = 1, .axes = {v}, .sizes = {2}, .n_cells = 2};
    bool always = built.space->choices[0].n_active == 0 && built.space->choices[5].n_active == 0;
    cr_assert_eq(hwnas_condition_gates(built.space, &condition), always);
    known += always;
    unknown += !always;
    build_destroy(&built);
  }
  cr_assert(known > 0 && unknown > 0);
}

/* ---- What it is made of ------------------------------------------------------------------------ */

/* From every node some path to the end costs nothing, for each metric by itself. */
Test(trellis, is_reduced) {
  hwnas_random_t random;
  hwnas_random_seed(&random, 3, 0);
  for (int i = 0; i < 50; i++) {
    built_t built;
    build_all(&built, &random, (build_prices_t){20, 1});
    built_trellis(&built, METRICS, false);
    const hwnas_trellis_t *t = built.trellis;
    for (size_t m = 0; m < METRICS; m++)
      for (size_t node = 1; node < t->n_nodes; node++) {
        int64_t least = INT64_MAX;
        for (uint32_t e = t->first_edge[node]; e < t->first_edge[node + 1]; e++) {
          cr_assert_lt(t->to[e], node);
          if (hwnas_trellis_values(t, m)[e] < least) least = hwnas_trellis_values(t, m)[e];
        }
        cr_assert_eq(least, 0);
      }
    build_destroy(&built);
  }
}

/* Blocks that are all alike need no memory of each other: one node per layer. */
Test(trellis, forgets_what_does_not_matter) {
  built_t built = {.space = build_space()};
  for (uint32_t c = 0; c < 20; c++) {
    char label[8];
    snprintf(label, sizeof label, "c%u", c);
    build_choice(built.space, label, 4);
    hwnas_value_t *cells;
    hwnas_table_t *ops = build_table(built.space, &c, 1, &cells);
    for (uint32_t k = 0; k < 4; k++)
      cells[k] = hwnas_value_int((int64_t)build_op(built.space, "made_up", k / 2, 0));
    build_use(built.space, ops, NULL, c);
  }
  built_metrics(&built);
  built_trellis(&built, 1, false);
  cr_assert_eq(built.trellis->n_nodes, 21);
  cr_assert_eq(built.trellis->n_edges, 40);
  cr_assert_eq(hwnas_trellis_options(built.trellis, 0), 2);
  mpz_t total, expected;
  mpz_inits(total, expected, NULL);
  mpz_ui_pow_ui(expected, 4, 20);
  cr_assert_null(hwnas_trellis_total(built.trellis, total));
  cr_assert_eq(mpz_cmp(total, expected), 0);
  mpz_clears(total, expected, NULL);
  build_destroy(&built);
}

/* A choice that every operator reads comes first, wherever it was named. */
Test(trellis, finds_an_order_where_that_of_the_modules_is_bad) {
  built_t built = {.space = build_space()};
  enum { N = 14 };
  for (uint32_t c = 0; c <= N; c++) {
    char label[8];
    snprintf(label, sizeof label, "c%u", c);
    build_choice(built.space, label, 4);
  }
  hwnas_random_t random;
  hwnas_random_seed(&random, 4, 0);
  for (uint32_t c = 0; c < N; c++) {
    hwnas_value_t *cells;
    hwnas_table_t *alone = build_table(built.space, &c, 1, &cells);
    for (size_t k = 0; k < alone->n_cells; k++)
      cells[k] = hwnas_value_int((int64_t)build_op(built.space, "made_up", (int64_t)k, 0));
    build_use(built.space, alone, NULL, 2 * c);
  }
  for (uint32_t c = 0; c < N; c++)
    build_use(built.space, build_ops_over(built.space, c, N, &random), NULL, 2 * c + 1);
  built_metrics(&built);
  built_trellis(&built, 1, false);
  cr_assert_eq(built.trellis->layers[0].choices[0], N);
  cr_assert_leq(built.trellis->n_nodes, 4 * N + 2);
  build_destroy(&built);
}

/* ---- Budget ------------------------------------------------------------------------------------ */

Test(trellis, says_which_choices_meet) {
  hwnas_random_t random;
  built_t built = {.space = build_space()};
  hwnas_random_seed(&random, 5, 0);
  for (uint32_t c = 0; c < 8; c++) {
    char label[8];
    snprintf(label, sizeof label, "c%u", c);
    build_choice(built.space, label, 4);
  }
  for (uint32_t a = 0; a < 8; a++)
    for (uint32_t b = a + 1; b < 8; b++)
      build_use(built.space, build_ops_over(built.space, a, b, &random), NULL, 8 * a + b);
  built_metrics(&built);
  hwnas_status_t *status = hwnas_trellis_create(
      &(hwnas_trellis_of_t){
          .space = built.space, .set = built.set, .metrics = both, .n_metrics = METRICS, .max_edges = 1000},
      &built.trellis);
  cr_assert_not_null(status);
  cr_assert_eq(status->error, HWNAS_ERROR_TRELLIS_BUDGET);
  cr_assert_not_null(strstr(status->what, "more than 1000 edges in all"), "%s", status->what);
  cr_assert_not_null(strstr(status->details[0], "these choices meet there: c0, c1, c2, c3"), "%s",
                     status->details[0]);
  hwnas_status_destroy(status);
  build_destroy(&built);
}

/* ---- Conditions -------------------------------------------------------------------------------- */

Test(trellis, keeps_other_conditions) {
  hwnas_random_t random;
  hwnas_random_seed(&random, 6, 0);
  for (int i = 0; i < 50; i++) {
    built_t built;
    build_all(&built, &random, (build_prices_t){5, 1});
    const hwnas_table_t *condition = build_random_condition(built.space, &random, CHOICES, 2, 40);
    cr_assert_null(hwnas_trellis_create(&(hwnas_trellis_of_t){.space = built.space,
                                                              .set = built.set,
                                                              .metrics = both,
                                                              .n_metrics = 1,
                                                              .conditions = &condition,
                                                              .n_conditions = 1},
                                        &built.trellis));
    uint16_t point[CHOICES] = {0};
    unsigned long n = 0;
    do n += is_network(built.space, point) && hwnas_condition_holds(condition, point);
    while (build_next_point(built.space, point));
    mpz_t total;
    mpz_init(total);
    cr_assert_null(hwnas_trellis_total(built.trellis, total));
    cr_assert_eq(mpz_get_ui(total), n);
    mpz_clear(total);
    build_destroy(&built);
  }
}
