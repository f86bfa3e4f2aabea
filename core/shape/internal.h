/* The compiler of spaces: state that the files of this folder share during one hwnas_space_compile. */
#ifndef HWNAS_CORE_SHAPE_INTERNAL_H
#define HWNAS_CORE_SHAPE_INTERNAL_H

#include "expr/expr.h"
#include "shape/call.h"
#include "shape/compile.h"

#define HWNAS_RANK_UNKNOWN UINT32_MAX     /* behind an operator without formula */
#define HWNAS_RANK_NEVER (UINT32_MAX - 1) /* behind an operator that no network has */
#define HWNAS_MODULE_DEPTH_MAX 110        /* so that the expanded file stays within HWNAS_JSON_MAX_DEPTH */
#define HWNAS_BLOCK_DEPTH_MAX 40
#define HWNAS_TENSORS_MAX 64
#define HWNAS_NAME_MAX 1024              /* bytes of a label or name */
#define HWNAS_DEFINITIONS_DEPTH_MAX 2000 /* of all expressions together that wait for each other's values */

/* ---- Names ----------------------------------------------------------------------------------- */

/* A condition under which evaluating a value reads a choice; NULL: always. */
typedef struct hwnas_read {
  uint32_t choice;
  const hwnas_table_t *when;
} hwnas_read_t;

/* A value as a table, and the choices that computing it reads. */
typedef struct hwnas_lifted {
  const hwnas_table_t *table;
  const hwnas_read_t *reads;
  size_t n_reads;
} hwnas_lifted_t;

typedef struct hwnas_frame hwnas_frame_t;
typedef struct hwnas_memo hwnas_memo_t; /* values of a function, by arguments */

typedef enum hwnas_binding_kind {
  HWNAS_BIND_VALUE,
  HWNAS_BIND_INPUT,
  HWNAS_BIND_LAZY,
  HWNAS_BIND_FUNCTION,
  HWNAS_BIND_ALIAS
} hwnas_binding_kind_t;

typedef struct hwnas_binding hwnas_binding_t;
struct hwnas_binding {
  const char *name;
  hwnas_binding_kind_t kind;
  hwnas_value_t value;                /* VALUE */
  const hwnas_tensor_table_t *tensor; /* INPUT: its dims as a list */
  const hwnas_json_t *json;           /* LAZY, FUNCTION: the definition; gone with the document */
  const hwnas_expr_t *expr;           /* the same once it was needed */
  hwnas_frame_t *frame;               /* LAZY, FUNCTION: where its names are looked up */
  enum { HWNAS_LAZY_FRESH, HWNAS_LAZY_BUSY, HWNAS_LAZY_DONE } state;
  hwnas_lifted_t lifted;   /* LAZY, once done */
  const char **parameters; /* FUNCTION */
  size_t n_parameters;
  hwnas_memo_t **memo; /* hash table */
  size_t n_memo, memo_capacity;
  bool derived; /* LAZY, FUNCTION: its values are variables of their own, and reading them reads nothing */
  hwnas_binding_t *target; /* ALIAS: what is found in its place */
  hwnas_binding_t *next;
};

/* Names of one module, block call or loop turn; look-ups go on in the parent. */
struct hwnas_frame {
  hwnas_frame_t *parent;
  hwnas_binding_t *bindings;
  const hwnas_table_t *guard; /* under which lazy values of this frame are needed */
  bool labels;                /* names may be labels: constraints */
};

/* ---- Errors that are only errors if a network reaches them ------------------------------------ */

typedef struct hwnas_suspect {
  const hwnas_table_t *table; /* with UNDEFINED cells */
  const hwnas_table_t *guard;
  const char *path, *place;
  const char *inputs; /* of an operator, with what their shapes depend on; NULL: none */
} hwnas_suspect_t;

typedef struct hwnas_missing {
  const char *op_type, *path, *place, *input;
  size_t n; /* modules that need it */
  bool leaf;
} hwnas_missing_t;

typedef struct hwnas_parsed hwnas_parsed_t; /* memo: JSON value -> its place and expression */
typedef struct hwnas_op_slot hwnas_op_slot_t;

