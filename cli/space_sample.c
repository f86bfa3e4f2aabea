#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "open_space.h"
#include "output.h"
#include "space/count.h"
#include "space/sample_printer.h"
#include "stop.h"
#include "verbs.h"
#include "where.h"

#define BATCH 1024

/* Where samples come from: the whole space, or a region of it. */
typedef struct source {
  hwnas_sampler_t *sampler; /* NULL: the region */
  hwnas_open_region_t open;
  bool mcmc;
} source_t;

static hwnas_status_t *draw(const source_t *source, hwnas_random_t *random, size_t n, uint16_t *out_points) {
  if (source->sampler) return hwnas_sampler_draw(source->sampler, random, n, out_points);
  hwnas_status_t *status = source->mcmc ? hwnas_region_draw_mcmc(source->open.region, random, n, out_points)
                                        : hwnas_region_draw(source->open.region, random, n, out_points);
  if (status && status->error == HWNAS_ERROR_SAMPLING)
    hwnas_status_detail(status, source->mcmc
                                    ? "there may be none: without --mcmc that is said where it can be proven"
                                    : "--mcmc looks for one and goes on from there, not exactly uniform");
  return status;
}

static hwnas_status_t *print_points(const hwnas_sample_printer_t *printer, const uint16_t *points, size_t n,
                                    hwnas_str_t *text) {
  for (size_t i = 0; i < n; i++) {
    hwnas_sample_printer_print(printer, &points[i * printer->space->n_choices], text);
    hwnas_str_append(text, "\n");
  }
  return hwnas_output_write(text);
}

static hwnas_status_t *draw_all(const hwnas_space_t *space, const source_t *source, uint64_t seed, uint64_t n,
                                uint16_t *points) {
  const volatile sig_atomic_t *stop = NULL; /* nothing is printed: a signal ends the process at once */
  hwnas_random_t random;
  hwnas_random_seed(&random, seed, 0);
  hwnas_str_t text;
  hwnas_str_init(&text);
  hwnas_sample_printer_t printer;
  hwnas_status_t *status = hwnas_sample_printer_init(&printer, space);
  while (n > 0 && !status) {
    size_t batch = n < BATCH ? (size_t)n : BATCH;
    status = stop && *stop ? hwnas_stop_status() : draw(source, &random, batch, points);
    if (!status) status = print_points(&printer, points, batch, &text);
    stop = hwnas_stop_watch();
    n -= batch;
  }
  hwnas_sample_printer_deinit(&printer);
  hwnas_str_deinit(&text);
  return status;
}

static hwnas_status_t *open_source(const hwnas_args_t *args, const hwnas_open_space_t *open, hwnas_law_t law,
                                   source_t *out) {
  out->mcmc = hwnas_args_has(args, "mcmc");
  if (out->mcmc || hwnas_args_has(args, "where")) return hwnas_open_region(args, open, law, "", &out->open);
  return hwnas_sampler_create(open->space, law, &out->sampler);
}

static hwnas_status_t *sample(const hwnas_args_t *args, const hwnas_open_space_t *open) {
  uint64_t n, seed;
  hwnas_law_t law;
  const char *word;
  HWNAS_TRY(hwnas_args_integer(args, "n", 1, 1, &n));
  HWNAS_TRY(hwnas_args_integer(args, "seed", 0, 0, &seed));
  HWNAS_TRY(hwnas_args_law(args, &law, &word));
  source_t source = {0};
  hwnas_status_t *status = open_source(args, open, law, &source);
  if (!status)
    fprintf(stderr, "hwnas: law: %suniform over %s (seed %" PRIu64 ")\n", source.mcmc ? "approximately " : "",
            word, seed);
  uint16_t *points = calloc(BATCH * (open->space->n_choices + 1), sizeof *points);
  if (!status) status = points ? draw_all(open->space, &source, seed, n, points) : hwnas_status_no_memory();
  free(points);
  hwnas_sampler_destroy(source.sampler);
  hwnas_open_region_close(&source.open);
  return status;
}

static hwnas_status_t *run(const hwnas_args_t *args) {
  hwnas_open_space_t open;
  hwnas_status_t *status = hwnas_open_space(args, &open);
  if (!status) status = sample(args, &open);
  hwnas_open_space_close(&open);
  return status;
}

static const hwnas_arg_option_t options[] = {
    {"n", "N", "how many (1)", 0},
    {"seed", "S", "of the random numbers (0): the same seed gives the same samples", 0},
    HWNAS_ARG_LAW("what the draw is uniform over (networks)"),
    HWNAS_ARG_WHERE,
    {"mcmc", NULL, "go from network to network by changes of single labels: approximately uniform", 0},
    HWNAS_ARG_WHERE_METRICS,
    HWNAS_ARG_BUDGET,
    HWNAS_ARG_PARAM,
    HWNAS_ARG_LIMIT,
    HWNAS_ARG_PLUGIN_PATH,
};

const hwnas_verb_t hwnas_verb_space_sample = {
    .name = "space sample",
    .operands = "SPACE",
    .n_min = 1,
    .n_max = 1,
    .summary = "draw networks at random",
    .text =
        "Prints one canonical sample per line, as JSON: the active labels only. By law `networks` every "
        "network that\n"
        "the constraints of the space allow is equally likely; by law `labels` every value of every label "
        "is. With --where only those for which all conditions hold, and each of these equally likely: none "
        "is\n"
        "drawn in vain where the metrics are sums. Where none is found otherwise, --mcmc walks through those "
        "of "
        "the\n"
        "region by changes of single labels: what it cannot reach is missing, and neighbours may be alike.\n",
    .options = options,
    .n_options = sizeof options / sizeof *options,
    .run = run,
};
