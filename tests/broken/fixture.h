/* A module that is sound but for what its source defines before it includes this file. */
#ifndef HWNAS_TESTS_BROKEN_FIXTURE_H
#define HWNAS_TESTS_BROKEN_FIXTURE_H

#include "hwnas/shape_formula.h"

#define FIXTURE_TEXT_(x) #x
#define FIXTURE_TEXT(x) FIXTURE_TEXT_(x)

#ifndef FIXTURE_MAGIC
#define FIXTURE_MAGIC HWNAS_PLUGIN_MAGIC
#endif
#ifndef FIXTURE_SIZE
#define FIXTURE_SIZE sizeof(hwnas_plugin_t)
#endif
#ifndef FIXTURE_MAJOR
#define FIXTURE_MAJOR HWNAS_ABI_MAJOR
#endif
#ifndef FIXTURE_NEEDED
#define FIXTURE_NEEDED 0
#endif
#ifndef FIXTURE_SANITIZER
#define FIXTURE_SANITIZER HWNAS_SANITIZER
#endif
#ifndef FIXTURE_SUMMARY
#define FIXTURE_SUMMARY "A fixture"
#endif
#ifndef FIXTURE_COMPONENT_SIZE
#define FIXTURE_COMPONENT_SIZE sizeof(hwnas_component_t)
#endif
#ifndef FIXTURE_KIND
#define FIXTURE_KIND HWNAS_KIND_SHAPE_FORMULA
#endif
#ifndef FIXTURE_NAME
#define FIXTURE_NAME FIXTURE_TEXT(HWNAS_MODULE)
#endif
#ifndef FIXTURE_OP_TYPE
#define FIXTURE_OP_TYPE FIXTURE_NAME
#endif
#ifndef FIXTURE_OPTIONS
#define FIXTURE_OPTIONS \
  { .name = "size", .help = "a size", .type = HWNAS_OPTION_INTEGER, .default_json = "3" }
#endif
#ifndef FIXTURE_TABLE
#define FIXTURE_TABLE &fixture_table
#ifndef FIXTURE_INFER
#define FIXTURE_INFER fixture_infer

static hwnas_result_t fixture_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                    uint32_t *out_n) {
  (void)call;
  outputs[0] = op->inputs[0];
  *out_n = 1;
  return HWNAS_OK;
}
#endif
static const char *const fixture_op_types[] = {FIXTURE_OP_TYPE, NULL};
static const hwnas_shape_formula_t fixture_table = {
    .struct_size = sizeof fixture_table, .op_types = fixture_op_types, .infer = FIXTURE_INFER};
#endif

static const hwnas_option_t fixture_options[] = {FIXTURE_OPTIONS};
static const hwnas_component_t fixture_component = {
    .struct_size = FIXTURE_COMPONENT_SIZE,
    .kind = FIXTURE_KIND,
    .name = FIXTURE_NAME,
    .summary = "A component",
    .options = fixture_options,
    .n_options = sizeof fixture_options / sizeof *fixture_options,
    .option_size = sizeof *fixture_options,
    .table = FIXTURE_TABLE,
};
static const hwnas_component_t *const fixture_components[] = {&fixture_component, NULL};
static const hwnas_plugin_t fixture_plugin = {
    .magic = FIXTURE_MAGIC,
    .struct_size = FIXTURE_SIZE,
    .abi_major = FIXTURE_MAJOR,
    .abi_built = FIXTURE_NEEDED,
    .abi_needed = FIXTURE_NEEDED,
    .sanitizer = FIXTURE_SANITIZER,
    .version = "1.0",
    .license = "MIT",
    .summary = FIXTURE_SUMMARY,
    .components = fixture_components,
};

#endif