typedef struct hwnas_compiler {
  hwnas_arena_t *arena; /* of the space */
  hwnas_space_t *space;
  const hwnas_json_t *document, *blocks;
  hwnas_frame_t *globals;
  const hwnas_formula_source_t *formulas;
  const hwnas_space_limits_t *limits; /* NULL: the defaults */
  hwnas_map_t data_formulas;          /* op type -> hwnas_formula_t, from the file */
  hwnas_map_t owners;                 /* name -> owner number + 1 */
  hwnas_map_t decided;                /* label of a choice with one value -> that value */
  hwnas_map_t cells;                  /* label, inputs and operands of a cell -> its frame */
  bool declares_activity;             /* what modules read is active only where the file says so */
  hwnas_map_t derived;                /* label of a derived variable of the file -> its number + 1 */
  hwnas_host_call_t call;

  size_t choices_capacity, uses_capacity, ops_capacity, n_modules, n_turns, block_depth, module_depth;
  size_t definitions_depth;
  uint64_t steps;
  const hwnas_json_t *at;  /* the module that was begun last; NULL: none yet */
  hwnas_parsed_t **parsed; /* hash table by address of the JSON value */
  size_t n_parsed, parsed_capacity;
  hwnas_op_slot_t **op_slots; /* hash table of concrete operators */
  size_t n_op_slots, op_slots_capacity;
  hwnas_suspect_t *suspects;
  size_t n_suspects, suspects_capacity;
  hwnas_missing_t *missing;
  size_t n_missing, missing_capacity;
  hwnas_status_t *errors; /* independent ones, all reported at the end */
} hwnas_compiler_t;

/* ---- parameters.c, published.c ---------------------------------------------------------------- */

/* Binds every parameter: what the user sets, else the preset that the setting "preset" names, else the
 * default.
 */
hwnas_status_t *hwnas_compiler_parameters(hwnas_compiler_t *compiler,
                                          const hwnas_parameter_setting_t *settings, size_t n_settings);
/* The preset of that name; UNKNOWN_PARAMETER with suggestion. */
hwnas_status_t *hwnas_compiler_preset(hwnas_compiler_t *compiler, const hwnas_json_t *name,
                                      const hwnas_json_t **out);
hwnas_status_t *hwnas_compiler_published(hwnas_compiler_t *compiler);
/* JSON text that the space keeps, "{}" for NULL; NULL when memory ran out. */
const char *hwnas_compiler_print(hwnas_compiler_t *compiler, const hwnas_json_t *json);

/* ---- limits.c: what a small file may ask for ---------------------------------------------------- */

/* Begins a module, a turn of a `for`; LIMIT when there are too many, or too deep. Each begun module must be
 * left.
 */
hwnas_status_t *hwnas_compiler_begin_module(hwnas_compiler_t *compiler, const hwnas_json_t *json);
void hwnas_compiler_leave_module(hwnas_compiler_t *compiler);
hwnas_status_t *hwnas_compiler_count_turn(hwnas_compiler_t *compiler, const hwnas_json_t *json);
/* Begins the evaluation of an expression, depth deep, for others that wait for it; LIMIT when they are too
 * many. Each that was begun must be left. */
hwnas_status_t *hwnas_compiler_begin_definition(hwnas_compiler_t *compiler, size_t depth);
void hwnas_compiler_leave_definition(hwnas_compiler_t *compiler, size_t depth);
/* LIMIT when there is no room for another choice. */
hwnas_status_t *hwnas_compiler_check_choices(const hwnas_compiler_t *compiler);
/* LIMIT when evaluations have taken too many steps. */
hwnas_status_t *hwnas_compiler_check_steps(const hwnas_compiler_t *compiler);
/* LIMIT for a label or name that is too long. */
hwnas_status_t *hwnas_compiler_check_name(const char *text, const hwnas_json_t *json);
/* A table that grew too large where nobody knows the place: the module that was begun last. */
hwnas_status_t *hwnas_compiler_place_budget(const hwnas_compiler_t *compiler, hwnas_status_t *status);
/* The end of a compilation: LIMIT in place of errors for memory, if it was the space that took too much. */
hwnas_status_t *hwnas_compiler_judge_memory(const hwnas_compiler_t *compiler, hwnas_status_t *status);

