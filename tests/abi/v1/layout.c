/* What crosses the border between host and plugin, as lines of text: places of members, values of constants.
 * Built with the headers of this ABI and with those of today, it must print the same. The members are those
 * of this ABI: a name that is gone does not compile. */
#include <stddef.h>
#include <stdio.h>

#include "hwnas/evaluator.h"
#include "hwnas/middleware.h"
#include "hwnas/plugin.h"
#include "hwnas/profiler.h"
#include "hwnas/shape_formula.h"
#include "hwnas/strategy.h"

/* Of these an array crosses the border, or a plugin makes one: they cannot grow. Others may, at their end. */
#define FIXED(T) printf(#T " has %zu bytes\n", sizeof(T))
#define MEMBER(T, m) printf(#T "." #m " at %zu, %zu bytes\n", offsetof(T, m), sizeof(((T *)NULL)->m))
#define NUMBER(name) printf(#name " is %lld\n", (long long)(name))
#define TEXT(name) printf(#name " is %s\n", name)

static void print_call(void) {
  MEMBER(hwnas_call_t, struct_size);
  MEMBER(hwnas_call_t, reserved);
  MEMBER(hwnas_call_t, host);
  MEMBER(hwnas_call_t, fail);
  MEMBER(hwnas_call_t, log);
  MEMBER(hwnas_call_t, cancelled);
  MEMBER(hwnas_call_t, scratch);
  MEMBER(hwnas_call_t, service);
}

static void print_option(void) {
  MEMBER(hwnas_option_t, name);
  MEMBER(hwnas_option_t, help);
  MEMBER(hwnas_option_t, type);
  MEMBER(hwnas_option_t, flags);
  MEMBER(hwnas_option_t, default_json);
  MEMBER(hwnas_option_t, min);
  MEMBER(hwnas_option_t, max);
  MEMBER(hwnas_option_t, choices);
  MEMBER(hwnas_option_t, unit);
  MEMBER(hwnas_option_t, replaced_by);
}

static void print_options(void) {
  MEMBER(hwnas_options_t, struct_size);
  MEMBER(hwnas_options_t, reserved);
  MEMBER(hwnas_options_t, host);
  MEMBER(hwnas_options_t, has);
  MEMBER(hwnas_options_t, integer);
  MEMBER(hwnas_options_t, number);
  MEMBER(hwnas_options_t, string);
  MEMBER(hwnas_options_t, integers);
  MEMBER(hwnas_options_t, numbers);
  MEMBER(hwnas_options_t, strings);
}

static void print_stream(void) {
  MEMBER(hwnas_stream_t, struct_size);
  MEMBER(hwnas_stream_t, reserved);
  MEMBER(hwnas_stream_t, host);
  MEMBER(hwnas_stream_t, write);
  MEMBER(hwnas_stream_t, read);
}

static void print_component(void) {
  MEMBER(hwnas_component_t, struct_size);
  MEMBER(hwnas_component_t, flags);
  MEMBER(hwnas_component_t, kind);
  MEMBER(hwnas_component_t, name);
  MEMBER(hwnas_component_t, summary);
  MEMBER(hwnas_component_t, options);
  MEMBER(hwnas_component_t, n_options);
  MEMBER(hwnas_component_t, option_size);
  MEMBER(hwnas_component_t, table);
}

static void print_plugin(void) {
  MEMBER(hwnas_plugin_t, magic);
  MEMBER(hwnas_plugin_t, struct_size);
  MEMBER(hwnas_plugin_t, abi_major);
  MEMBER(hwnas_plugin_t, abi_built);
  MEMBER(hwnas_plugin_t, abi_needed);
  MEMBER(hwnas_plugin_t, sanitizer);
  MEMBER(hwnas_plugin_t, version);
  MEMBER(hwnas_plugin_t, license);
  MEMBER(hwnas_plugin_t, summary);
  MEMBER(hwnas_plugin_t, url);
  MEMBER(hwnas_plugin_t, components);
}

static void print_tensor(void) {
  FIXED(hwnas_tensor_t);
  MEMBER(hwnas_tensor_t, struct_size);
  MEMBER(hwnas_tensor_t, dtype);
  MEMBER(hwnas_tensor_t, rank);
  MEMBER(hwnas_tensor_t, n_values);
  MEMBER(hwnas_tensor_t, dims);
  MEMBER(hwnas_tensor_t, values);
}

