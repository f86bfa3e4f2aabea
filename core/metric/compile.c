#include <string.h>

#include "base/checked.h"
#include "metric/internal.h"
#include "metric/merge.h"
#include "space/truth.h"
#include "space/walk.h"

#define SUM_MAX ((int64_t)1 << 62)

/* Uses that make one factor: a cell is the price of the first of them that is part of the network. */
typedef struct group {
  const hwnas_use_t **uses;
  size_t n;
  bool per_use, per_module; /* which metrics it carries */
} group_t;

typedef struct compiler {
  hwnas_metric_set_t *set;
  hwnas_arena_t arena; /* of factors before and while they are merged */
  hwnas_factor_t *factors;
  size_t n_factors, capacity;
  int64_t *largest;  /* per metric: sum of the largest entries so far */
  uint32_t *n_uses;  /* per owner */
  int64_t *last_use; /* per owner */
} compiler_t;

/* ---- One factor ------------------------------------------------------------------------------ */

static hwnas_status_t *group_scope(const compiler_t *compiler, const group_t *group,
                                   const hwnas_table_t **parts, hwnas_table_t *scope) {
  *scope = (hwnas_table_t){.n_cells = 1};
  for (size_t u = 0; u < group->n; u++) {
    parts[2 * u] = group->uses[u]->ops;
    /* Without a guard the second part is never read. */
    parts[2 * u + 1] = group->uses[u]->guard ? group->uses[u]->guard : group->uses[u]->ops;
  }
  for (size_t p = 0; p < 2 * group->n; p++)
    for (uint32_t a = 0; a < parts[p]->n_axes; a++)
      HWNAS_TRY(hwnas_table_scope_add(&compiler->set->space->variables, scope, parts[p]->axes[a]));
  return NULL;
}

static int64_t first_op(const group_t *group, const size_t *offsets) {
  for (size_t u = 0; u < group->n; u++) {
    const hwnas_use_t *use = group->uses[u];
    if (use->guard && !hwnas_holds(&use->guard->cells[offsets[2 * u + 1]])) continue;
    const hwnas_value_t *cell = &use->ops->cells[offsets[2 * u]];
    if (cell->type == HWNAS_VALUE_INT) return cell->integer;
  }
  return -1;
}

static void fill_cell(const hwnas_metric_set_t *set, const group_t *group, int64_t op, int64_t *cell) {
  for (size_t m = 0; op >= 0 && m < set->n_metrics; m++) {
    int32_t per = set->sources[m].per;
    bool wanted = per == HWNAS_PER_MODULE ? group->per_module : per == HWNAS_PER_USE && group->per_use;
    if (wanted) cell[m] = set->prices[(size_t)op * set->n_metrics + m];
  }
}

static hwnas_status_t *fill_factor(const compiler_t *compiler, const group_t *group, hwnas_arena_t *scratch,
                                   hwnas_factor_t *out) {
  const hwnas_metric_set_t *set = compiler->set;
  const hwnas_table_t **parts = hwnas_arena_alloc_array(scratch, group->n, 2 * sizeof *parts);
  HWNAS_TRY_ALLOC(parts);
  hwnas_table_t scope;
  HWNAS_TRY(group_scope(compiler, group, parts, &scope));
  HWNAS_TRY(hwnas_factor_zero(out, scratch, &scope, set->n_metrics));
  hwnas_walk_t walk;
  HWNAS_TRY(hwnas_walk_init(&walk, scratch, &scope, parts, 2 * group->n));
  for (size_t c = 0; c < scope.n_cells; c++, hwnas_walk_next(&walk))
    fill_cell(set, group, first_op(group, walk.offsets), &out->cells[c * set->n_metrics]);
  hwnas_factor_reduce(out, set->n_metrics);
  return NULL;
}

/* Sums of factors, merged or not, stay below the sum of their largest entries. */
static hwnas_status_t *check_overflow(compiler_t *compiler, const hwnas_factor_t *factor) {
  const hwnas_metric_set_t *set = compiler->set;
  for (size_t m = 0; m < set->n_metrics; m++) {
    int64_t largest = 0;
    for (size_t c = 0; c < factor->scope.n_cells; c++) {
      int64_t value = factor->cells[c * set->n_metrics + m];
      if (value < 0) value = -value;
      if (value > largest) largest = value;
    }
    if (!hwnas_add_i64(compiler->largest[m], largest, &compiler->largest[m]) ||
        compiler->largest[m] >= SUM_MAX)
      return hwnas_status_make(HWNAS_ERROR_METRIC_OVERFLOW, "metric '%s' can pass 2^62 quanta of %g %s",
                               set->sources[m].name, set->sources[m].quantum, set->sources[m].unit);
  }
  return NULL;
}

static hwnas_status_t *keep_factor(void *self, const hwnas_factor_t *factor) {
  compiler_t *compiler = self;
  hwnas_factor_t kept;
  size_t n_metrics = compiler->set->n_metrics;
  HWNAS_TRY(check_overflow(compiler, factor));
  if (factor->scope.n_axes == 0) {
    for (size_t m = 0; m < n_metrics; m++) compiler->set->constants[m] += factor->cells[m];
    return NULL;
  }
  HWNAS_TRY(hwnas_factor_zero(&kept, &compiler->arena, &factor->scope, n_metrics));
  memcpy(kept.cells, factor->cells, factor->scope.n_cells * n_metrics * sizeof(int64_t));
  return HWNAS_PUSH(&compiler->arena, compiler->factors, compiler->n_factors, compiler->capacity, kept)
             ? NULL
             : hwnas_status_no_memory();
}

