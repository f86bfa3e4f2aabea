#include "origin.h"

#include <stdlib.h>
#include <string.h>

#include "shape/origin.h"

#define DEPTH_MAX 12

/* Where a table was first made. Every operator and every decision makes tables of its own, so that a table
 * tells who made it. */
typedef struct source {
  const hwnas_table_t *table;
  const hwnas_module_t *module; /* NULL: an input of the space */
  uint32_t tensor, dim;
  bool joined;   /* of a module that may be absent: what follows it */
  bool seen;     /* in the trace at hand */
  size_t number; /* the first of a table counts */
} source_t;

struct hwnas_origins {
  const hwnas_space_t *space;
  hwnas_arena_t arena;
  source_t *sources; /* by table */
  size_t n_sources, sources_capacity;
  hwnas_origin_step_t *steps;
  size_t n_steps, steps_capacity;
};

/* ---- Sources --------------------------------------------------------------------------------- */

static hwnas_status_t *add_tensors(hwnas_origins_t *origins, const hwnas_module_t *module, bool joined,
                                   const hwnas_tensor_table_t *tensors, size_t n) {
  for (uint32_t i = 0; i < n; i++)
    for (uint32_t d = 0; d < hwnas_tensor_dims(&tensors[i]); d++) {
      source_t source = {tensors[i].dims[d], module, i, d, joined, false, origins->n_sources};
      if (!HWNAS_PUSH(&origins->arena, origins->sources, origins->n_sources, origins->sources_capacity,
                      source))
        return hwnas_status_no_memory();
    }
  return NULL;
}

/* The innermost module comes first: containers hand on what their children made. */
static hwnas_status_t *add_module(hwnas_origins_t *origins, const hwnas_module_t *module) {
  for (const hwnas_module_t *child = module->first_child; child; child = child->next_sibling)
    HWNAS_TRY(add_module(origins, child));
  HWNAS_TRY(add_tensors(origins, module, false, module->outputs, module->n_outputs));
  return module->joined ? add_tensors(origins, module, true, module->joined, module->n_outputs) : NULL;
}

static int by_table(const void *left, const void *right) {
  const source_t *a = left, *b = right;
  if (a->table != b->table) return (uintptr_t)a->table < (uintptr_t)b->table ? -1 : 1;
  return a->number < b->number ? -1 : a->number > b->number;
}

static source_t *find_source(hwnas_origins_t *origins, const hwnas_table_t *table) {
  size_t low = 0, high = origins->n_sources;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if ((uintptr_t)origins->sources[middle].table < (uintptr_t)table)
      low = middle + 1;
    else
      high = middle;
  }
  return low < origins->n_sources && origins->sources[low].table == table ? &origins->sources[low] : NULL;
}

hwnas_status_t *hwnas_origins_create(const hwnas_space_t *space, hwnas_origins_t **out) {
  hwnas_origins_t *origins = calloc(1, sizeof *origins);
  HWNAS_TRY_ALLOC(origins);
  *out = origins;
  origins->space = space;
  hwnas_arena_init(&origins->arena);
  HWNAS_TRY(add_tensors(origins, NULL, false, space->inputs, space->n_inputs));
  HWNAS_TRY(add_module(origins, space->root));
  qsort(origins->sources, origins->n_sources, sizeof *origins->sources, by_table);
  return NULL;
}

void hwnas_origins_destroy(hwnas_origins_t *origins) {
  if (!origins) return;
  hwnas_arena_deinit(&origins->arena);
  free(origins);
}

/* ---- What a table is made of ----------------------------------------------------------------- */

typedef struct parts {
  const hwnas_table_t **items;
  size_t n, capacity;
} parts_t;

static hwnas_status_t *add_part(hwnas_origins_t *origins, parts_t *parts, const hwnas_table_t *table,
                                bool once) {
  for (size_t i = 0; once && i < parts->n; i++)
    if (hwnas_table_agree(parts->items[i], table)) return NULL;
  return HWNAS_PUSH(&origins->arena, parts->items, parts->n, parts->capacity, table)
             ? NULL
             : hwnas_status_no_memory();
}

static hwnas_status_t *add_dim(hwnas_origins_t *origins, parts_t *parts, const hwnas_tensor_table_t *tensors,
                               size_t n, const source_t *at) {
  if (at->tensor >= n || at->dim >= hwnas_tensor_dims(&tensors[at->tensor])) return NULL;
  return add_part(origins, parts, tensors[at->tensor].dims[at->dim], true);
}

