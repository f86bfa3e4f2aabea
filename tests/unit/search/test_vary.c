/* Networks by given distributions, mutations and children, against all networks one by one. */
#include "honest.h"

#define DRAWS 4000
#define PROBABILITIES_MAX 64

static void make_distribution(const hwnas_space_t *space, hwnas_random_t *random, double *p) {
  for (size_t c = 0; c < CHOICES; c++) {
    uint32_t n = space->choices[c].n;
    double sum = 0;
    for (uint32_t k = 0; k < n; k++) sum += p[k] = (double)hwnas_random_below(random, 10) + (k == 0);
    for (uint32_t k = 0; k < n; k++) *p++ /= sum;
  }
}

static void assert_by_distribution(const region_of_t *of, hwnas_random_t *random) {
  const hwnas_space_t *space = of->built.space;
  double p[PROBABILITIES_MAX], *expected = calloc(build_n_points(space), sizeof *expected);
  uint16_t *points = calloc(DRAWS * CHOICES, sizeof *points);
  make_distribution(space, random, p);
  double sum = expect_all(of, p, expected);
  if (sum > 0) {
    cr_assert_null(hwnas_region_draw_by(of->region, p, random, DRAWS, points));
    assert_spread(of, expected, sum, points, DRAWS);
  }
  free(points);
  free(expected);
}

Test(vary, networks_are_as_likely_as_their_labels) {
  hwnas_random_t random;
  hwnas_random_seed(&random, 1, 0);
  for (int i = 0; i < 30; i++) {
    region_of_t of;
    open_region(&of, &random, (asked_t){.tests = i % 3 == 2});
    assert_by_distribution(&of, &random);
    close_region(&of);
  }
}

/* ---- Near others ------------------------------------------------------------------------------- */

static bool find_network(const region_of_t *of, hwnas_random_t *random, uint16_t *out) {
  hwnas_status_t *status = hwnas_region_draw(of->region, random, 1, out);
  if (status) cr_assert_eq(status->error, HWNAS_ERROR_EMPTY_RANGE);
  hwnas_status_destroy(status);
  return !status;
}

/* What a choice of the child may be: bit k for value k. */
typedef uint32_t (*allowed_fn)(const void *self, size_t c);

typedef struct kin {
  const hwnas_space_t *space;
  const uint16_t *a, *b;
  const uint8_t *chosen;
} kin_t;

static uint32_t any(const hwnas_space_t *space, size_t c) { return (1U << space->choices[c].n) - 1; }

static uint32_t mutated(const void *self, size_t c) {
  const kin_t *kin = self;
  bool free = kin->chosen[c] || !hwnas_space_active(kin->space, c, kin->a);
  return free ? any(kin->space, c) : 1U << kin->a[c];
}

static uint32_t crossed(const void *self, size_t c) {
  const kin_t *kin = self;
  bool in_a = hwnas_space_active(kin->space, c, kin->a), in_b = hwnas_space_active(kin->space, c, kin->b);
  if (!in_a && !in_b) return any(kin->space, c);
  return (in_a ? 1U << kin->a[c] : 0) | (in_b ? 1U << kin->b[c] : 0);
}

/* Marks the networks that may come out. */
static size_t mark_children(const region_of_t *of, const kin_t *kin, allowed_fn allowed, bool *out) {
  const hwnas_space_t *space = of->built.space;
  uint16_t point[CHOICES] = {0};
  size_t n = 0;
  do {
    uint16_t canonical[CHOICES];
    bool may = true;
    for (size_t c = 0; c < CHOICES; c++) may &= allowed(kin, c) >> point[c] & 1;
    build_network(space, point, canonical);
    may = may && lies_within(of, canonical);
    if (kin->chosen && memcmp(canonical, kin->a, sizeof canonical) == 0) may = false;
    bool *mark = &out[build_point_number(space, canonical)];
    n += may && !*mark;
    *mark |= may;
  } while (build_next_point(space, point));
  return n;
}

static hwnas_status_t *make_child(const region_of_t *of, const kin_t *kin, hwnas_random_t *random,
                                  uint16_t *out) {
  return kin->chosen ? hwnas_region_mutate(of->region, kin->a, kin->chosen, random, out)
                     : hwnas_region_cross(of->region, kin->a, kin->b, random, out);
}

/* All that may come out do, and nothing else. */
static void assert_children(const region_of_t *of, const kin_t *kin, hwnas_random_t *random) {
  const hwnas_space_t *space = of->built.space;
  bool *may = calloc(build_n_points(space), sizeof *may), *seen = calloc(build_n_points(space), sizeof *seen);
  size_t n = mark_children(of, kin, kin->chosen ? mutated : crossed, may), n_seen = 0;
  for (size_t i = 0; i < 60 * n + 1; i++) {
    uint16_t child[CHOICES];
    hwnas_status_t *status = make_child(of, kin, random, child);
    cr_assert_eq(status == NULL, n > 0);
    if (status) cr_assert_eq(status->error, HWNAS_ERROR_EMPTY_RANGE);
    hwnas_status_destroy(status);
    if (n == 0) break;
    size_t number = build_point_number(space, child);
    cr_assert(may[number]);
    n_seen += !seen[number];
    seen[number] = true;
  }
  cr_assert_geq((double)n_seen, 0.9 * (double)n);
  free(may);
  free(seen);
}