/* ---- env.c ----------------------------------------------------------------------------------- */

hwnas_frame_t *hwnas_frame_push(hwnas_compiler_t *compiler, hwnas_frame_t *parent,
                                const hwnas_table_t *guard);
hwnas_status_t *hwnas_frame_bind_value(hwnas_compiler_t *compiler, hwnas_frame_t *frame, const char *name,
                                       hwnas_value_t value);
hwnas_status_t *hwnas_frame_bind_input(hwnas_compiler_t *compiler, hwnas_frame_t *frame, const char *name,
                                       const hwnas_tensor_table_t *tensor);
/* A value computed when it is first needed, its names looked up in definition_frame. */
hwnas_status_t *hwnas_frame_bind_lazy(hwnas_compiler_t *compiler, hwnas_frame_t *frame, const char *name,
                                      const hwnas_json_t *json, hwnas_frame_t *definition_frame);
/* The same name in another frame, with what was computed there. */
hwnas_status_t *hwnas_frame_bind_alias(hwnas_compiler_t *compiler, hwnas_frame_t *frame,
                                       hwnas_binding_t *target);
/* A definition that is computed when it is needed: "name" or "name(a, b)". */
hwnas_status_t *hwnas_frame_bind_definition(hwnas_compiler_t *compiler, hwnas_frame_t *frame,
                                            const hwnas_json_t *member, hwnas_binding_t **out);
/* Every member of a `let` object: "name" or "name(a, b)". */
hwnas_status_t *hwnas_frame_bind_let(hwnas_compiler_t *compiler, hwnas_frame_t *frame,
                                     const hwnas_json_t *let);
hwnas_binding_t *hwnas_frame_find(const hwnas_frame_t *frame, const char *name);
/* All names that can be seen from frame, for suggestions; in arena. */
const char *const *hwnas_frame_names(hwnas_compiler_t *compiler, hwnas_frame_t *frame, size_t *out_n);

/* ---- parsed.c -------------------------------------------------------------------------------- */

/* "file:line:column" of a JSON value, computed once. NULL when memory ran out. */
const char *hwnas_compiler_place(hwnas_compiler_t *compiler, const hwnas_json_t *json);
/* The expression of a JSON value: "=..." is parsed, an array with expressions inside becomes one, anything
 * else a literal. */
hwnas_status_t *hwnas_compiler_expr(hwnas_compiler_t *compiler, const hwnas_json_t *json,
                                    const hwnas_expr_t **out);
/* Whether it is a value as it stands, without expressions or cells; that value, in the arena of the space. */
bool hwnas_is_literal(const hwnas_json_t *json);
hwnas_status_t *hwnas_compiler_literal(hwnas_compiler_t *compiler, const hwnas_json_t *json,
                                       hwnas_value_t *out);
/* The template of a JSON string (labels, names). */
hwnas_status_t *hwnas_compiler_template(hwnas_compiler_t *compiler, const hwnas_json_t *json,
                                        const hwnas_expr_t **out);
/* Parses every expression of the document, so that all syntax errors come at once. */
hwnas_status_t *hwnas_compiler_parse_all(hwnas_compiler_t *compiler, const hwnas_json_t *json);

/* ---- lift.c ---------------------------------------------------------------------------------- */

/* The value of a JSON expression as a table over the choices that it reads, where guard allows. */
hwnas_status_t *hwnas_lift(hwnas_compiler_t *compiler, const hwnas_json_t *json, hwnas_frame_t *frame,
                           const hwnas_table_t *guard, hwnas_lifted_t *out);
hwnas_status_t *hwnas_lift_expr(hwnas_compiler_t *compiler, const hwnas_expr_t *expr, hwnas_frame_t *frame,
                                const hwnas_table_t *guard, hwnas_lifted_t *out);
/* The same where the value may not depend on a choice; what says what it is, for messages: "the list of
 * 'for'". */