/* Whether a repeat may end after that many turns. */
static bool may_end(const hwnas_module_t *repeat, int64_t turns) {
  for (size_t c = 0; c < repeat->decides->n_cells; c++) {
    int64_t value;
    if (hwnas_value_to_int(&repeat->decides->cells[c], &value) && value == turns) return true;
  }
  return false;
}

/* What an input choice may take. */
static hwnas_status_t *find_inputs(hwnas_origins_t *origins, const source_t *source, parts_t *out) {
  const hwnas_module_t *module = source->module;
  for (size_t i = 0; i < module->n_inputs; i++)
    if (source->dim < hwnas_tensor_dims(&module->inputs[i]))
      HWNAS_TRY(add_part(origins, out, module->inputs[i].dims[source->dim], true));
  return NULL;
}

/* What may come out of a decision: one of the children, or no turn at all. */
static hwnas_status_t *find_children(hwnas_origins_t *origins, const source_t *source, parts_t *out) {
  const hwnas_module_t *module = source->module;
  bool repeat = module->kind == HWNAS_MODULE_REPEAT;
  int64_t turns = 0;
  if (module->kind == HWNAS_MODULE_INPUT_CHOICE && !module->first_child)
    return find_inputs(origins, source, out);
  if (repeat && may_end(module, 0))
    HWNAS_TRY(add_dim(origins, out, module->inputs, module->n_inputs, source));
  for (const hwnas_module_t *child = module->first_child; child; child = child->next_sibling)
    if (!repeat || may_end(module, ++turns))
      HWNAS_TRY(
          add_dim(origins, out, child->joined ? child->joined : child->outputs, child->n_outputs, source));
  return NULL;
}

/* The same, or a module or what goes around it. */
static hwnas_status_t *find_alternatives(hwnas_origins_t *origins, const source_t *source, parts_t *out) {
  const hwnas_module_t *module = source->module;
  if (!source->joined) return find_children(origins, source, out);
  HWNAS_TRY(add_dim(origins, out, module->outputs, module->n_outputs, source));
  return add_dim(origins, out, module->inputs, module->n_inputs, source);
}

/* What the module is in some network; in one that leaves out as few operands as any. */
static const hwnas_concrete_op_t *fullest_op(const hwnas_space_t *space, const hwnas_module_t *module) {
  const hwnas_table_t *ops = module->use < 0 ? NULL : space->uses[module->use].ops;
  const hwnas_concrete_op_t *fullest = NULL;
  for (size_t c = 0; ops && c < ops->n_cells; c++) {
    if (ops->cells[c].type != HWNAS_VALUE_INT) continue;
    const hwnas_concrete_op_t *op = space->ops[ops->cells[c].integer];
    if (!fullest || op->op.n_inputs > fullest->op.n_inputs) fullest = op;
  }
  return fullest;
}

/* The cause that a size of an input is. Operands of a merge that are left out have a part like the others. */
static hwnas_cause_t cause_of(const hwnas_concrete_op_t *op, const hwnas_origin_t *origin, uint32_t input,
                              uint32_t d) {
  uint32_t n = op->op.n_inputs;
  if (n == 0) return HWNAS_CAUSE_NOT;
  return origin->inputs[input < n ? input : n - 1][d];
}

static hwnas_status_t *mark_attributes(hwnas_origins_t *origins, const hwnas_module_t *module,
                                       const hwnas_concrete_op_t *op, const hwnas_origin_t *origin,
                                       const bool **out) {
  bool *marks = hwnas_arena_alloc_array(&origins->arena, module->n_attributes, sizeof *marks);
  HWNAS_TRY_ALLOC(marks);
  for (size_t i = 0; i < module->n_attributes; i++) {
    int32_t option = hwnas_option_find(&op->attributes.table, module->attributes[i].name);
    marks[i] = option >= 0 && origin->attributes[option];
  }
  *out = marks;
  return NULL;
}

