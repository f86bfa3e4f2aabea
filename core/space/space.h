/* A compiled space: its choices, when each is active, what is forbidden, and every operator with the
 * shapes that inference found. Immutable once made; may be read by any number of threads. */
#ifndef HWNAS_CORE_SPACE_SPACE_H
#define HWNAS_CORE_SPACE_SPACE_H

#include "base/arena.h"
#include "base/map.h"
#include "base/status.h"
#include "expr/expr.h"
#include "expr/table.h"
#include "hwnas/shape_formula.h"
#include "hwnas/space.h"
#include "json/options.h"

/* A labelled decision. It is active if any of n_active conditions holds; none means always. */
typedef struct hwnas_choice {
  const char *label;
  uint32_t variable; /* its number in space->variables */
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
  const hwnas_table_t
      *times; /* operand of a merge: how often it goes in, a number or truth value; NULL: once */
} hwnas_tensor_table_t;

/* Its dimensions that can be told: none behind an operator that is not inferred. */
static inline uint32_t hwnas_tensor_dims(const hwnas_tensor_table_t *tensor) {
  return tensor->rank <= HWNAS_RANK_MAX ? tensor->rank : 0;
}

/* One use of an operator in the network. */
typedef struct hwnas_use {
  const char *path;           /* "s1.0.expand.0" */
  const char *place;          /* file:line:column */
  const hwnas_table_t *ops;   /* cell: index into space->ops; EXCLUDED where no network gets to */
  const hwnas_table_t *guard; /* when the use is part of the network; NULL: always */
  uint32_t owner;             /* number of the module that owns its parameters; uses of one module share it */
  const struct hwnas_module *module;
} hwnas_use_t;

typedef enum hwnas_module_kind {
  HWNAS_MODULE_OPERATOR,
  HWNAS_MODULE_LEAF,
  HWNAS_MODULE_SEQUENTIAL,
  HWNAS_MODULE_CHOOSE,
  HWNAS_MODULE_SWITCH,
  HWNAS_MODULE_INPUT_CHOICE,
  HWNAS_MODULE_REPEAT,
  HWNAS_MODULE_RESIDUAL,
  HWNAS_MODULE_BRANCHES,
  HWNAS_MODULE_GRAPH,
  HWNAS_MODULE_MERGE, /* node of a graph: operands and what brings them together */
  HWNAS_MODULE_BLOCK,
  HWNAS_MODULE_PARAMETER,
  HWNAS_MODULE_ABSENT /* its condition never holds */
} hwnas_module_kind_t;

typedef struct hwnas_names {
  const char **items;
  size_t n;
} hwnas_names_t;

typedef struct hwnas_module_attribute {
  const char *name;
  const hwnas_table_t *table;
  const hwnas_expr_t *expr;        /* as the file has it; NULL: a literal, or cell by cell */
  const struct hwnas_frame *frame; /* what names mean in it (shape/definition.h) */
} hwnas_module_attribute_t;

/* A node of the module tree: one per module of the space file, every `for` and `repeat` unrolled, and one for
 * each merge or shortcut that a container brings along. */
typedef struct hwnas_module hwnas_module_t;
struct hwnas_module {
  hwnas_module_kind_t kind;
  bool implied;     /* made by its parent: a merge, the addition of a shortcut */
  const char *path; /* "" for the root */
  const char *name; /* last part of path */
  const char *place;
  const char *title;                  /* op type, block name, label, or what the container is */
  const hwnas_table_t *when;          /* a condition of its own; NULL: none */
  const hwnas_tensor_table_t *joined; /* outputs where `when` holds, inputs elsewhere; NULL without it */
  const hwnas_table_t *guard;         /* all conditions from the root down; NULL: always there */
  const hwnas_table_t *decides; /* OPERATOR, LEAF: op type; CHOOSE: name of the candidate (NULL: the only
                                   one); SWITCH: key of the case; INPUT_CHOICE: what is taken; REPEAT: turns;
                                   RESIDUAL: shortcut (NULL: always) */
  const hwnas_module_attribute_t *attributes; /* of an operator, in the order of the file */
  size_t n_attributes;
  const char *weights;          /* name under which parameters are shared, or NULL */
  hwnas_names_t names;          /* CHOOSE: candidates; SWITCH: keys of the cases made; GRAPH: inputs */
  size_t n_chosen;              /* INPUT_CHOICE: how many inputs are taken; SIZE_MAX: any number */
  const hwnas_table_t *include; /* operand of a merge: when it takes part; NULL: always */
  bool prune;                   /* GRAPH: networks differ in which nodes are part of them */
  const char *node;             /* its name as a node of a graph, or NULL */
  hwnas_names_t from;           /* in a graph: the nodes that it reads */
  hwnas_names_t output;         /* GRAPH: the nodes that it gives */
  const hwnas_tensor_table_t *inputs, *outputs;
  size_t n_inputs, n_outputs;
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

/* Named values for several parameters. */
typedef struct hwnas_preset {
  const char *name, *parameters_json;
} hwnas_preset_t;

struct hwnas_space {
  hwnas_arena_t *arena;
  const char *name, *source, *description;
  const char *formulas_json; /* formulas as data, "" if there are none */
  const hwnas_parameter_t *parameters;
  size_t n_parameters;
  const hwnas_preset_t *presets;
  size_t n_presets;
  const hwnas_published_t *published;
  size_t n_published;

  hwnas_variables_t variables; /* choices in their order, and between them what is derived from them */
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
};

/* Whether some variables are derived. A point has one index per choice; a full point one per variable, and
 * is what tables are asked with. Without derived variables they are the same. */
static inline bool hwnas_space_derives(const hwnas_space_t *space) {
  return space->variables.n > space->n_choices;
}
/* Room for a full point, where points are not full already. */
static inline size_t hwnas_space_room(const hwnas_space_t *space) {
  return hwnas_space_derives(space) ? space->variables.n : 1;
}
/* The full point of a point: itself if it is full already, else written to room. */
const uint16_t *hwnas_space_full(const hwnas_space_t *space, const uint16_t *point, uint16_t *room);
/* The point of a full point; they may be the same. */
void hwnas_space_point(const hwnas_space_t *space, const uint16_t *full, uint16_t *point);
/* Values of all choices have numbers, choice after choice; out_first[n_choices + 1]: that of the first of
 * each choice, and how many there are. */
void hwnas_space_number_values(const hwnas_space_t *space, size_t *out_first);
/* Index into space->ops of what a use is in the network of the full point, or -1 where it has none. */
int64_t hwnas_use_op(const hwnas_use_t *use, const uint16_t *full);
/* hwnas_space_active of a full point. */
bool hwnas_choice_active(const hwnas_choice_t *choice, const uint16_t *full);

/* "f32", "i64" ... for HWNAS_DTYPE_*; NULL for any other number. */
const char *hwnas_dtype_name(int32_t dtype);

/* Appends "[1, {16,24,32}, 112, 112]"; "unknown" behind an operator without formula. */
void hwnas_tensor_print(const hwnas_tensor_table_t *tensor, hwnas_str_t *out);
/* Appends n of them, and which choices they depend on, for messages: "[1, {3,5}]   (depends on: k)". */
void hwnas_tensors_print(const hwnas_variables_t *variables, const hwnas_tensor_table_t *tensors, size_t n,
                         hwnas_str_t *out);

/* The choice of that label, or NULL. */
const hwnas_choice_t *hwnas_space_find(const hwnas_space_t *space, const char *label);
/* The first constraint that the (canonical) point breaks, or NULL. */
const hwnas_constraint_t *hwnas_space_violated(const hwnas_space_t *space, const uint16_t *point);

#endif