hwnas_status_t *hwnas_lift_constant(hwnas_compiler_t *compiler, const hwnas_json_t *json,
                                    hwnas_frame_t *frame, const char *what, hwnas_value_t *out);
/* A label or name with its braces filled in; in the arena of the space. */
hwnas_status_t *hwnas_lift_text(hwnas_compiler_t *compiler, const hwnas_json_t *json, hwnas_frame_t *frame,
                                const char **out);
/* The same for the key of a member. */
hwnas_status_t *hwnas_lift_key(hwnas_compiler_t *compiler, const hwnas_json_t *member, hwnas_frame_t *frame,
                               const char **out);
/* True if json is a value given cell by cell: {"over": [labels], "table": nested arrays in the order of the
 * domains}, where a value in the place of an array holds for all that the array would hold. */
bool hwnas_is_cells(const hwnas_json_t *json);

/* ---- choices.c ------------------------------------------------------------------------------- */

/* The choice of that label, made if it is new; LABEL_CONFLICT if it exists with another domain. */
hwnas_status_t *hwnas_compiler_choice(hwnas_compiler_t *compiler, const char *label,
                                      const hwnas_value_t *domain, size_t n, const char *place,
                                      uint32_t *out);
/* The number of the choice of that label; false, with *out untouched, if there is none so far. */
bool hwnas_compiler_find_choice(const hwnas_compiler_t *compiler, const char *label, uint32_t *out);
/* Notes that label has one value only: no choice. LABEL_CONFLICT if it is known with another. */
hwnas_status_t *hwnas_compiler_decide(hwnas_compiler_t *compiler, const char *label, hwnas_value_t value,
                                      const char *place);
/* Makes the choices of the file's `choices`, {label: {"domain": list, "active": condition or list of them}},
 * and of `derived`, {label: value by cells}, what tables may be over besides. Either may be NULL. */
hwnas_status_t *hwnas_compiler_declare(hwnas_compiler_t *compiler, const hwnas_json_t *choices,
                                       const hwnas_json_t *derived);
/* Says that the choice is active whenever guard and when hold (either may be NULL: always). */
hwnas_status_t *hwnas_compiler_declare_active(hwnas_compiler_t *compiler, uint32_t choice,
                                              const hwnas_table_t *guard, const hwnas_table_t *when);
/* The same because it is read; nothing where the file declares all activity. */
hwnas_status_t *hwnas_compiler_activate(hwnas_compiler_t *compiler, uint32_t choice,
                                        const hwnas_table_t *guard, const hwnas_table_t *when);
/* The same for all reads of a value that a module uses. */
hwnas_status_t *hwnas_compiler_use_reads(hwnas_compiler_t *compiler, const hwnas_lifted_t *lifted,
                                         const hwnas_table_t *guard);
/* The table whose cell is the index of the choice. */
hwnas_status_t *hwnas_compiler_index_table(hwnas_compiler_t *compiler, uint32_t choice,
                                           const hwnas_table_t **out);
/* guard and (selector == value); NULL: always. *out_never is true if it cannot hold. */
hwnas_status_t *hwnas_compiler_guard_equal(hwnas_compiler_t *compiler, const hwnas_table_t *guard,
                                           const hwnas_table_t *selector, int64_t value,
                                           const hwnas_table_t **out, bool *out_never);

/* ---- module.c, containers.c, graph.c, block.c ------------------------------------------------- */

/* Copies share the items, so items do not change once they are handed on. */
typedef struct hwnas_tensors {
  size_t n, capacity;
  hwnas_tensor_table_t *items;
} hwnas_tensors_t;

/* What instantiating one module needs to know about its surroundings. */
typedef struct hwnas_site {
  hwnas_compiler_t *compiler;
  hwnas_frame_t *frame;
  const hwnas_table_t *guard;
  const char *path;       /* of this module; "" at the root */
  const char *name;       /* its last part */
  hwnas_module_t *parent; /* NULL at the root */
  const hwnas_tensor_table_t *inputs;
  size_t n_inputs;
  bool listed;   /* modules are listed here: `for` was unrolled */
  bool in_graph; /* a node or an operand of one: `node` and `from` were read */
  bool merged;   /* an operand of a merge: `include` was read */
} hwnas_site_t;

