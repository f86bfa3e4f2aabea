#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "search/loop.h"

bool hwnas_duration_parse(const char *text, double *out_seconds) {
  static const struct {
    const char *name;
    double seconds;
  } units[] = {{"ms", 0.001}, {"s", 1}, {"m", 60}, {"min", 60}, {"h", 3600}, {"d", 86400}};
  if (*text < '0' || *text > '9') return false;
  char *end = NULL;
  double number = strtod(text, &end);
  while (*end == ' ') end++;
  for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
    if (strcmp(end, units[i].name) == 0 && isfinite(number) && number > 0) {
      *out_seconds = number * units[i].seconds;
      return true;
    }
  return false;
}
