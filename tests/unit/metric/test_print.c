#include <criterion/criterion.h>

#include "base/str.h"
#include "metric/metric.h"

static void assert_prints(double quantum, int64_t quanta, const char *expected) {
  hwnas_metric_info_entry_t info = {.name = "m", .unit = "ms", .quantum = quantum};
  hwnas_str_t text;
  hwnas_str_init(&text);
  hwnas_metric_print(&info, quanta, &text);
  cr_expect_str_eq(text.text, expected, "%s instead of %s", text.text, expected);
  hwnas_str_deinit(&text);
}

Test(print, counts_are_integers) {
  assert_prints(1, 0, "0");
  assert_prints(1, 4611686018427387903, "4611686018427387903");
  assert_prints(1, -17, "-17");
  assert_prints(64, 3, "192");
}

Test(print, decimals_have_the_digits_of_the_quantum) {
  assert_prints(1e-9, 1234567890, "1.23456789");
  assert_prints(1e-9, 1, "0.000000001");
  assert_prints(1e-9, -1500000000, "-1.5");
  assert_prints(1e-9, 2000000000, "2");
  assert_prints(1e-6, 0, "0");
  assert_prints(1e-6, -250000, "-0.25");
  assert_prints(0.1, 7, "0.7");
}

Test(print, other_quanta_give_the_nearest_double) { assert_prints(0.25, 3, "0.75"); }

Test(print, conversion_rounds_once) {
  hwnas_metric_info_entry_t info = {.quantum = 1e-9};
  cr_assert_eq(hwnas_metric_to_unit(&info, 300000000), 0.3);
  info.quantum = 1;
  cr_assert_eq(hwnas_metric_to_unit(&info, 123456789012), 123456789012.0);
  info.quantum = 0.3;
  cr_assert_float_eq(hwnas_metric_to_unit(&info, 10), 3.0, 1e-12);
}