/* Instantiates a module (object, or array: a sequence) on inputs; in and out may be the same. Errors that are
 * independent of others go to compiler->errors. */
hwnas_status_t *hwnas_module_instantiate(const hwnas_site_t *site, const hwnas_json_t *json,
                                         const hwnas_tensors_t *inputs, hwnas_tensors_t *out);
/* The functional operator op_type on inputs, as a child named name: merges and residual additions. */
hwnas_status_t *hwnas_module_functional(const hwnas_site_t *site, const char *op_type, const char *name,
                                        const hwnas_json_t *json, const hwnas_tensors_t *inputs,
                                        hwnas_tensors_t *out);
/* An expression as a table of truth values. A constant text is an error: the '=' of an expression is missing.
 */
hwnas_status_t *hwnas_site_condition(const hwnas_site_t *site, const hwnas_json_t *json, hwnas_frame_t *frame,
                                     hwnas_lifted_t *out);
/* The same; json NULL: always, *out NULL: it always holds. Its reads are the site's. */
hwnas_status_t *hwnas_module_condition(const hwnas_site_t *site, const hwnas_json_t *json,
                                       const hwnas_table_t **out, bool *out_never);
/* Calls fn for every item of a list of modules, its `for` unrolled: frame has the loop variables, index
 * counts. */
typedef hwnas_status_t *(*hwnas_item_fn)(void *self, const hwnas_json_t *item, hwnas_frame_t *frame,
                                         size_t index);
hwnas_status_t *hwnas_module_each(const hwnas_site_t *site, const hwnas_json_t *list, hwnas_item_fn fn,
                                  void *self);
/* Calls fn once per turn of item's `for` (once if it has none). */
hwnas_status_t *hwnas_module_unroll(const hwnas_site_t *site, const hwnas_json_t *item, hwnas_frame_t *frame,
                                    size_t *index, hwnas_item_fn fn, void *self);
/* Site of a child: name is json's "name" if it has one, else fallback. */
hwnas_status_t *hwnas_site_child(const hwnas_site_t *site, const hwnas_json_t *json, hwnas_frame_t *frame,
                                 const hwnas_table_t *guard, const char *fallback, hwnas_site_t *out);
/* Site of an item of a list, named by its number if it has no "name". */
hwnas_status_t *hwnas_site_item(const hwnas_site_t *site, const hwnas_json_t *json, hwnas_frame_t *frame,
                                const hwnas_table_t *guard, size_t index, hwnas_site_t *out);
/* True for name, when, let, for and the like, which every module takes. */
bool hwnas_module_is_common_key(const char *key);
hwnas_module_t *hwnas_module_node(const hwnas_site_t *site, hwnas_module_kind_t kind, const char *title,
                                  const hwnas_json_t *json);
/* The node that a module made at site: the last child of site's parent, or the root. */
hwnas_module_t *hwnas_module_made(const hwnas_site_t *site);
/* Tells a site what goes into its module. */
void hwnas_site_set_inputs(hwnas_site_t *site, const hwnas_tensors_t *inputs);
void hwnas_module_set_outputs(hwnas_module_t *node, const hwnas_tensors_t *outputs);
/* Adds the items of more; LIMIT at json when there are too many. */
hwnas_status_t *hwnas_tensors_append(hwnas_compiler_t *compiler, const hwnas_json_t *json,
                                     hwnas_tensors_t *tensors, const hwnas_tensors_t *more);
/* Whether an operand of a merge takes part ("include"), where the site's guard holds; no table: always. Its
 * reads are not noted. */
hwnas_status_t *hwnas_operand_include(const hwnas_site_t *site, const hwnas_json_t *json,
                                      hwnas_frame_t *frame, hwnas_lifted_t *out);
/* Adds the tensors of the operand made at site to those that are merged where takes holds (NULL: always). */
hwnas_status_t *hwnas_operand_append(const hwnas_site_t *site, const hwnas_json_t *json,
                                     const hwnas_lifted_t *include, const hwnas_table_t *takes,
                                     const hwnas_tensors_t *operand, hwnas_tensors_t *merged);
