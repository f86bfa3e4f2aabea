/* hwnas/builder.h - a space written in C instead of JSON.
 *
 * A builder makes the same module tree as a space file, from drafts: modules under construction. Drafts are
 * made one by one, given their attributes, and put into each other in any order; every draft must end up in
 * exactly one place.
 *
 *   hwnas_builder_t *b = hwnas_builder_create("tiny");
 *   hwnas_builder_add_input(b, "image", NULL, (const int64_t[]){1, 3, 32, 32}, 4);
 *   hwnas_draft_t *conv = hwnas_draft_op(b, "conv2d");
 *   hwnas_draft_set_expr(conv, "out_channels", "choice('width', [16, 32])");
 *   hwnas_draft_set_int(conv, "kernel_size", 3);
 *   hwnas_builder_set_network(b, conv);
 *   status = hwnas_builder_space(b, context, &space);
 *
 * Errors are sticky: nothing here returns one but hwnas_builder_space and hwnas_builder_print, which report
 * the first thing that went wrong. NULL may be passed for any builder or draft, so no call needs a check of
 * its own.
 *
 * Expressions are those of space files, without the '=' in front. Names, labels and graph nodes may hold
 * expressions in braces: "s{i}_depth". Other strings are taken as they are, also those that begin with '='.
 *
 * A builder serves one thread at a time. Texts are copied. */
#ifndef HWNAS_BUILDER_H
#define HWNAS_BUILDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "hwnas/space.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct hwnas_builder hwnas_builder_t;
/* A module under construction, or the definition of a block. Belongs to its builder. */
typedef struct hwnas_draft hwnas_draft_t;

/* name: of the space; it also stands for the file in messages. NULL when memory ran out, which the other
 * functions take. */
HWNAS_API hwnas_builder_t *hwnas_builder_create(const char *name);
/* With all its drafts; spaces that it made stay. NULL is allowed. */
HWNAS_API void hwnas_builder_destroy(hwnas_builder_t *builder);

/* ---- Results --------------------------------------------------------------------------------- */

/* Compiles the space. The builder stays as it is and may be changed and compiled again. Errors: the first
 * failure of the builder's functions (SPACE_FORM and others); a draft that stands nowhere; everything that
 * can be wrong with a space file, placed by name and path: "tiny network[2].kernel_size". */
HWNAS_API hwnas_status_t *hwnas_builder_space(hwnas_builder_t *builder, hwnas_context_t *context,
                                              hwnas_space_t **out);
/* The space file, as JSON. It compiles to the same space. Errors: as above, but nothing is compiled. */
HWNAS_API hwnas_status_t *hwnas_builder_print(hwnas_builder_t *builder, char **out_text);

/* ---- The space ------------------------------------------------------------------------------- */

/* The module that is the network; setting it again is an error. */
HWNAS_API void hwnas_builder_set_network(hwnas_builder_t *builder, hwnas_draft_t *module);
/* An input of n dimensions, with the batch first. dtype: "f32", "f16", "i64", "i32", "i8", "bool"; NULL: f32.
 */
HWNAS_API void hwnas_builder_add_input(hwnas_builder_t *builder, const char *name, const char *dtype,
                                       const int64_t *dims, size_t n);
/* The same with an expression for every dimension: {"1", "3", "resolution", "resolution"}. */
HWNAS_API void hwnas_builder_add_input_exprs(hwnas_builder_t *builder, const char *name, const char *dtype,
                                             const char *const *dims, size_t n);
/* A parameter and its default, as JSON text: "1000", "[16, 24]", "\"relu\"". */
HWNAS_API void hwnas_builder_add_parameter(hwnas_builder_t *builder, const char *name, const char *json);
/* A definition for all expressions: a value, "hidden", or a function of integers, "width(i)". */
HWNAS_API void hwnas_builder_add_let(hwnas_builder_t *builder, const char *name, const char *expr);
/* The same, where every value that depends on choices becomes a derived variable of that name, and reading it
 * activates no choice. */
HWNAS_API void hwnas_builder_add_derived(hwnas_builder_t *builder, const char *name, const char *expr);
/* An expression over labels that every network must satisfy. */
HWNAS_API void hwnas_builder_add_constraint(hwnas_builder_t *builder, const char *expr);
/* A shape formula as data, as JSON text: {"shape": ["=in0"], "cost": 0}. */
HWNAS_API void hwnas_builder_add_formula(hwnas_builder_t *builder, const char *op_type, const char *json);
/* A block that hwnas_draft_call instantiates. Returns its definition, for hwnas_draft_add_argument, _add_let
 * and _add_input. */
