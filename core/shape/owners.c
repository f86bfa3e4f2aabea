/* Shared parameters: modules of one `weights` name must have the same tensors. */
#include <string.h>

#include "base/log.h"
#include "shape/internal.h"

typedef struct pair {
  hwnas_compiler_t *compiler;
  const hwnas_use_t *a, *b;
} pair_t;

static bool same_counts(const int64_t *a, const int64_t *b) {
  return a == b || (a && b && memcmp(a, b, HWNAS_WEIGHTS_KINDS * sizeof *a) == 0);
}

/* Formulas tell counts, not shapes. Tensors of equal shape also have equal counts after the inputs were
 * exchanged: 64 to 128 channels and 128 to 64 do not. */
static hwnas_status_t *same_tensors(hwnas_compiler_t *compiler, const hwnas_concrete_op_t *a,
                                    const hwnas_concrete_op_t *b, bool *out) {
  const int64_t *cross;
  *out = strcmp(a->op.type, b->op.type) == 0 && same_counts(a->op.weights, b->op.weights);
  if (!*out || a == b) return NULL;
  HWNAS_TRY(hwnas_compiler_cross_weights(compiler, a, b, &cross));
  *out = same_counts(cross, a->op.weights);
  if (!*out) return NULL;
  HWNAS_TRY(hwnas_compiler_cross_weights(compiler, b, a, &cross));
  *out = same_counts(cross, a->op.weights);
  return NULL;
}

/* Inputs: guard and operator of both uses. */
static hwnas_status_t *compare_cell(void *self, const hwnas_value_t *inputs, hwnas_value_t *out) {
  const pair_t *pair = self;
  hwnas_concrete_op_t **ops = pair->compiler->space->ops;
  *out = hwnas_value_excluded();
  if (!hwnas_value_truth(&inputs[0]) || !hwnas_value_truth(&inputs[2])) return NULL;
  if (inputs[1].type != HWNAS_VALUE_INT || inputs[3].type != HWNAS_VALUE_INT) return NULL;
  bool same;
  HWNAS_TRY(same_tensors(pair->compiler, ops[inputs[1].integer], ops[inputs[3].integer], &same));
  *out = same ? hwnas_value_bool(true)
              : hwnas_refuse(pair->compiler->arena, HWNAS_ERROR_SHARED_WEIGHTS, pair->b->place,
                             "modules '%s' and '%s' share parameters and need different ones", pair->a->path,
                             pair->b->path);
  return NULL;
}

static hwnas_status_t *compare(hwnas_compiler_t *compiler, const hwnas_use_t *a, const hwnas_use_t *b) {
  const hwnas_table_t *always = hwnas_table_constant(compiler->arena, hwnas_value_bool(true)), *table;
  HWNAS_TRY_ALLOC(always);
  pair_t pair = {compiler, a, b};
  const hwnas_table_t *tables[4] = {a->guard ? a->guard : always, a->ops, b->guard ? b->guard : always,
                                    b->ops};
  hwnas_status_t *status =
      hwnas_table_apply(compiler->arena, &compiler->space->variables, tables, 4, compare_cell, &pair, &table);
  if (status && status->error == HWNAS_ERROR_TABLE_BUDGET) {
    hwnas_log("shape", HWNAS_LOG_WARNING, "cannot tell whether modules '%s' and '%s' may share parameters",
              a->path, b->path);
    hwnas_status_destroy(status);
    return NULL;
  }
  HWNAS_TRY(status);
  return hwnas_compiler_suspect(compiler, table, NULL, b->path, b->place, NULL);
}

hwnas_status_t *hwnas_compiler_check_owners(hwnas_compiler_t *compiler) {
  const hwnas_space_t *space = compiler->space;
  /* Uses of one owner are chained, the latest first; numbers + 1. */
  size_t *last = hwnas_arena_alloc_array(compiler->arena, space->n_owners, sizeof *last);
  size_t *before = hwnas_arena_alloc_array(compiler->arena, space->n_uses, sizeof *before);
  if (!last || !before) return hwnas_status_no_memory();
  for (size_t u = 0; u < space->n_uses; u++) {
    const hwnas_use_t *use = &space->uses[u];
    before[u] = last[use->owner];
    for (size_t v = before[u]; v; v = before[v - 1]) HWNAS_TRY(compare(compiler, &space->uses[v - 1], use));
    last[use->owner] = u + 1;
  }
  return NULL;
}