/* What a merge takes, for the lifting of its operator: operands that may be left out (`times`) and cannot be
 * told apart are one, with the sum of their times. */
hwnas_status_t *hwnas_tensors_pool(hwnas_compiler_t *compiler, const hwnas_tensors_t *operands,
                                   hwnas_tensors_t *out);
/* n tensors of which nothing is known: their rank is HWNAS_RANK_UNKNOWN or HWNAS_RANK_NEVER. */
hwnas_status_t *hwnas_tensors_blank(hwnas_compiler_t *compiler, size_t n, uint32_t rank,
                                    hwnas_tensors_t *out);
/* Whether no network gets to what gives these tensors. */
bool hwnas_tensors_are_never(const hwnas_tensors_t *tensors);
/* Tensor by tensor, the one of alternatives[selector]. RANK_MISMATCH if they differ in rank, type or number.
 */
hwnas_status_t *hwnas_tensors_select(const hwnas_site_t *site, const hwnas_json_t *json,
                                     const hwnas_table_t *selector, const hwnas_tensors_t *alternatives,
                                     size_t n, hwnas_tensors_t *out);

hwnas_status_t *hwnas_module_choose(const hwnas_site_t *, const hwnas_json_t *, const hwnas_tensors_t *,
                                    hwnas_tensors_t *);
hwnas_status_t *hwnas_module_switch(const hwnas_site_t *, const hwnas_json_t *, const hwnas_tensors_t *,
                                    hwnas_tensors_t *);
hwnas_status_t *hwnas_module_repeat(const hwnas_site_t *, const hwnas_json_t *, const hwnas_tensors_t *,
                                    hwnas_tensors_t *);
hwnas_status_t *hwnas_module_residual(const hwnas_site_t *, const hwnas_json_t *, const hwnas_tensors_t *,
                                      hwnas_tensors_t *);
hwnas_status_t *hwnas_module_branches(const hwnas_site_t *, const hwnas_json_t *, const hwnas_tensors_t *,
                                      hwnas_tensors_t *);
hwnas_status_t *hwnas_module_graph(const hwnas_site_t *, const hwnas_json_t *, const hwnas_tensors_t *,
                                   hwnas_tensors_t *);
hwnas_status_t *hwnas_module_input_choice(const hwnas_site_t *, const hwnas_json_t *, const hwnas_tensors_t *,
                                          hwnas_tensors_t *);
hwnas_status_t *hwnas_module_cell(const hwnas_site_t *, const hwnas_json_t *, const hwnas_tensors_t *,
                                  hwnas_tensors_t *);
hwnas_status_t *hwnas_module_block(const hwnas_site_t *, const hwnas_json_t *, const hwnas_tensors_t *,
                                   hwnas_tensors_t *);
hwnas_status_t *hwnas_module_operator(const hwnas_site_t *, const hwnas_json_t *, const hwnas_tensors_t *,
                                      hwnas_tensors_t *);
hwnas_status_t *hwnas_module_parameter(const hwnas_site_t *, const hwnas_json_t *, const hwnas_tensors_t *,
                                       hwnas_tensors_t *);

/* ---- operator.c ------------------------------------------------------------------------------ */

typedef struct hwnas_attribute {
  const char *name;
  const hwnas_json_t *json;
  hwnas_lifted_t lifted;
} hwnas_attribute_t;

/* One operator whose type and attributes are lifted; makes the use and its node. weights: owner's name or
 * NULL. */
typedef struct hwnas_operator {
  const hwnas_json_t *json;
  hwnas_lifted_t type;
  hwnas_attribute_t *attributes;
  size_t n_attributes;
  const char *weights;
  bool leaf;
} hwnas_operator_t;
/* Lifts the attributes, every member of json but kind_key and the keys that all modules take, and the owner
 * of weights. */
hwnas_status_t *hwnas_operator_read(const hwnas_site_t *site, const hwnas_json_t *json, const char *kind_key,
                                    hwnas_operator_t *op);