HWNAS_API hwnas_draft_t *hwnas_builder_add_block(hwnas_builder_t *builder, const char *name,
                                                 hwnas_draft_t *body);
/* "source" or "description": texts for people, which may not begin with '='. */
HWNAS_API void hwnas_builder_set_text(hwnas_builder_t *builder, const char *key, const char *text);
/* Any key of a space file for which nothing is provided here, as JSON text: "presets", "choices". */
HWNAS_API void hwnas_builder_set_json(hwnas_builder_t *builder, const char *key, const char *json);

/* ---- Kinds of modules ------------------------------------------------------------------------ */
/* Each makes a draft that stands nowhere yet. NULL after an error. */

/* An operator: "conv2d". */
HWNAS_API hwnas_draft_t *hwnas_draft_op(hwnas_builder_t *builder, const char *type);
/* An operator whose type is an expression: "if(act, 'relu', 'hardswish')". */
HWNAS_API hwnas_draft_t *hwnas_draft_op_expr(hwnas_builder_t *builder, const char *expr);
/* One module after the other; filled by hwnas_draft_add. */
HWNAS_API hwnas_draft_t *hwnas_draft_sequential(hwnas_builder_t *builder);
/* One of several modules; filled by hwnas_draft_add_candidate. */
HWNAS_API hwnas_draft_t *hwnas_draft_choose(hwnas_builder_t *builder, const char *label);
/* The module that an expression names; filled by hwnas_draft_add_case and hwnas_draft_set_default. */
HWNAS_API hwnas_draft_t *hwnas_draft_switch(hwnas_builder_t *builder, const char *expr);
/* body, count times one after the other; count is an expression. hwnas_draft_set_index numbers the turns. */
HWNAS_API hwnas_draft_t *hwnas_draft_repeat(hwnas_builder_t *builder, const char *count, hwnas_draft_t *body);
/* body, plus its input where the expression shortcut holds; NULL: always. */
HWNAS_API hwnas_draft_t *hwnas_draft_residual(hwnas_builder_t *builder, hwnas_draft_t *body,
                                              const char *shortcut);
/* Several modules on the same inputs, their outputs merged by an operator ("add", "cat", "mul"), or side by
 * side if merge is NULL; filled by hwnas_draft_add. */
HWNAS_API hwnas_draft_t *hwnas_draft_branches(hwnas_builder_t *builder, const char *merge);
/* Named nodes that read each other; filled by hwnas_draft_add_node. Its inputs are called "input" unless
 * hwnas_draft_add_input names them; its output is the last node unless hwnas_draft_add_output names others.
 * hwnas_draft_set_bool(graph, "prune", true) leaves out nodes that nobody reads. */
HWNAS_API hwnas_draft_t *hwnas_draft_graph(hwnas_builder_t *builder);
/* Takes one of its inputs, which the choice of that label decides; hwnas_draft_set_int(draft, "n_chosen", k)
 * or hwnas_draft_set_string(draft, "n_chosen", "any"): several, merged by "add" unless
 * hwnas_draft_set_string(draft, "merge", ...) says otherwise. */
HWNAS_API hwnas_draft_t *hwnas_draft_input_choice(hwnas_builder_t *builder, const char *label);
/* A cell of the NAS literature: nodes (an expression) that add up operands, each an input choice followed by
 * a choice of candidates; filled by hwnas_draft_add_candidate. "operands" (2) and "merge" ("all" or
 * "loose_end") are attributes. */
HWNAS_API hwnas_draft_t *hwnas_draft_cell(hwnas_builder_t *builder, const char *label, const char *nodes);
/* For a node of a graph: modules, each with its own hwnas_draft_add_from, merged by an operator; filled by
 * hwnas_draft_add. */
HWNAS_API hwnas_draft_t *hwnas_draft_merge(hwnas_builder_t *builder, const char *merge);
/* A block, with its arguments as attributes. */
HWNAS_API hwnas_draft_t *hwnas_draft_call(hwnas_builder_t *builder, const char *block);
/* A free parameter as a source; shape is an expression: "[1, 197, width]". */
HWNAS_API hwnas_draft_t *hwnas_draft_parameter(hwnas_builder_t *builder, const char *shape);

/* ---- Content --------------------------------------------------------------------------------- */
/* All of these return the draft that they change, so that calls may nest. A child takes its place for good.
 */

/* The next module of a sequence, of branches or of a merge. */
HWNAS_API hwnas_draft_t *hwnas_draft_add(hwnas_draft_t *container, hwnas_draft_t *child);
/* The next candidate of a choose or a cell; the order is the order of the domain. */
HWNAS_API hwnas_draft_t *hwnas_draft_add_candidate(hwnas_draft_t *container, const char *name,
                                                   hwnas_draft_t *child);
