/* What all benchmarks share: a clock, a gauge of memory, and figures with their reference as a table or as
 * JSON Lines. */
#ifndef HWNAS_BENCH_BENCH_H
#define HWNAS_BENCH_BENCH_H

#define _POSIX_C_SOURCE 200809L

#include <malloc.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "run/context.h"

static inline double bench_now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* KiB from /proc/self/status, of "VmRSS:" or "VmHWM:". */
static inline double bench_memory_now(const char *name) {
  char line[256];
  double kib = 0;
  FILE *file = fopen("/proc/self/status", "r");
  while (file && fgets(line, sizeof line, file))
    if (strncmp(line, name, strlen(name)) == 0) kib = strtod(line + strlen(name), NULL);
  if (file) fclose(file);
  return kib;
}

/* Memory in use from here on: its peak is forgotten, and what is free goes back to the system. */
static inline double bench_memory_begin(void) {
  malloc_trim(0);
  FILE *file = fopen("/proc/self/clear_refs", "w");
  if (!file || fputs("5", file) < 0 || fclose(file) != 0) {
    fputs("bench: the peak of memory cannot be reset\n", stderr);
    exit(1);
  }
  return bench_memory_now("VmRSS:");
}
#define BENCH_MIB 1048576.0 /* bytes */

/* MiB more than at the beginning, at the most. Whole pages: little is 0. */
static inline double bench_memory_end(double begin) {
  double more = bench_memory_now("VmHWM:") - begin;
  return more > 0 ? more / 1024 : 0;
}

static inline void bench_check(hwnas_status_t *status) {
  if (!status) return;
  char *text = hwnas_status_format(status);
  fputs(text ? text : "hwnas: out of memory\n", stderr);
  free(text);
  exit(1);
}

static inline bool bench_has(int argc, char **argv, const char *option) {
  for (int i = 1; i < argc; i++)
    if (strcmp(argv[i], option) == 0) return true;
  return false;
}
static inline bool bench_json(int argc, char **argv) { return bench_has(argc, argv, "--json"); }

/* MiB of the tables of all metrics. */
static inline double bench_tables_memory(const hwnas_metric_set_t *set) {
  return (double)(hwnas_metric_set_cells(set) * hwnas_metric_set_size(set)) * sizeof(int64_t) / BENCH_MIB;
}

/* value and reference are measured in the same run; ratio is value / reference. */
static inline void bench_print(bool json, const char *bench, const char *figure, double value,
                               const char *unit, const char *reference, double reference_value) {
  if (json)
    printf(
        "{\"bench\":\"%s\",\"figure\":\"%s\",\"value\":%.6g,\"unit\":\"%s\",\"reference\":\"%s\",\"reference_"
        "value\":%.6g,\"ratio\":%.4g}\n",
        bench, figure, value, unit, reference, reference_value, value / reference_value);
  else
    printf("%-14s %-34s %12.5g %-12s %7.3f x %s (%.5g)\n", bench, figure, value, unit,
           value / reference_value, reference, reference_value);
}

#endif
