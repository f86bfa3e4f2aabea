/* Several threads read one space and one set of metrics at once, sums and a table of whole networks, and each
 * gets what one thread alone gets. */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "hwnas/hwnas.h"

#define N_THREADS 4
#define N_POINTS 2000
#define N_CHOICES 6
#define N_METRICS 3
#define MAX_PARTS 1024

static hwnas_space_t *space;
static hwnas_metric_set_t *metrics;
static uint16_t points[N_POINTS * N_CHOICES];
static int64_t expected[N_POINTS * N_METRICS];

static int is_good(hwnas_status_t *status) {
  if (!status) return 1;
  char *text = hwnas_status_format(status);
  fprintf(stderr, "%s\n", text ? text : "out of memory");
  free(text);
  hwnas_status_destroy(status);
  return 0;
}

/* A network, its values and its sample, by every way to them. */
static int agrees(size_t i, const int64_t *batch) {
  int64_t one[N_METRICS], parts[MAX_PARTS], sum = 0;
  uint16_t again[N_CHOICES];
  char *sample = NULL;
  const uint16_t *point = &points[i * N_CHOICES];
  if (hwnas_space_operators(space) > MAX_PARTS || !is_good(hwnas_metric_set_value(metrics, point, one)))
    return 0;
  if (!is_good(hwnas_metric_set_breakdown(metrics, 0, point, parts))) return 0;
  for (size_t u = 0; u < hwnas_space_operators(space); u++) sum += parts[u];
  if (sum != one[0]) return 0;
  if (!is_good(hwnas_sample_json(space, point, &sample))) return 0;
  int good = is_good(hwnas_sample_parse(space, sample, strlen(sample), "sample", false, again)) &&
             memcmp(again, point, sizeof again) == 0;
  free(sample);
  return good && memcmp(one, &expected[i * N_METRICS], sizeof one) == 0 &&
         memcmp(&batch[i * N_METRICS], &expected[i * N_METRICS], sizeof one) == 0;
}

static void *read_all(void *result) {
  static const size_t step = 7;
  int *good = result;
  uint16_t drawn[5 * N_CHOICES];
  int64_t *batch = malloc(sizeof expected);
  *good = batch && is_good(hwnas_metric_set_values(metrics, points, N_POINTS, batch)) &&
          is_good(hwnas_space_draw(space, 9, 5, drawn)) && memcmp(drawn, points, sizeof drawn) == 0;
  for (size_t i = 0; *good && i < N_POINTS; i += step) *good = agrees(i, batch);
  free(batch);
  return NULL;
}

/* Some networks of the space with a number each. */
static int write_table(const char *path) {
  FILE *file = fopen(path, "w");
  if (!file) return 0;
  for (size_t i = 0; i < 50; i++) {
    char *sample = NULL;
    if (is_good(hwnas_sample_json(space, &points[i * N_CHOICES], &sample)))
      fprintf(file, "{\"sample\": %s, \"metrics\": {\"ms\": %zu}}\n", sample, i);
    free(sample);
  }
  return fclose(file) == 0;
}

static int prepare(hwnas_context_t *context) {
  char path[] = "/tmp/hwnas-threads-XXXXXX", text[100];
  int file = mkstemp(path);
  if (file < 0 || close(file) != 0) return 0;
  snprintf(text, sizeof text, "flops,params,ms=table(table=%s)", path);
  int good = is_good(hwnas_space_open(context, "nasbench201", NULL, &space)) &&
             hwnas_space_choices(space) == N_CHOICES &&
             is_good(hwnas_space_draw(space, 9, N_POINTS, points)) && write_table(path) &&
             is_good(hwnas_metric_set_open(context, space, text, &metrics)) &&
             is_good(hwnas_metric_set_values(metrics, points, N_POINTS, expected));
  unlink(path);
  return good;
}

int main(void) {
  pthread_t threads[N_THREADS];
  int good[N_THREADS] = {0}, all = 1;
  hwnas_context_t *context = NULL;
  if (!is_good(hwnas_context_create(NULL, 0, &context)) || !prepare(context)) return 1;
  for (int i = 0; i < N_THREADS; i++)
    if (pthread_create(&threads[i], NULL, read_all, &good[i]) != 0) return 1;
  for (int i = 0; i < N_THREADS; i++) {
    pthread_join(threads[i], NULL);
    all &= good[i];
  }
  hwnas_metric_set_destroy(metrics);
  hwnas_space_destroy(space);
  hwnas_context_destroy(context);
  return !all;
}
