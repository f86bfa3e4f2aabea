/* A compiled space: its choices, when each is active, what is forbidden, and every operator with the
 * shapes that inference found. Immutable once made; may be read by any number of threads. */
#ifndef HWNAS_CORE_SPACE_SPACE_H
#define HWNAS_CORE_SPACE_SPACE_H

#include "base/arena.h"
#include "base/map.h"
#include "base/status.h"
#include "expr/table.h"
#include "hwnas/shape_formula.h"
#include "json/options.h"

/* A labelled decision. Its variable has the same number in space->variables. It is active if any of
 * n_active conditions holds; none means always. A condition never depends on the choice itself. */
typedef struct hwnas_choice {
  const char *label;
  const hwnas_value_t *domain;
  uint32_t n;
  const char *place;
  const hwnas_table_t **active; /* truth values over other choices */
  size_t n_active;
} hwnas_choice_t;

/* An expression over labels that every network must satisfy. */
typedef struct hwnas_constraint {
  const char *text, *place;
  const hwnas_table_t *table; /* truth values */
} hwnas_constraint_t;

/* One operator with concrete attributes and shapes; equal ones are one. What formulas and profilers see. */
typedef struct hwnas_concrete_op {
  hwnas_op_t op;                       /* complete: outputs, work (NULL: unknown), weights */
  hwnas_option_values_t attributes;    /* behind op.attributes */
  const struct hwnas_formula *formula; /* who priced it (shape/formula.h) */
} hwnas_concrete_op_t;

/* What a tensor looks like over the whole space: rank and data type are constant. */
typedef struct hwnas_tensor_table {
  uint32_t rank;
  int32_t dtype;
  const hwnas_table_t *dims[HWNAS_RANK_MAX]; /* integers */
  uint32_t n_values;                         /* known contents */
  const hwnas_table_t *const *values;
} hwnas_tensor_table_t;

/* One use of an operator in the network. */
typedef struct hwnas_use {
  const char *path;           /* "s1.0.expand.0" */
  const char *place;          /* file:line:column */
  const hwnas_table_t *ops;   /* cell: index into space->ops; EXCLUDED where no network gets to */
  const hwnas_table_t *guard; /* when the use is part of the network; NULL: always */
  uint32_t owner;             /* number of the module that owns its parameters; uses of one module share it */
} hwnas_use_t;

typedef enum hwnas_module_kind {
  HWNAS_MODULE_OPERATOR,
  HWNAS_MODULE_LEAF,
  HWNAS_MODULE_SEQUENTIAL,
  HWNAS_MODULE_CHOOSE,
  HWNAS_MODULE_SWITCH,
  HWNAS_MODULE_REPEAT,
  HWNAS_MODULE_RESIDUAL,
  HWNAS_MODULE_BRANCHES,
  HWNAS_MODULE_GRAPH,
  HWNAS_MODULE_BLOCK,
  HWNAS_MODULE_PARAMETER
} hwnas_module_kind_t;

/* A node of the module tree, for showing it. */
typedef struct hwnas_module hwnas_module_t;
struct hwnas_module {
  hwnas_module_kind_t kind;
  const char *path; /* "" for the root */
  const char *name; /* last part of path */
  const char *place;
  const char *title; /* op type, block name, or what the container depends on */
  const hwnas_table_t *guard;
  const hwnas_tensor_table_t *outputs;
  size_t n_outputs;
  int64_t use; /* index into space->uses, or -1 */
  hwnas_module_t *first_child, *last_child, *next_sibling;
};

/* A network of the literature that lies in the space. */
typedef struct hwnas_published {
  const char *name, *source;
  const char *parameters_json; /* "{}" if the defaults hold */
  const char *sample_json;
} hwnas_published_t;

typedef struct hwnas_parameter {
  const char *name;
  hwnas_value_t value; /* after presets and overrides */
} hwnas_parameter_t;

typedef struct hwnas_space {
  hwnas_arena_t *arena;
  const char *name, *source, *description;
  const hwnas_parameter_t *parameters;
  size_t n_parameters;
  const hwnas_published_t *published;
  size_t n_published;

  hwnas_variables_t variables; /* number v is choice v */
  hwnas_choice_t *choices;
  size_t n_choices;
  hwnas_map_t labels; /* label -> hwnas_choice_t * */
  const hwnas_constraint_t *constraints;
  size_t n_constraints;

  const char **input_names;
  const hwnas_tensor_table_t *inputs;
  size_t n_inputs;
  hwnas_module_t *root;
  hwnas_use_t *uses; /* in module order */
  size_t n_uses;
  size_t n_owners;
  hwnas_concrete_op_t **ops;
  size_t n_ops;
} hwnas_space_t;

void hwnas_space_destroy(hwnas_space_t *space); /* NULL is allowed */

/* The choice of that label, or NULL. */
const hwnas_choice_t *hwnas_space_find(const hwnas_space_t *space, const char *label);
/* True if choice number c is active in the network of the point (one index per choice). */
bool hwnas_space_active(const hwnas_space_t *space, size_t c, const uint16_t *point);
/* Sets inactive choices to index 0. */
void hwnas_space_canonicalize(const hwnas_space_t *space, uint16_t *point);
/* The first constraint that the (canonical) point breaks, or NULL. */
const hwnas_constraint_t *hwnas_space_violated(const hwnas_space_t *space, const uint16_t *point);

#endif