Test(vary, mutations_and_children_are_those_that_may_be) {
  hwnas_random_t random;
  hwnas_random_seed(&random, 2, 0);
  size_t tried = 0;
  for (int i = 0; i < 40; i++) {
    region_of_t of;
    uint16_t a[CHOICES], b[CHOICES];
    uint8_t chosen[CHOICES];
    open_region(&of, &random, (asked_t){.tests = i % 8 == 7});
    if (find_network(&of, &random, a) && find_network(&of, &random, b)) {
      for (size_t c = 0; c < CHOICES; c++) chosen[c] = build_coin(&random, 40);
      const kin_t mutation = {.space = of.built.space, .a = a, .chosen = chosen};
      const kin_t cross = {.space = of.built.space, .a = a, .b = b};
      assert_children(&of, &mutation, &random);
      assert_children(&of, &cross, &random);
      tried++;
    }
    close_region(&of);
  }
  cr_assert_gt(tried, 20);
}

/* ---- Faults ------------------------------------------------------------------------------------ */

Test(vary, says_what_is_wrong_with_a_distribution) {
  hwnas_random_t random;
  hwnas_random_seed(&random, 3, 0);
  region_of_t of;
  uint16_t point[CHOICES];
  double p[PROBABILITIES_MAX];
  open_region(&of, &random, (asked_t){0});
  make_distribution(of.built.space, &random, p);
  p[0] += 0.5;
  hwnas_status_t *status = hwnas_region_draw_by(of.region, p, &random, 1, point);
  cr_assert_not_null(status);
  cr_expect_eq(status->error, HWNAS_ERROR_DISTRIBUTION);
  cr_expect_not_null(strstr(status->what, "sum to 1.5, not to 1"), "%s", status->what);
  hwnas_status_destroy(status);
  close_region(&of);
}

/* Without the graph of all networks the same networks come out, by trying. */
Test(vary, needs_no_graph) {
  hwnas_random_t random;
  hwnas_random_seed(&random, 4, 0);
  for (int i = 0; i < 10; i++) {
    region_of_t of;
    open_region(&of, &random, (asked_t){.max_edges = 1});
    assert_by_distribution(&of, &random);
    close_region(&of);
  }
}

/* ---- Labels that do not tell ------------------------------------------------------------------- */

/* Choice 1 is active where choice 0 is not 0; a constraint hangs on what is derived from it, which holds
 * always; so labels do not tell whether constraints hold, and nothing but the networks is asked. */
static hwnas_space_t *build_untold(hwnas_random_t *random) {
  hwnas_space_t *space = build_space();
  for (int c = 0; c < 3; c++) build_choice(space, (char[]){(char)('a' + c), 0}, 3);
  hwnas_value_t *active, *holds;
  hwnas_table_t *when = build_table(space, (uint32_t[]){0}, 1, &active);
  for (size_t k = 0; k < 3; k++) active[k] = hwnas_value_bool(k > 0);
  build_active(space, 1, when);
  uint32_t v = build_derived(space, (uint32_t[]){1, 2}, 2, 2, random);
  hwnas_table_t *constraint = hwnas_arena_alloc(space->arena, sizeof *constraint);
  *constraint = (hwnas_table_t){.n_axes = 1, .axes = {v}, .sizes = {2}, .n_cells = 2};
  constraint->cells = holds = hwnas_arena_alloc_array(space->arena, 2, sizeof *holds);
  for (size_t k = 0; k < 2; k++) holds[k] = hwnas_value_bool(k == 0 || build_coin(random, 50));
  build_constraint(space, constraint);
  return space;
}

static size_t count_labels(const hwnas_space_t *space, uint16_t b) {
  uint16_t point[3] = {0};
  size_t n = 0;
  do {
    uint16_t canonical[3];
    memcpy(canonical, point, sizeof canonical);
    hwnas_space_canonicalize(space, canonical);
    n += canonical[1] == b && !hwnas_space_violated(space, canonical);
  } while (build_next_point(space, point));
  return n;
}

Test(vary, conditions_are_of_networks_where_labels_do_not_tell) {
  hwnas_random_t random;
  hwnas_random_seed(&random, 5, 0);
  static const char *const conditions[][1] = {{"b == 0"}, {"b == 10"}};
  for (int i = 0; i < 10; i++) {
    hwnas_space_t *space = build_untold(&random);
    for (uint16_t b = 0; b < 2; b++) {
      hwnas_region_t *region;
      hwnas_region_count_t count;
      const hwnas_region_options_t labels = {.law = HWNAS_LAW_LABELS};
      cr_assert_null(hwnas_region_create(space, NULL, conditions[b], 1, &labels, &region));
      cr_assert_null(hwnas_region_count(region, false, &count));
      cr_assert(count.exact);
      cr_expect_eq(strtoul(count.networks, NULL, 10), count_labels(space, b), "b == %d: %s of %zu", 10 * b,
                   count.networks, count_labels(space, b));
      hwnas_region_count_deinit(&count);
      hwnas_region_destroy(region);
    }
    hwnas_space_destroy(space);
  }
}
