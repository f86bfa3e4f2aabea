#include "build_trellis.h"
#include "trellis/box.h"
#include "trellis/count.h"

/* All values of one metric, of the networks or of all points. */
typedef struct values {
  int64_t *items;
  size_t n;
} values_t;

static values_t values_of(const built_t *built, size_t metric, bool raw) {
  values_t values = {.items = calloc(build_n_points(built->space), sizeof *values.items)};
  uint16_t point[CHOICES] = {0};
  do {
    int64_t both_values[METRICS];
    if (!raw && !is_network(built->space, point)) continue;
    cr_assert_null(hwnas_metric_set_value(built->set, point, both_values));
    values.items[values.n++] = both_values[metric];
  } while (build_next_point(built->space, point));
  return values;
}

static void assert_count(const built_t *built, const values_t *values, size_t metric, hwnas_range_t range) {
  unsigned long expected = 0;
  bool done = false;
  mpz_t count;
  mpz_init(count);
  for (size_t i = 0; i < values->n; i++)
    expected += values->items[i] >= range.low && values->items[i] <= range.high;
  cr_assert_null(hwnas_trellis_count(built->trellis, metric, range, false, &done, count));
  cr_assert(done);
  cr_assert_eq(mpz_get_ui(count), expected);
  mpz_clear(count);
}

static int64_t random_end(const values_t *values, hwnas_random_t *random) {
  if (values->n == 0) return 0;
  int64_t end = values->items[hwnas_random_below(random, values->n)];
  return end + (int64_t)hwnas_random_below(random, 3) - 1;
}

static void assert_ranges(const built_t *built, hwnas_random_t *random, bool raw) {
  for (size_t m = 0; m < METRICS; m++) {
    values_t values = values_of(built, m, raw);
    assert_count(built, &values, m, (hwnas_range_t){INT64_MIN, INT64_MAX});
    for (int i = 0; i < 8; i++) {
      int64_t a = random_end(&values, random), b = random_end(&values, random);
      assert_count(built, &values, m, (hwnas_range_t){a, b}); /* often empty */
      assert_count(built, &values, m, (hwnas_range_t){a, a});
      assert_count(built, &values, m, (hwnas_range_t){INT64_MIN, a});
      assert_count(built, &values, m, (hwnas_range_t){a, INT64_MAX});
    }
    free(values.items);
  }
}

static void assert_random_spaces(build_prices_t prices, uint64_t seed) {
  hwnas_random_t random;
  hwnas_random_seed(&random, seed, 0);
  for (int i = 0; i < 60; i++) {
    built_t built;
    build_all(&built, &random, prices);
    for (int raw = 0; raw < 2; raw++) {
      built_trellis(&built, METRICS, raw);
      assert_ranges(&built, &random, raw);
      hwnas_trellis_destroy(built.trellis);
      built.trellis = NULL;
    }
    build_destroy(&built);
  }
}

/* Few sums are dense, many are lists. */
Test(count, of_few_sums) { assert_random_spaces((build_prices_t){4, 6}, 1); }
Test(count, of_some_sums) { assert_random_spaces((build_prices_t){60, 1}, 2); }
Test(count, of_large_sums) { assert_random_spaces((build_prices_t){(int64_t)1 << 40, 1}, 3); }

/* ---- Two metrics ------------------------------------------------------------------------------- */

static void assert_box(const built_t *built, const hwnas_range_t *ranges, bool raw) {
  uint16_t point[CHOICES] = {0};
  unsigned long expected = 0;
  do {
    int64_t values[METRICS];
    if (!raw && !is_network(built->space, point)) continue;
    cr_assert_null(hwnas_metric_set_value(built->set, point, values));
    bool fits = true;
    for (size_t m = 0; m < METRICS; m++) fits &= values[m] >= ranges[m].low && values[m] <= ranges[m].high;
    expected += fits;
  } while (build_next_point(built->space, point));
  bool done = false;
  mpz_t count;
  mpz_init(count);
  cr_assert_null(hwnas_trellis_count_box(built->trellis, ranges, false, &done, count));
  cr_assert(done);
  cr_assert_eq(mpz_get_ui(count), expected);
  mpz_clear(count);
}