/* What a switch takes where its expression has this value, written as text: "3", "conv". */
HWNAS_API hwnas_draft_t *hwnas_draft_add_case(hwnas_draft_t *draft, const char *value, hwnas_draft_t *child);
/* What a switch takes otherwise. */
HWNAS_API hwnas_draft_t *hwnas_draft_set_default(hwnas_draft_t *draft, hwnas_draft_t *child);
/* The name under which the body of a repeat knows its turn: 0, 1, ... */
HWNAS_API hwnas_draft_t *hwnas_draft_set_index(hwnas_draft_t *repeat, const char *name);
/* The next node of a graph. It reads the node before it unless hwnas_draft_add_from names others. */
HWNAS_API hwnas_draft_t *hwnas_draft_add_node(hwnas_draft_t *graph, const char *name, hwnas_draft_t *child);
/* One more node that this module reads; for nodes of a graph and the modules of their merges. */
HWNAS_API hwnas_draft_t *hwnas_draft_add_from(hwnas_draft_t *module, const char *node);
/* Of a graph: one name stands for all inputs, several for one input each. Of a block's definition: the name
 * of the next input. */
HWNAS_API hwnas_draft_t *hwnas_draft_add_input(hwnas_draft_t *draft, const char *name);
/* One more node whose tensors a graph gives. */
HWNAS_API hwnas_draft_t *hwnas_draft_add_output(hwnas_draft_t *graph, const char *node);
/* Of a block's definition: an argument and its default as JSON text; NULL: it must be given. */
HWNAS_API hwnas_draft_t *hwnas_draft_add_argument(hwnas_draft_t *block, const char *name, const char *json);

/* ---- Attributes of operators, arguments of blocks -------------------------------------------- */
/* Setting one again replaces it. */

HWNAS_API hwnas_draft_t *hwnas_draft_set_int(hwnas_draft_t *draft, const char *key, int64_t value);
/* Finite numbers only. */
HWNAS_API hwnas_draft_t *hwnas_draft_set_real(hwnas_draft_t *draft, const char *key, double value);
HWNAS_API hwnas_draft_t *hwnas_draft_set_bool(hwnas_draft_t *draft, const char *key, bool value);
/* The text as it is, never an expression. */
HWNAS_API hwnas_draft_t *hwnas_draft_set_string(hwnas_draft_t *draft, const char *key, const char *text);
HWNAS_API hwnas_draft_t *hwnas_draft_set_ints(hwnas_draft_t *draft, const char *key, const int64_t *values,
                                              size_t n);
HWNAS_API hwnas_draft_t *hwnas_draft_set_expr(hwnas_draft_t *draft, const char *key, const char *expr);
/* As it would stand in a space file: strings that begin with '=' are expressions. */
HWNAS_API hwnas_draft_t *hwnas_draft_set_json(hwnas_draft_t *draft, const char *key, const char *json);

/* ---- What every module takes ----------------------------------------------------------------- */

/* Its part of the path; by default its number or its candidate's name. */
HWNAS_API hwnas_draft_t *hwnas_draft_set_name(hwnas_draft_t *draft, const char *name);
/* The module is there where the expression holds; else its input goes through. */
HWNAS_API hwnas_draft_t *hwnas_draft_set_when(hwnas_draft_t *draft, const char *expr);
/* For what a merge takes: the module takes part where the expression holds, else it is left out. For a node
 * of a graph: it is part of the network only there. */
HWNAS_API hwnas_draft_t *hwnas_draft_set_include(hwnas_draft_t *draft, const char *expr);
/* A definition for the expressions of this module, or of this block: "hidden" or "f(i)". */
HWNAS_API hwnas_draft_t *hwnas_draft_add_let(hwnas_draft_t *draft, const char *name, const char *expr);
/* Where modules, candidates or nodes are listed: the module, once for every item of a list. Several of them
 * nest, the first one outermost. */
HWNAS_API hwnas_draft_t *hwnas_draft_add_for(hwnas_draft_t *draft, const char *variable, const char *list);
/* Closes an operator or a call: shape inference does not look inside, a formula of its own prices it. */
HWNAS_API hwnas_draft_t *hwnas_draft_set_leaf(hwnas_draft_t *draft);
/* Modules with the same name here share their parameters. */
HWNAS_API hwnas_draft_t *hwnas_draft_set_weights(hwnas_draft_t *draft, const char *name);

#ifdef __cplusplus
}
#endif

#endif
