/* From a space file to a compiled space: instantiates the module tree, finds the choices, and infers every
 * shape in one pass over the modules (abstract: no tensor is ever computed). */
#ifndef HWNAS_CORE_SHAPE_COMPILE_H
#define HWNAS_CORE_SHAPE_COMPILE_H

#include "base/limits.h"
#include "json/json.h"
#include "shape/formula.h"
#include "space/space.h"

/* A parameter set by the user: its value replaces the default. The name "preset" takes the values of the
 * preset that its value names. */
typedef struct hwnas_parameter_setting {
  const char *name;
  const hwnas_json_t *value;
} hwnas_parameter_setting_t;

/* Compiles the document of a space file (see docs). Errors are located; independent ones come together: every
 * missing shape formula, every wrong attribute. limits may be NULL: the defaults. document and limits are
 * borrowed during the call only. */
hwnas_status_t *hwnas_space_compile(const hwnas_json_t *document, const hwnas_parameter_setting_t *settings,
                                    size_t n_settings, const hwnas_formula_source_t *formulas,
                                    const hwnas_space_limits_t *limits, hwnas_space_t **out);

#endif