static void print_op(void) {
  MEMBER(hwnas_op_t, struct_size);
  MEMBER(hwnas_op_t, n_inputs);
  MEMBER(hwnas_op_t, n_outputs);
  MEMBER(hwnas_op_t, reserved);
  MEMBER(hwnas_op_t, type);
  MEMBER(hwnas_op_t, attributes);
  MEMBER(hwnas_op_t, inputs);
  MEMBER(hwnas_op_t, outputs);
  MEMBER(hwnas_op_t, work);
  MEMBER(hwnas_op_t, weights);
}

static void print_shape_formula(void) {
  MEMBER(hwnas_shape_formula_t, struct_size);
  MEMBER(hwnas_shape_formula_t, reserved);
  MEMBER(hwnas_shape_formula_t, op_types);
  MEMBER(hwnas_shape_formula_t, infer);
  MEMBER(hwnas_shape_formula_t, work);
  MEMBER(hwnas_shape_formula_t, weights);
  MEMBER(hwnas_shape_formula_t, cost);
}

static void print_metric_info(void) {
  MEMBER(hwnas_metric_info_t, name);
  MEMBER(hwnas_metric_info_t, unit);
  MEMBER(hwnas_metric_info_t, quantum);
  MEMBER(hwnas_metric_info_t, goal);
  MEMBER(hwnas_metric_info_t, per);
}

static void print_profiler(void) {
  MEMBER(hwnas_profiler_t, struct_size);
  MEMBER(hwnas_profiler_t, reserved);
  MEMBER(hwnas_profiler_t, metrics);
  MEMBER(hwnas_profiler_t, n_metrics);
  MEMBER(hwnas_profiler_t, metric_size);
  MEMBER(hwnas_profiler_t, create);
  MEMBER(hwnas_profiler_t, destroy);
  MEMBER(hwnas_profiler_t, cost);
  MEMBER(hwnas_profiler_t, convention);
  MEMBER(hwnas_profiler_t, describe);
  MEMBER(hwnas_profiler_t, bind);
  MEMBER(hwnas_profiler_t, profile);
}

static void print_random(void) {
  FIXED(hwnas_random_t);
  MEMBER(hwnas_random_t, state);
}

static void print_space_service(void) {
  MEMBER(hwnas_space_service_t, struct_size);
  MEMBER(hwnas_space_service_t, n_choices);
  MEMBER(hwnas_space_service_t, host);
  MEMBER(hwnas_space_service_t, label);
  MEMBER(hwnas_space_service_t, domain_size);
  MEMBER(hwnas_space_service_t, networks);
  MEMBER(hwnas_space_service_t, seed);
  MEMBER(hwnas_space_service_t, sample);
  MEMBER(hwnas_space_service_t, canonicalize);
  MEMBER(hwnas_space_service_t, key);
  MEMBER(hwnas_space_service_t, value);
  MEMBER(hwnas_space_service_t, parse);
}

static void print_metric_service(void) {
  MEMBER(hwnas_metric_service_t, struct_size);
  MEMBER(hwnas_metric_service_t, reserved);
  MEMBER(hwnas_metric_service_t, host);
  MEMBER(hwnas_metric_service_t, predicate);
  MEMBER(hwnas_metric_service_t, test);
}

static void print_loop_service(void) {
  MEMBER(hwnas_loop_service_t, struct_size);
  MEMBER(hwnas_loop_service_t, reserved);
  MEMBER(hwnas_loop_service_t, host);
  MEMBER(hwnas_loop_service_t, dropped);
  MEMBER(hwnas_loop_service_t, goals);
  MEMBER(hwnas_loop_service_t, n_objectives);
  MEMBER(hwnas_loop_service_t, reserved_2);
}

static void print_report(void) {
  FIXED(hwnas_report_t);
  MEMBER(hwnas_report_t, struct_size);
  MEMBER(hwnas_report_t, status);
  MEMBER(hwnas_report_t, point);
  MEMBER(hwnas_report_t, n_objectives);
  MEMBER(hwnas_report_t, reserved);
  MEMBER(hwnas_report_t, objectives);
}

