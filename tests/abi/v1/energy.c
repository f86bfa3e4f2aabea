/* energy: so many picojoules per multiply-accumulate and per byte moved.
 *
 * The defaults are those of 32-bit floating point in 45 nm and of off-chip memory: M. Horowitz, "Computing's
 * energy problem (and what we can do about it)", ISSCC 2014: 3.7 pJ to multiply, 0.9 pJ to add, 640 pJ for 32
 * bits. */
#include <stdlib.h>

#include "hwnas/profiler.h"

#define MJ_PER_PJ 1e-9

struct hwnas_object {
  double pj_per_mac, pj_per_byte;
};

static hwnas_result_t create(hwnas_call_t *call, const hwnas_options_t *options, hwnas_object_t **out) {
  hwnas_object_t *self = malloc(sizeof *self);
  if (!self) return call->fail(call, HWNAS_E_RESOURCE, "out of memory");
  self->pj_per_mac = options->number(options, "pj_per_mac");
  self->pj_per_byte = options->number(options, "pj_per_byte");
  *out = self;
  return HWNAS_OK;
}

static void destroy(hwnas_object_t *self) { free(self); }

static hwnas_result_t cost(hwnas_object_t *self, hwnas_call_t *call, const hwnas_op_t *op, uint32_t metric,
                           double *out) {
  (void)call;
  (void)metric;
  if (!op->work) return HWNAS_NO_COST;
  double macs = (double)op->work[HWNAS_WORK_MACS], bytes = (double)op->work[HWNAS_WORK_BYTES];
  *out = (macs * self->pj_per_mac + bytes * self->pj_per_byte) * MJ_PER_PJ;
  return HWNAS_OK;
}

static const hwnas_metric_info_t metrics[] = {
    {.name = "energy", .unit = "mJ", .quantum = 1e-6, .goal = HWNAS_GOAL_MINIMIZE, .per = HWNAS_PER_USE},
};

static const hwnas_option_t options[] = {
    {.name = "pj_per_mac",
     .help = "energy of one multiply-accumulate",
     .type = HWNAS_OPTION_NUMBER,
     .default_json = "4.6",
     .min = 0,
     .max = 1e6,
     .unit = "pJ"},
    {.name = "pj_per_byte",
     .help = "energy of one byte read or written",
     .type = HWNAS_OPTION_NUMBER,
     .default_json = "160.0",
     .min = 0,
     .max = 1e6,
     .unit = "pJ"},
};

static const hwnas_profiler_t table = {
    .struct_size = sizeof table,
    .metrics = metrics,
    .n_metrics = sizeof metrics / sizeof *metrics,
    .metric_size = sizeof *metrics,
    .create = create,
    .destroy = destroy,
    .cost = cost,
};

static const hwnas_component_t component = {
    .struct_size = sizeof component,
    .kind = HWNAS_KIND_PROFILER,
    .name = "energy",
    .summary = "Energy from work and traffic",
    .options = options,
    .n_options = sizeof options / sizeof *options,
    .option_size = sizeof *options,
    .table = &table,
};

static const hwnas_component_t *const components[] = {&component, NULL};

static const hwnas_plugin_t plugin = {
    .magic = HWNAS_PLUGIN_MAGIC,
    .struct_size = sizeof plugin,
    .abi_major = HWNAS_ABI_MAJOR,
    .abi_built = HWNAS_ABI_MINOR,
    .abi_needed = 0,
    .sanitizer = HWNAS_SANITIZER,
    .version = "0.1.0",
    .license = "MIT",
    .summary = "A profiler, as of 0.1.0",
    .components = components,
};

HWNAS_PLUGIN(plugin);