static hwnas_status_t *add_group(compiler_t *compiler, const group_t *group) {
  hwnas_arena_t scratch;
  hwnas_factor_t factor = {0};
  hwnas_arena_init(&scratch);
  hwnas_status_t *status = fill_factor(compiler, group, &scratch, &factor);
  if (!status) status = factor.cells ? keep_factor(compiler, &factor) : hwnas_status_no_memory();
  hwnas_arena_deinit(&scratch);
  if (!status) return NULL;
  hwnas_status_at(status, "%s", group->uses[0]->place);
  return hwnas_status_in_module(status, group->uses[0]->path);
}

/* ---- All factors ----------------------------------------------------------------------------- */

static hwnas_status_t *link_owners(compiler_t *compiler) {
  hwnas_metric_set_t *set = compiler->set;
  const hwnas_space_t *space = set->space;
  set->earlier = hwnas_arena_alloc_array(&set->arena, space->n_uses, sizeof *set->earlier);
  compiler->n_uses = hwnas_arena_alloc_array(&compiler->arena, space->n_owners, sizeof *compiler->n_uses);
  compiler->last_use = hwnas_arena_alloc_array(&compiler->arena, space->n_owners, sizeof *compiler->last_use);
  if (!set->earlier || !compiler->n_uses || !compiler->last_use) return hwnas_status_no_memory();
  for (size_t u = 0; u < space->n_uses; u++) {
    uint32_t owner = space->uses[u].owner;
    set->earlier[u] = compiler->n_uses[owner] > 0 ? compiler->last_use[owner] : -1;
    compiler->last_use[owner] = (int64_t)u;
    compiler->n_uses[owner]++;
  }
  return NULL;
}

static hwnas_status_t *add_use(compiler_t *compiler, size_t u) {
  const hwnas_use_t *use = &compiler->set->space->uses[u];
  bool alone = compiler->n_uses[use->owner] == 1;
  return add_group(compiler, &(group_t){.uses = &use, .n = 1, .per_use = true, .per_module = alone});
}

static hwnas_status_t *add_owner(compiler_t *compiler, uint32_t owner) {
  size_t n = compiler->n_uses[owner];
  if (n < 2) return NULL;
  const hwnas_use_t **uses = hwnas_arena_alloc_array(&compiler->arena, n, sizeof *uses);
  HWNAS_TRY_ALLOC(uses);
  size_t at = n;
  for (int64_t u = compiler->last_use[owner]; u >= 0; u = compiler->set->earlier[u])
    uses[--at] = &compiler->set->space->uses[u];
  return add_group(compiler, &(group_t){.uses = uses, .n = n, .per_module = true});
}

static hwnas_status_t *add_operators(compiler_t *compiler) {
  const hwnas_metric_set_t *set = compiler->set;
  bool per_module = false;
  HWNAS_TRY(link_owners(compiler));
  for (size_t m = 0; m < set->n_metrics; m++) per_module |= set->sources[m].per == HWNAS_PER_MODULE;
  for (size_t u = 0; u < set->space->n_uses; u++) HWNAS_TRY(add_use(compiler, u));
  for (size_t o = 0; per_module && o < set->space->n_owners; o++) HWNAS_TRY(add_owner(compiler, (uint32_t)o));
  return NULL;
}

/* Copies the factors as they are now to the set. */
static hwnas_status_t *keep(const compiler_t *compiler, hwnas_factor_t **out, size_t *out_n) {
  hwnas_metric_set_t *set = compiler->set;
  *out = hwnas_arena_alloc_array(&set->arena, compiler->n_factors, sizeof **out);
  HWNAS_TRY_ALLOC(*out);
  *out_n = compiler->n_factors;
  for (size_t f = 0; f < compiler->n_factors; f++) {
    const hwnas_factor_t *factor = &compiler->factors[f];
    HWNAS_TRY(hwnas_factor_zero(&(*out)[f], &set->arena, &factor->scope, set->n_metrics));
    memcpy((*out)[f].cells, factor->cells, factor->scope.n_cells * set->n_metrics * sizeof(int64_t));
  }
  return NULL;
}

static hwnas_status_t *keep_merged(compiler_t *compiler) {
  hwnas_metric_set_t *set = compiler->set;
  hwnas_factors_join(set->n_metrics, compiler->factors, &compiler->n_factors);
  HWNAS_TRY(keep(compiler, &set->parts, &set->n_parts));
  HWNAS_TRY(hwnas_factors_merge(&compiler->arena, set->n_metrics, compiler->factors, &compiler->n_factors));
  HWNAS_TRY(keep(compiler, &set->factors, &set->n_factors));
  for (size_t f = 0; f < set->n_factors; f++) set->n_cells += set->factors[f].scope.n_cells;
  return NULL;
}

static hwnas_status_t *compile(compiler_t *compiler) {
  hwnas_metric_set_t *set = compiler->set;
  set->constants = hwnas_arena_alloc_array(&set->arena, set->n_metrics, sizeof(int64_t));
  compiler->largest = hwnas_arena_alloc_array(&compiler->arena, set->n_metrics, sizeof(int64_t));
  if (!set->constants || !compiler->largest) return hwnas_status_no_memory();
  if (set->n_opaque == set->n_metrics) return NULL; /* nothing is a sum */
  if (set->n_priced > 0) HWNAS_TRY(add_operators(compiler));
  HWNAS_TRY(hwnas_metric_tables(set, keep_factor, compiler));
  return keep_merged(compiler);
}

hwnas_status_t *hwnas_metric_compile(hwnas_metric_set_t *set) {
  compiler_t compiler = {.set = set};
  hwnas_arena_init(&compiler.arena);
  hwnas_status_t *status = compile(&compiler);
  hwnas_arena_deinit(&compiler.arena);
  return status;
}