static hwnas_status_t *find_causes(hwnas_origins_t *origins, const source_t *source, parts_t *out,
                                   const bool **out_attributes) {
  const hwnas_module_t *module = source->module;
  const hwnas_concrete_op_t *op = fullest_op(origins->space, module);
  hwnas_origin_t origin;
  *out_attributes = NULL;
  if (!op) return NULL;
  HWNAS_TRY(hwnas_origin_find(op, source->tensor, source->dim, &origins->arena, &origin));
  for (uint32_t i = 0; i < module->n_inputs; i++)
    for (uint32_t d = 0; d < hwnas_tensor_dims(&module->inputs[i]); d++) {
      hwnas_cause_t cause = cause_of(op, &origin, i, d);
      if (cause != HWNAS_CAUSE_NOT)
        HWNAS_TRY(add_part(origins, out, module->inputs[i].dims[d], cause == HWNAS_CAUSE_TOGETHER));
    }
  return mark_attributes(origins, module, op, &origin, out_attributes);
}

/* ---- The trace ------------------------------------------------------------------------------- */

static hwnas_status_t *add_step(hwnas_origins_t *origins, hwnas_origin_kind_t kind, uint32_t depth,
                                const source_t *source, const bool *attributes) {
  hwnas_origin_step_t step = {.kind = kind,
                              .depth = depth,
                              .table = source->table,
                              .module = source->module,
                              .tensor = source->tensor,
                              .dim = source->dim,
                              .joined = source->joined,
                              .attributes = attributes};
  return HWNAS_PUSH(&origins->arena, origins->steps, origins->n_steps, origins->steps_capacity, step)
             ? NULL
             : hwnas_status_no_memory();
}

static bool is_operator(const hwnas_module_t *module) {
  return module->kind == HWNAS_MODULE_OPERATOR || module->kind == HWNAS_MODULE_LEAF ||
         module->kind == HWNAS_MODULE_PARAMETER;
}

/* Handed on as it is; where several parts are all the same, the first stands for them. */
static bool is_kept(const parts_t *parts, const hwnas_table_t *table) {
  for (size_t i = 0; i < parts->n; i++)
    if (!hwnas_table_agree(parts->items[i], table)) return false;
  return parts->n > 0;
}

/* The parts of a table, and how they became it. */
static hwnas_status_t *find_parts(hwnas_origins_t *origins, const source_t *source, parts_t *out,
                                  hwnas_origin_kind_t *out_kind, const bool **out_attributes) {
  bool decided = source->joined || !is_operator(source->module);
  *out_kind = decided ? HWNAS_ORIGIN_CHOSEN : HWNAS_ORIGIN_MADE;
  *out_attributes = NULL;
  return decided ? find_alternatives(origins, source, out)
                 : find_causes(origins, source, out, out_attributes);
}

/* Follows one line; only what has several parts goes deeper. */
static hwnas_status_t *trace(hwnas_origins_t *origins, const hwnas_table_t *table, uint32_t depth) {
  while (table) {
    source_t *source = find_source(origins, table);
    if (!source) return NULL;
    if (!source->module) return add_step(origins, HWNAS_ORIGIN_INPUT, depth, source, NULL);
    if (source->seen) return add_step(origins, HWNAS_ORIGIN_KNOWN, depth, source, NULL);
    parts_t parts = {0};
    hwnas_origin_kind_t kind;
    const bool *attributes;
    HWNAS_TRY(find_parts(origins, source, &parts, &kind, &attributes));
    bool kept = is_kept(&parts, table);
    table = parts.n && (kept || parts.n == 1) ? parts.items[0] : NULL;
    if (kept) continue;
    if (depth == DEPTH_MAX) return add_step(origins, HWNAS_ORIGIN_DEEP, depth, source, NULL);
    source->seen = true;
    HWNAS_TRY(add_step(origins, kind, depth, source, attributes));
    for (size_t i = 0; parts.n > 1 && i < parts.n; i++) HWNAS_TRY(trace(origins, parts.items[i], depth + 1));
  }
  return NULL;
}

hwnas_status_t *hwnas_origins_trace(hwnas_origins_t *origins, const hwnas_table_t *table,
                                    const hwnas_origin_step_t **out, size_t *out_n) {
  origins->n_steps = 0;
  for (size_t i = 0; i < origins->n_sources; i++) origins->sources[i].seen = false;
  HWNAS_TRY(trace(origins, table, 0));
  *out = origins->steps;
  *out_n = origins->n_steps;
  return NULL;
}
