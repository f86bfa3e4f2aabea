#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "metric/metric.h"

#define DIGITS_MAX 18

/* k where the quantum is 10^-k, else -1. */
static int decimal_digits(double quantum) {
  double inverse = 1;
  for (int k = 0; k <= DIGITS_MAX; k++, inverse *= 10)
    if (fabs(quantum * inverse - 1) < 1e-12) return k;
  return -1;
}

double hwnas_metric_to_unit(const hwnas_metric_info_entry_t *info, int64_t quanta) {
  if (quanta == HWNAS_METRIC_UNKNOWN) return NAN;
  double inverse = nearbyint(1 / info->quantum);
  /* Dividing by a whole number rounds once; the quantum itself, 1e-9, is already rounded. */
  if (inverse > 1 && fabs(info->quantum * inverse - 1) < 1e-12) return (double)quanta / inverse;
  return (double)quanta * info->quantum;
}

static void print_decimal(int64_t quanta, int digits, hwnas_str_t *out) {
  uint64_t magnitude = quanta < 0 ? -(uint64_t)quanta : (uint64_t)quanta, scale = 1;
  for (int k = 0; k < digits; k++) scale *= 10;
  uint64_t fraction = magnitude % scale;
  for (; digits > 0 && fraction % 10 == 0; digits--) fraction /= 10;
  hwnas_str_appendf(out, "%s%" PRIu64, quanta < 0 ? "-" : "", magnitude / scale);
  if (digits > 0) hwnas_str_appendf(out, ".%0*" PRIu64, digits, fraction);
}

void hwnas_metric_print(const hwnas_metric_info_entry_t *info, int64_t quanta, hwnas_str_t *out) {
  int digits = decimal_digits(info->quantum);
  int64_t whole;
  if (quanta == HWNAS_METRIC_UNKNOWN)
    hwnas_str_append(out, "null");
  else if (digits >= 0)
    print_decimal(quanta, digits, out);
  else if (info->quantum >= 1 && info->quantum < 0x1p53 && info->quantum == nearbyint(info->quantum) &&
           !__builtin_mul_overflow(quanta, (int64_t)info->quantum, &whole))
    hwnas_str_appendf(out, "%" PRId64, whole);
  else
    hwnas_str_append_double(out, hwnas_metric_to_unit(info, quanta));
}

hwnas_status_t *hwnas_metric_format(const hwnas_metric_info_entry_t *info, int64_t quanta, char **out) {
  hwnas_str_t text;
  hwnas_str_init(&text);
  hwnas_metric_print(info, quanta, &text);
  *out = hwnas_str_take(&text);
  return *out ? NULL : hwnas_status_no_memory();
}
