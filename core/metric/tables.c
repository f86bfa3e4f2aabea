/* Metrics that are sums of tables over choices. */
#include "metric/internal.h"
#include "space/filter.h"
#include "space/truth.h"
#include "space/walk.h"

#define TABLES_MIB_MAX 256 /* of all tables of a set while it is made */

typedef struct taker {
  const hwnas_metric_set_t *set;
  hwnas_factor_fn keep;
  void *self;
  size_t metric;
  size_t n_tables; /* of the metric */
  size_t n_bytes;  /* of all metrics */
} taker_t;

/* One table on its way to a factor. */
typedef struct given {
  hwnas_table_t scope;         /* its axes as they were given, in any order */
  const hwnas_table_t *active; /* when all its choices are active; NULL: always */
} given_t;

/* ---- One table ------------------------------------------------------------------------------- */

static hwnas_status_t *check_choice(const taker_t *taker, const hwnas_price_table_t *table, size_t i) {
  const hwnas_space_t *space = taker->set->space;
  uint32_t choice = table->choices[i];
  if (choice >= space->n_choices)
    return hwnas_status_make(HWNAS_ERROR_PROFILER, "there is no choice number %u; the space has %zu of them",
                             choice, space->n_choices);
  for (size_t j = 0; j < i; j++)
    if (table->choices[j] == choice)
      return hwnas_status_make(HWNAS_ERROR_PROFILER, "the choice '%s' is named twice",
                               space->choices[choice].label);
  return NULL;
}

static hwnas_status_t *add_activity(const hwnas_space_t *space, const hwnas_choice_t *choice,
                                    hwnas_arena_t *scratch, const hwnas_table_t **active) {
  const hwnas_table_t *any;
  HWNAS_TRY(hwnas_choice_activity(scratch, space, choice, &any));
  return hwnas_table_and(scratch, &space->variables, *active, any, active);
}

/* The scope of the factor is that of the table and of what makes its choices active. */
static hwnas_status_t *find_scopes(const taker_t *taker, const hwnas_price_table_t *table,
                                   hwnas_arena_t *scratch, given_t *given, hwnas_table_t *scope) {
  const hwnas_space_t *space = taker->set->space;
  *given = (given_t){.scope = {.n_axes = (uint32_t)table->n_choices, .n_cells = table->n_values}};
  *scope = (hwnas_table_t){.n_cells = 1};
  for (size_t i = 0; i < table->n_choices; i++) {
    HWNAS_TRY(check_choice(taker, table, i));
    const hwnas_choice_t *choice = &space->choices[table->choices[i]];
    HWNAS_TRY(hwnas_table_scope_add(&space->variables, scope, choice->variable));
    given->scope.axes[i] = choice->variable;
    given->scope.sizes[i] = choice->n;
    HWNAS_TRY(add_activity(space, choice, scratch, &given->active));
  }
  if (scope->n_cells != table->n_values)
    return hwnas_status_make(HWNAS_ERROR_PROFILER, "%zu values for choices that have %zu combinations",
                             table->n_values, scope->n_cells);
  for (uint32_t a = 0; given->active && a < given->active->n_axes; a++)
    HWNAS_TRY(hwnas_table_scope_add(&space->variables, scope, given->active->axes[a]));
  return NULL;
}

static hwnas_status_t *to_quanta(const taker_t *taker, const hwnas_price_table_t *table,
                                 hwnas_arena_t *scratch, int64_t **out) {
  *out = hwnas_arena_alloc_array(scratch, table->n_values, sizeof **out);
  HWNAS_TRY_ALLOC(*out);
  for (size_t i = 0; i < table->n_values; i++)
    HWNAS_TRY(hwnas_metric_to_quanta(&taker->set->sources[taker->metric], table->values[i], &(*out)[i]));
  return NULL;
}

static hwnas_status_t *make_factor(const taker_t *taker, const hwnas_price_table_t *table,
                                   hwnas_arena_t *scratch, hwnas_factor_t *out) {
  size_t n_metrics = taker->set->n_metrics;
  given_t given;
  hwnas_table_t scope;
  hwnas_walk_t walk;
  int64_t *quanta;
  HWNAS_TRY(find_scopes(taker, table, scratch, &given, &scope));
  HWNAS_TRY(to_quanta(taker, table, scratch, &quanta));
  HWNAS_TRY(hwnas_factor_zero(out, scratch, &scope, n_metrics));
  const hwnas_table_t *parts[] = {&given.scope, given.active};
  HWNAS_TRY(hwnas_walk_init(&walk, scratch, &scope, parts, given.active ? 2 : 1));
  for (size_t c = 0; c < scope.n_cells; c++, hwnas_walk_next(&walk))
    if (!given.active || hwnas_holds(&given.active->cells[walk.offsets[1]]))
      out->cells[c * n_metrics + taker->metric] = quanta[walk.offsets[0]];
  hwnas_factor_reduce(out, n_metrics);
  return NULL;
}

/* ---- All tables ------------------------------------------------------------------------------ */

static hwnas_status_t *keep(taker_t *taker, const hwnas_factor_t *factor) {
  taker->n_bytes += sizeof *factor + factor->scope.n_cells * taker->set->n_metrics * sizeof *factor->cells;
  if (taker->n_bytes <= (size_t)TABLES_MIB_MAX << 20) return taker->keep(taker->self, factor);
  hwnas_status_t *status =
      hwnas_status_make(HWNAS_ERROR_LIMIT, "the tables take more than %d MiB", TABLES_MIB_MAX);
  return hwnas_status_detail(status,
                             "ask for fewer metrics at once, or leave choices out that matter little");
}

static hwnas_status_t *take(void *self, const hwnas_price_table_t *table) {
  taker_t *taker = self;
  const hwnas_price_source_t *source = &taker->set->sources[taker->metric];
  hwnas_arena_t scratch;
  hwnas_factor_t factor;
  taker->n_tables++;
  hwnas_arena_init(&scratch);
  hwnas_status_t *status = make_factor(taker, table, &scratch, &factor);
  if (!status) status = keep(taker, &factor);
  hwnas_arena_deinit(&scratch);
  return hwnas_status_at(status, "table %zu of profiler '%s', metric '%s'", taker->n_tables, source->profiler,
                         source->name);
}

hwnas_status_t *hwnas_metric_tables(const hwnas_metric_set_t *set, hwnas_factor_fn keep_factor, void *self) {
  taker_t taker = {.set = set, .keep = keep_factor, .self = self};
  for (size_t m = 0; m < set->n_metrics; m++) {
    if (!set->sources[m].tables) continue;
    taker.metric = m;
    taker.n_tables = 0;
    HWNAS_TRY(set->sources[m].tables(set->sources[m].self, take, &taker));
  }
  return NULL;
}