static void print_make(void) {
  MEMBER(hwnas_make_t, struct_size);
  MEMBER(hwnas_make_t, reserved);
  MEMBER(hwnas_make_t, options);
  MEMBER(hwnas_make_t, seed);
}

static void print_strategy(void) {
  MEMBER(hwnas_strategy_t, struct_size);
  MEMBER(hwnas_strategy_t, reserved);
  MEMBER(hwnas_strategy_t, create);
  MEMBER(hwnas_strategy_t, destroy);
  MEMBER(hwnas_strategy_t, ask);
  MEMBER(hwnas_strategy_t, tell);
  MEMBER(hwnas_strategy_t, save);
  MEMBER(hwnas_strategy_t, load);
}

static void print_strategy_ref(void) {
  MEMBER(hwnas_strategy_ref_t, struct_size);
  MEMBER(hwnas_strategy_ref_t, n_choices);
  MEMBER(hwnas_strategy_ref_t, table);
  MEMBER(hwnas_strategy_ref_t, self);
}

static void print_middleware(void) {
  MEMBER(hwnas_middleware_t, struct_size);
  MEMBER(hwnas_middleware_t, reserved);
  MEMBER(hwnas_middleware_t, create);
  MEMBER(hwnas_middleware_t, strategy);
}

static void print_trial(void) {
  MEMBER(hwnas_trial_t, struct_size);
  MEMBER(hwnas_trial_t, n_choices);
  MEMBER(hwnas_trial_t, number);
  MEMBER(hwnas_trial_t, seed);
  MEMBER(hwnas_trial_t, point);
  MEMBER(hwnas_trial_t, sample);
  MEMBER(hwnas_trial_t, space);
  MEMBER(hwnas_trial_t, metrics);
  MEMBER(hwnas_trial_t, folder);
  MEMBER(hwnas_trial_t, worker);
  MEMBER(hwnas_trial_t, reserved);
}

static void print_reporter(void) {
  MEMBER(hwnas_reporter_t, struct_size);
  MEMBER(hwnas_reporter_t, reserved);
  MEMBER(hwnas_reporter_t, host);
  MEMBER(hwnas_reporter_t, step);
  MEMBER(hwnas_reporter_t, final);
}

static void print_evaluator(void) {
  MEMBER(hwnas_evaluator_t, struct_size);
  MEMBER(hwnas_evaluator_t, reserved);
  MEMBER(hwnas_evaluator_t, create);
  MEMBER(hwnas_evaluator_t, destroy);
  MEMBER(hwnas_evaluator_t, evaluate);
}

static void print_json_service(void) {
  MEMBER(hwnas_json_service_t, struct_size);
  MEMBER(hwnas_json_service_t, reserved);
  MEMBER(hwnas_json_service_t, host);
  MEMBER(hwnas_json_service_t, object);
}

