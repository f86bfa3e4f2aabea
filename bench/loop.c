/* The loop's own cost: random search over ProxylessNAS with an evaluator that does nothing, every trial kept
 * in the store. Reference: writing as many trials to a store, with no search around it. */
#define _GNU_SOURCE
#include "bench.h"

#include <unistd.h>

#include "run/internal.h"

#define TRIALS 300000

static hwnas_result_t create(hwnas_call_t *call, const hwnas_make_t *make, hwnas_object_t **out) {
  static int object;
  (void)call;
  (void)make;
  *out = (hwnas_object_t *)(void *)&object;
  return HWNAS_OK;
}

static void destroy(hwnas_object_t *object) { (void)object; }

static hwnas_result_t evaluate(hwnas_object_t *object, hwnas_call_t *call, const hwnas_trial_t *trial,
                               hwnas_reporter_t *reporter) {
  (void)object;
  (void)call;
  (void)trial;
  (void)reporter;
  return HWNAS_OK;
}

static const hwnas_evaluator_t nothing = {
    .struct_size = sizeof nothing, .create = create, .destroy = destroy, .evaluate = evaluate};
static const hwnas_component_t component = {.struct_size = sizeof component,
                                            .flags = HWNAS_COMPONENT_FLAG_PURE,
                                            .kind = HWNAS_KIND_EVALUATOR,
                                            .name = "nothing",
                                            .table = &nothing};

static void write_run_file(const char *path) {
  FILE *file = fopen(path, "w");
  if (!file) exit(1);
  fprintf(
      file,
      "{\"format\": \"hwnas-run/1\", \"space\": {\"use\": \"proxyless_nas\"}, \"budget\": {\"trials\": %d},"
      " \"objectives\": [{\"metric\": \"flops\"}], \"out\": \"run\"}",
      TRIALS);
  fclose(file);
}

/* Trials per second of a whole search. */
static double search_rate(hwnas_run_t *run) {
  const hwnas_evaluation_config_t config = {
      .component = &component, .space = run->space, .metrics = run->metrics, .services = run->services};
  const hwnas_run_options_t options = {0};
  hwnas_loop_result_t result;
  bench_check(hwnas_evaluation_create(&config, &run->evaluation));
  double start = bench_now();
  bench_check(hwnas_run_execute(run, &options, &result));
  double rate = (double)result.accepted / (bench_now() - start);
  hwnas_loop_result_deinit(&result);
  return rate;
}

static double store_rate(const hwnas_run_t *run, const char *folder) {
  hwnas_store_metric_t metric = {.info = *hwnas_metric_set_info(run->metrics, 0)};
  const hwnas_store_config_t config = {.version = "bench",
                                       .build = "",
                                       .config = "{}",
                                       .space = run->space->name,
                                       .n_choices = run->space->n_choices,
                                       .metrics = &metric,
                                       .n_metrics = 1};
  uint16_t *point = calloc(run->space->n_choices, sizeof *point);
  hwnas_store_t *store;
  hwnas_str_t sample;
  hwnas_str_init(&sample);
  bench_check(hwnas_space_draw(run->space, 1, 1, point));
  hwnas_sample_print(run->space, point, &sample);
  bench_check(hwnas_store_create(folder, &config, &store));
  double start = bench_now();
  for (int64_t id = 1; id <= TRIALS; id++) {
    const hwnas_store_trial_t trial = {.id = id,
                                       .status = HWNAS_TRIAL_DONE,
                                       .proposal = (uint64_t)id,
                                       .sample = sample.text,
                                       .point = point,
                                       .metrics = &id};
    bench_check(hwnas_store_add_trial(store, &trial));
    if (id % 1024 == 0) bench_check(hwnas_store_tick(store, (int64_t)(bench_now() * 1e6)));
  }
  bench_check(hwnas_store_commit(store));
  double rate = TRIALS / (bench_now() - start);
  hwnas_store_close(store);
  hwnas_str_deinit(&sample);
  free(point);
  return rate;
}

int main(int argc, char **argv) {
  char folder[] = "/tmp/hwnas-bench-XXXXXX", path[64], command[64];
  hwnas_context_t *context;
  hwnas_run_t *run;
  if (!mkdtemp(folder)) return 1;
  snprintf(path, sizeof path, "%s/run.json", folder);
  write_run_file(path);
  bench_check(hwnas_context_create(NULL, 0, &context));
  bench_check(hwnas_run_load(context, path, NULL, &run));
  double reference = store_rate(run, folder), rate = search_rate(run);
  bench_print(bench_json(argc, argv), "loop", "proxyless_nas, random, no evaluation", rate, "trials/s",
              "the store alone", reference);
  hwnas_run_destroy(run);
  hwnas_context_destroy(context);
  snprintf(command, sizeof command, "rm -rf %s", folder);
  return system(command) == 0 ? 0 : 1;
}