Test(count, in_two_ranges_at_once) {
  hwnas_random_t random;
  hwnas_random_seed(&random, 8, 0);
  for (int i = 0; i < 60; i++) {
    built_t built;
    build_all(&built, &random, (build_prices_t){i % 2 ? 10 : (int64_t)1 << 40, 1});
    for (int raw = 0; raw < 2; raw++) {
      built_trellis(&built, METRICS, raw);
      values_t values[] = {values_of(&built, 0, raw), values_of(&built, 1, raw)};
      for (int r = 0; r < 12; r++) {
        hwnas_range_t ranges[METRICS];
        for (size_t m = 0; m < METRICS; m++) {
          int64_t a = random_end(&values[m], &random), b = random_end(&values[m], &random);
          ranges[m] = (hwnas_range_t){r % 3 == 0 ? INT64_MIN : a, r % 3 == 1 ? INT64_MAX : b};
        }
        assert_box(&built, ranges, raw);
      }
      free(values[0].items);
      free(values[1].items);
      hwnas_trellis_destroy(built.trellis);
      built.trellis = NULL;
    }
    build_destroy(&built);
  }
}

/* ---- Beyond 64 bits ---------------------------------------------------------------------------- */

/* n choices of 8 values that cost their index: the number of ways to a sum is a coefficient of
 * (1 + x + ... + x^7)^n. */
static void build_sums(built_t *built, uint32_t n) {
  *built = (built_t){.space = build_space()};
  for (uint32_t c = 0; c < n; c++) {
    hwnas_value_t *cells;
    build_choice(built->space, hwnas_arena_printf(built->space->arena, "c%u", c), 8);
    hwnas_table_t *ops = build_table(built->space, &c, 1, &cells);
    for (uint32_t k = 0; k < 8; k++)
      cells[k] = hwnas_value_int((int64_t)build_op(built->space, "made_up", k, 0));
    build_use(built->space, ops, NULL, c);
  }
  built_metrics(built);
  built_trellis(built, 1, false);
}

static void assert_coefficients(uint32_t n) {
  built_t built;
  build_sums(&built, n);
  mpz_t *ways = calloc(7 * n + 1, sizeof *ways), count, expected;
  mpz_inits(count, expected, NULL);
  for (uint32_t s = 0; s <= 7 * n; s++) mpz_init_set_ui(ways[s], s == 0);
  for (uint32_t c = 0; c < n; c++)
    for (uint32_t s = 7 * n + 1; s-- > 0;)
      for (uint32_t k = 1; k < 8 && k <= s; k++) mpz_add(ways[s], ways[s], ways[s - k]);
  for (uint32_t low = 0; low <= 7 * n; low += 1 + n / 3)
    for (uint32_t high = low; high <= 7 * n; high += 1 + n / 2) {
      bool done = false;
      mpz_set_ui(expected, 0);
      for (uint32_t s = low; s <= high; s++) mpz_add(expected, expected, ways[s]);
      cr_assert_null(hwnas_trellis_count(built.trellis, 0, (hwnas_range_t){low, high}, false, &done, count));
      cr_assert(done);
      cr_assert_eq(mpz_cmp(count, expected), 0);
    }
  for (uint32_t s = 0; s <= 7 * n; s++) mpz_clear(ways[s]);
  mpz_clears(count, expected, NULL);
  free(ways);
  build_destroy(&built);
}

Test(count, of_one_limb) { assert_coefficients(20); }
Test(count, of_two_limbs) { assert_coefficients(40); }
Test(count, of_five_limbs) { assert_coefficients(100); }

/* ---- Too much ---------------------------------------------------------------------------------- */

/* Prices without any pattern: the sums are as many as the networks. */
Test(count, says_when_it_would_take_too_long) {
  hwnas_random_t random;
  built_t built = {.space = build_space()};
  hwnas_random_seed(&random, 7, 0);
  for (uint32_t c = 0; c < 40; c++) {
    hwnas_value_t *cells;
    build_choice(built.space, hwnas_arena_printf(built.space->arena, "c%u", c), 8);
    hwnas_table_t *ops = build_table(built.space, &c, 1, &cells);
    for (uint32_t k = 0; k < 8; k++)
      cells[k] = hwnas_value_int((int64_t)build_op(
          built.space, "made_up", (int64_t)hwnas_random_below(&random, (uint64_t)1 << 50), 0));
    build_use(built.space, ops, NULL, c);
  }
  built_metrics(&built);
  built_trellis(&built, 1, false);
  bool done = true;
  mpz_t count;
  mpz_init_set_ui(count, 77);
  int64_t middle = built.trellis->minima[0] / 2 + built.trellis->maxima[0] / 2;
  cr_assert_null(hwnas_trellis_count(built.trellis, 0, (hwnas_range_t){0, middle}, false, &done, count));
  cr_assert(!done);
  cr_assert_eq(mpz_get_ui(count), 77);
  mpz_clear(count);
  build_destroy(&built);
}