static void print_constants(void) {
  NUMBER(HWNAS_ABI_MAJOR);
  NUMBER(HWNAS_OK);
  NUMBER(HWNAS_EXHAUSTED);
  NUMBER(HWNAS_NEED_REPORTS);
  NUMBER(HWNAS_NO_COST);
  NUMBER(HWNAS_E_ARGUMENT);
  NUMBER(HWNAS_E_OPTION);
  NUMBER(HWNAS_E_UNSUPPORTED);
  NUMBER(HWNAS_E_STATE);
  NUMBER(HWNAS_E_DATA);
  NUMBER(HWNAS_E_RESOURCE);
  NUMBER(HWNAS_E_CANCELLED);
  NUMBER(HWNAS_E_INTERNAL);
  NUMBER(HWNAS_LOG_ERROR);
  NUMBER(HWNAS_LOG_WARNING);
  NUMBER(HWNAS_LOG_INFO);
  NUMBER(HWNAS_LOG_DEBUG);
  NUMBER(HWNAS_OPTION_BOOL);
  NUMBER(HWNAS_OPTION_INTEGER);
  NUMBER(HWNAS_OPTION_NUMBER);
  NUMBER(HWNAS_OPTION_STRING);
  NUMBER(HWNAS_OPTION_ENUM);
  NUMBER(HWNAS_OPTION_PATH);
  NUMBER(HWNAS_OPTION_INTEGERS);
  NUMBER(HWNAS_OPTION_NUMBERS);
  NUMBER(HWNAS_OPTION_STRINGS);
  NUMBER(HWNAS_OPTION_FLAG_OPTIONAL);
  NUMBER(HWNAS_OPTION_FLAG_EXPRESSION);
  NUMBER(HWNAS_OPTION_FLAG_FILES);
  NUMBER(HWNAS_OPTION_FLAG_NULLS);
  NUMBER(HWNAS_OPTION_NULL);
  NUMBER(HWNAS_COMPONENT_FLAG_NO_REPORTS);
  NUMBER(HWNAS_COMPONENT_FLAG_DETERMINISTIC);
  NUMBER(HWNAS_PLUGIN_MAGIC);
  NUMBER(HWNAS_SANITIZER_NONE);
  NUMBER(HWNAS_SANITIZER_ADDRESS);
  NUMBER(HWNAS_SANITIZER_THREAD);
  TEXT(HWNAS_PLUGIN_SYMBOL);
  NUMBER(HWNAS_RANK_MAX);
  NUMBER(HWNAS_DTYPE_F32);
  NUMBER(HWNAS_DTYPE_F16);
  NUMBER(HWNAS_DTYPE_I64);
  NUMBER(HWNAS_DTYPE_I32);
  NUMBER(HWNAS_DTYPE_I8);
  NUMBER(HWNAS_DTYPE_BOOL);
  NUMBER(HWNAS_WORK_MACS);
  NUMBER(HWNAS_WORK_BIAS);
  NUMBER(HWNAS_WORK_NORMALIZATION);
  NUMBER(HWNAS_WORK_ACTIVATION);
  NUMBER(HWNAS_WORK_ELEMENTWISE);
  NUMBER(HWNAS_WORK_BYTES);
  NUMBER(HWNAS_WEIGHTS_WEIGHT);
  NUMBER(HWNAS_WEIGHTS_BIAS);
  NUMBER(HWNAS_WEIGHTS_NORM);
  NUMBER(HWNAS_WEIGHTS_FREE);
  NUMBER(HWNAS_WEIGHTS_BUFFER);
  TEXT(HWNAS_KIND_SHAPE_FORMULA);
  NUMBER(HWNAS_GOAL_MINIMIZE);
  NUMBER(HWNAS_GOAL_MAXIMIZE);
  NUMBER(HWNAS_PER_USE);
  NUMBER(HWNAS_PER_MODULE);
  TEXT(HWNAS_KIND_PROFILER);
  NUMBER(HWNAS_TRIAL_DONE);
  NUMBER(HWNAS_TRIAL_FAILED);
  NUMBER(HWNAS_TRIAL_INVALID);
  NUMBER(HWNAS_TRIAL_STOPPED);
  TEXT(HWNAS_SERVICE_SPACE);
  TEXT(HWNAS_SERVICE_METRIC);
  TEXT(HWNAS_SERVICE_LOOP);
  TEXT(HWNAS_KIND_STRATEGY);
  TEXT(HWNAS_KIND_MIDDLEWARE);
  NUMBER(HWNAS_COMPONENT_FLAG_FOLDER);
  NUMBER(HWNAS_COMPONENT_FLAG_PURE);
  NUMBER(HWNAS_JSON_KIND_NULL);
  NUMBER(HWNAS_JSON_KIND_BOOL);
  NUMBER(HWNAS_JSON_KIND_NUMBER);
  NUMBER(HWNAS_JSON_KIND_STRING);
  NUMBER(HWNAS_JSON_KIND_OTHER);
  TEXT(HWNAS_KIND_EVALUATOR);
  TEXT(HWNAS_SERVICE_JSON);
}

int main(void) {
  print_call();
  print_option();
  print_options();
  print_stream();
  print_component();
  print_plugin();
  print_tensor();
  print_op();
  print_shape_formula();
  print_metric_info();
  print_profiler();
  print_random();
  print_space_service();
  print_metric_service();
  print_loop_service();
  print_report();
  print_make();
  print_strategy();
  print_strategy_ref();
  print_middleware();
  print_trial();
  print_reporter();
  print_evaluator();
  print_json_service();
  print_constants();
  return 0;
}
