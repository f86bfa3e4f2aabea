/* Random numbers: the published sequence, no bias, independent streams. */
#include <criterion/criterion.h>

#include "base/hash.h"
#include "base/random.h"

Test(random, is_xoshiro256_starstar) {
  hwnas_random_t random = {{1, 2, 3, 4}};
  static const uint64_t expected[] = {11520, 0, 1509978240, 1215971899390074240};
  for (size_t i = 0; i < 4; i++) cr_expect_eq(hwnas_random_next(&random), expected[i]);
}

/* Pearson's statistic of counts against the uniform law. */
static double chi_square(const uint64_t *counts, size_t n, double draws) {
  double sum = 0, expected = draws / (double)n;
  for (size_t i = 0; i < n; i++) sum += ((double)counts[i] - expected) * ((double)counts[i] - expected);
  return sum / expected;
}

/* Bounds are the 99.9 % quantiles of the law with n - 1 degrees of freedom. */
Test(random, below_is_uniform) {
  static const struct {
    uint64_t n;
    double bound;
  } cases[] = {{3, 13.82}, {7, 22.46}, {10, 27.88}};
  for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
    hwnas_random_t random;
    uint64_t counts[10] = {0};
    hwnas_random_seed(&random, 11, c);
    for (int i = 0; i < 60000; i++) {
      uint64_t drawn = hwnas_random_below(&random, cases[c].n);
      cr_assert_lt(drawn, cases[c].n);
      counts[drawn]++;
    }
    cr_expect_lt(chi_square(counts, cases[c].n, 60000), cases[c].bound, "n = %d", (int)cases[c].n);
  }
}

/* With n = 3/4 of the range, a quarter of all raw numbers must be refused; without that one residue of
 * three would be drawn twice as often as the others, and by remainder the lowest third. */
Test(random, below_refuses_what_would_bias) {
  hwnas_random_t random;
  uint64_t n = UINT64_C(3) << 62, residues[3] = {0}, thirds[3] = {0};
  hwnas_random_seed(&random, 12, 0);
  for (int i = 0; i < 30000; i++) {
    uint64_t drawn = hwnas_random_below(&random, n);
    residues[drawn % 3]++;
    thirds[drawn >> 62]++;
  }
  cr_expect_lt(chi_square(residues, 3, 30000), 13.82);
  cr_expect_lt(chi_square(thirds, 3, 30000), 13.82);
}

Test(random, unit_is_in_range_and_uniform) {
  hwnas_random_t random;
  uint64_t counts[10] = {0};
  hwnas_random_seed(&random, 13, 0);
  for (int i = 0; i < 60000; i++) {
    double drawn = hwnas_random_unit(&random);
    cr_assert(drawn >= 0 && drawn < 1);
    counts[(size_t)(drawn * 10)]++;
  }
  cr_expect_lt(chi_square(counts, 10, 60000), 27.88);
}

Test(random, every_seed_and_stream_is_its_own) {
  enum { SIDE = 40 };
  static uint64_t firsts[SIDE * SIDE];
  for (uint64_t seed = 0; seed < SIDE; seed++)
    for (uint64_t stream = 0; stream < SIDE; stream++) {
      hwnas_random_t random;
      hwnas_random_seed(&random, seed, stream);
      uint64_t first = hwnas_random_next(&random);
      for (size_t i = 0; i < seed * SIDE + stream; i++) cr_assert_neq(firsts[i], first);
      firsts[seed * SIDE + stream] = first;
    }
}

/* Runs that were recorded with a seed must repeat with later versions. */
Test(random, seeding_never_changes) {
  hwnas_random_t random;
  hwnas_random_seed(&random, 7, 3);
  static const uint64_t expected[] = {UINT64_C(0xda765fc0b4ccabfd), UINT64_C(0x98fc855dbadc3271),
                                      UINT64_C(0x21d684459737602c), UINT64_C(0x10b423ae2fc5fa1f)};
  for (size_t i = 0; i < 4; i++) cr_expect_eq(random.state[i], expected[i]);
}

Test(random, hash_is_xxh3) {
  cr_expect_eq(hwnas_hash("", 0, 0), UINT64_C(0x2d06800538d394c2));
  cr_expect_neq(hwnas_hash("a", 1, 0), hwnas_hash("a", 1, 1));
  cr_expect_neq(hwnas_hash("a", 1, 0), hwnas_hash("a", 2, 0));
}