hwnas_status_t *hwnas_operator_apply(const hwnas_site_t *site, const hwnas_operator_t *op,
                                     const hwnas_tensors_t *inputs, hwnas_tensors_t *out);

/* ---- concrete.c ------------------------------------------------------------------------------ */

/* The formula of an op type, of the file or of a plugin; *out is NULL if there is none. */
hwnas_status_t *hwnas_compiler_formula(hwnas_compiler_t *compiler, const char *op_type,
                                       const hwnas_formula_t **out);
/* The concrete operator with these attributes (n values, names from attributes) and inputs, made by the
 * formula at first use. The formula may refuse: then *out is UNDEFINED, else the number in space->ops. */
hwnas_status_t *hwnas_compiler_concrete(hwnas_compiler_t *compiler, const char *op_type, const char *place,
                                        const hwnas_attribute_t *attributes, size_t n_attributes,
                                        const hwnas_value_t *values, const hwnas_tensor_t *inputs,
                                        size_t n_inputs, hwnas_value_t *out);

/* The parameter counts of a copy of an operator whose inputs or attribute values were changed; NULL if its
 * formula refuses them. */
hwnas_status_t *hwnas_compiler_recount(hwnas_compiler_t *compiler, const hwnas_concrete_op_t *op,
                                       const int64_t **out);

/* ---- owners.c -------------------------------------------------------------------------------- */

/* Suspects every pair of modules that share parameters and need different ones. */
hwnas_status_t *hwnas_compiler_check_owners(hwnas_compiler_t *compiler);

/* ---- formula_data.c -------------------------------------------------------------------------- */

hwnas_status_t *hwnas_formula_data_read(hwnas_compiler_t *compiler, const hwnas_json_t *formulas);
hwnas_status_t *hwnas_formula_data_infer(const hwnas_formula_data_t *data, hwnas_arena_t *arena,
                                         const hwnas_concrete_op_t *op, hwnas_tensor_t *outputs,
                                         uint32_t *out_n);
/* *out_known false: the file gives no work. */
hwnas_status_t *hwnas_formula_data_work(const hwnas_formula_data_t *data, const hwnas_concrete_op_t *op,
                                        bool *out_known, int64_t *out);
hwnas_status_t *hwnas_formula_data_weights(const hwnas_formula_data_t *data, const hwnas_concrete_op_t *op,
                                           int64_t *out);
hwnas_status_t *hwnas_formula_data_cost(const hwnas_formula_data_t *data, const hwnas_concrete_op_t *op,
                                        const char *metric, const char *convention, bool *out_known,
                                        double *out);

/* ---- constraints.c --------------------------------------------------------------------------- */

/* Constraints on parameters alone, before anything is made of them: a network of parameters that do not go
 * together gives errors that lead nowhere. */
hwnas_status_t *hwnas_compiler_check_parameters(hwnas_compiler_t *compiler);
hwnas_status_t *hwnas_compiler_constraints(hwnas_compiler_t *compiler);

/* ---- activity.c ------------------------------------------------------------------------------ */

/* SPACE_FORM if a random network shows a module that depends on an inactive choice. */
hwnas_status_t *hwnas_compiler_check_activity(hwnas_compiler_t *compiler);

/* ---- suspects.c ------------------------------------------------------------------------------ */

/* Notes a table with UNDEFINED cells, to be judged at the end; inputs are those of an operator, else NULL. */
hwnas_status_t *hwnas_compiler_suspect(hwnas_compiler_t *compiler, const hwnas_table_t *table,
                                       const hwnas_table_t *guard, const char *path, const char *place,
                                       const hwnas_tensors_t *inputs);
/* Notes that a module needs a formula that there is not. */
hwnas_status_t *hwnas_compiler_miss(const hwnas_site_t *site, const hwnas_operator_t *op, const char *op_type,
                                    const hwnas_tensors_t *inputs);
/* One error per kind of refusal of a module that a legal network reaches, with such a network; and every
 * missing formula. */
hwnas_status_t *hwnas_compiler_judge(hwnas_compiler_t *compiler);
hwnas_status_t *hwnas_compiler_missing(hwnas_compiler_t *compiler);

#endif
