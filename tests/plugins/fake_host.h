/* A host without a core: it calls formulas and profilers through the public ABI alone. */
#ifndef HWNAS_TESTS_PLUGINS_FAKE_HOST_H
#define HWNAS_TESTS_PLUGINS_FAKE_HOST_H

#include "hwnas/profiler.h"
#include "hwnas/shape_formula.h"

#define FAKE_INPUTS_MAX 8
#define FAKE_MESSAGE_MAX 1001

/* Descriptors of all plugins under test, NULL-terminated. */
const hwnas_plugin_t *const *fake_plugins(void);
/* The component of that kind and name, or NULL. */
const hwnas_component_t *fake_component(const char *kind, const char *name);
/* The shape formula that serves op_type, or NULL. */
const hwnas_component_t *fake_formula(const char *op_type);

/* Values of an option table. */
typedef struct fake_options {
  hwnas_options_t view;
  const hwnas_component_t *component;
  const char *given; /* "out_channels=4 kernel_size=3,5 padding=same bias=false"; borrowed */
  char text[64];     /* of the string that was read last */
} fake_options_t;

/* Fails the test if given names an option that the table lacks, breaks its range or choices, or lacks one
 * that is required. */
void fake_options_init(fake_options_t *options, const hwnas_component_t *component, const char *given);

/* One operator, with everything that a call of it can leave behind. */
typedef struct fake_op {
  hwnas_call_t call;
  char message[FAKE_MESSAGE_MAX]; /* of the refusal, or empty */
  char type[64];
  fake_options_t attributes;
  hwnas_tensor_t inputs[FAKE_INPUTS_MAX], outputs[HWNAS_OUTPUTS_MAX];
  int64_t work[HWNAS_WORK_KINDS], weights[HWNAS_WEIGHTS_KINDS];
  hwnas_op_t op;
  char shape[256]; /* of the outputs, as in `shapes` */
} fake_op_t;

/* An operator as a space has it, nothing inferred; shapes: "2x3x8x8 1x3x1x1", "scalar" for rank 0, "" for no
 * inputs. An "f16:" or the like before a shape sets its type. The texts are borrowed. */
void fake_op_init(fake_op_t *op, const char *type, const char *attributes, const char *shapes);
/* infer, work and weights, in the host's order, until one refuses. */
hwnas_result_t fake_op_run(fake_op_t *op);
/* What a profiler with these options says of an operator; *out stays where it says nothing. */
hwnas_result_t fake_op_price(fake_op_t *op, const char *profiler, const char *options, double *out);

#endif
