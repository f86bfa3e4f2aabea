#include <math.h>
#include <string.h>

#include "metric/internal.h"
#include "shape/formula.h"
#include "space/truth.h"
#include "space/walk.h"

#define QUANTA_MAX 0x1p62

/* An op type that somebody has no price for. */
typedef struct unpriced {
  const char *op_type;
  const hwnas_use_t *example, *latest; /* the first and the last one that was counted */
  size_t n_uses;
  bool *metrics; /* per metric: lacks a price */
} unpriced_t;

typedef struct pricer {
  hwnas_metric_set_t *set;
  hwnas_arena_t arena;       /* scratch */
  const hwnas_use_t **first; /* per op: the first use that has it in some network, or NULL */
  bool *unknown;             /* n_ops x n_metrics */
  unpriced_t *unpriced;
  size_t n_unpriced;
} pricer_t;

/* ---- Which operators networks have ----------------------------------------------------------- */

typedef void (*visit_fn)(pricer_t *pricer, const hwnas_use_t *use, size_t op);

/* Visits the operator of every cell of a use whose guard can hold. */
static hwnas_status_t *visit_ops(pricer_t *pricer, const hwnas_use_t *use, visit_fn visit) {
  const hwnas_table_t *parts[] = {use->ops, use->guard};
  size_t n_parts = use->guard ? 2 : 1;
  hwnas_table_t scope = {.n_cells = 1};
  hwnas_walk_t walk;
  for (size_t p = 0; p < n_parts; p++)
    for (uint32_t a = 0; a < parts[p]->n_axes; a++)
      HWNAS_TRY(hwnas_table_scope_add(&pricer->set->space->variables, &scope, parts[p]->axes[a]));
  HWNAS_TRY(hwnas_walk_init(&walk, &pricer->arena, &scope, parts, n_parts));
  for (size_t c = 0; c < scope.n_cells; c++, hwnas_walk_next(&walk)) {
    const hwnas_value_t *cell = &use->ops->cells[walk.offsets[0]];
    if (cell->type != HWNAS_VALUE_INT) continue;
    if (use->guard && !hwnas_holds(&use->guard->cells[walk.offsets[1]])) continue;
    visit(pricer, use, (size_t)cell->integer);
  }
  return NULL;
}

static void note_first(pricer_t *pricer, const hwnas_use_t *use, size_t op) {
  if (!pricer->first[op]) pricer->first[op] = use;
}

static hwnas_status_t *visit_uses(pricer_t *pricer, visit_fn visit) {
  for (size_t u = 0; u < pricer->set->space->n_uses; u++) {
    const hwnas_use_t *use = &pricer->set->space->uses[u];
    hwnas_status_t *status = visit_ops(pricer, use, visit);
    if (status) return hwnas_status_in_module(hwnas_status_at(status, "%s", use->place), use->path);
  }
  return NULL;
}

/* ---- Prices ---------------------------------------------------------------------------------- */

static hwnas_status_t *ask(const hwnas_price_source_t *source, const hwnas_concrete_op_t *op, bool *out_known,
                           double *out) {
  *out_known = false;
  HWNAS_TRY(hwnas_formula_cost(op, source->metric, source->convention, out_known, out));
  return *out_known ? NULL : source->cost(source->self, &op->op, out_known, out);
}

hwnas_status_t *hwnas_metric_to_quanta(const hwnas_price_source_t *source, double value, int64_t *out) {
  double quanta = value / source->quantum;
  if (isnan(quanta))
    return hwnas_status_make(HWNAS_ERROR_PROFILER, "a value of '%s' is not a number", source->name);
  if (!(fabs(quanta) < QUANTA_MAX))
    return hwnas_status_make(HWNAS_ERROR_METRIC_OVERFLOW, "a value of %g %s in '%s' passes 2^62 quanta of %g",
                             value, source->unit, source->name, source->quantum);
  *out = llround(quanta);
  return NULL;
}

static hwnas_status_t *price_op(pricer_t *pricer, size_t i, size_t m) {
  const hwnas_price_source_t *source = &pricer->set->sources[m];
  size_t at = i * pricer->set->n_metrics + m;
  bool known;
  double cost;
  HWNAS_TRY(ask(source, pricer->set->space->ops[i], &known, &cost));
  pricer->unknown[at] = !known;
  return known ? hwnas_metric_to_quanta(source, cost, &pricer->set->prices[at]) : NULL;
}

static hwnas_status_t *price_all(pricer_t *pricer) {
  const hwnas_metric_set_t *set = pricer->set;
  for (size_t i = 0; i < set->space->n_ops; i++) {
    const hwnas_use_t *use = pricer->first[i];
    for (size_t m = 0; use && m < set->n_metrics; m++) {
      if (!set->sources[m].cost) continue;
      hwnas_status_t *status = price_op(pricer, i, m);
      if (!status) continue;
      hwnas_status_detail(status, "operator '%s', metric '%s' of profiler '%s'", set->space->ops[i]->op.type,
                          set->sources[m].name, set->sources[m].profiler);
      return hwnas_status_in_module(hwnas_status_at(status, "%s", use->place), use->path);
    }
  }
  return NULL;
}

/* ---- What has no price ----------------------------------------------------------------------- */

static unpriced_t *find_unpriced(pricer_t *pricer, const char *op_type) {
  for (size_t i = 0; i < pricer->n_unpriced; i++)
    if (strcmp(pricer->unpriced[i].op_type, op_type) == 0) return &pricer->unpriced[i];
  return NULL;
}

static hwnas_status_t *collect_unpriced(pricer_t *pricer) {
  const hwnas_metric_set_t *set = pricer->set;
  pricer->unpriced = hwnas_arena_alloc_array(&pricer->arena, set->space->n_ops, sizeof(unpriced_t));
  HWNAS_TRY_ALLOC(pricer->unpriced);
  for (size_t i = 0; i < set->space->n_ops * set->n_metrics; i++) {
    if (!pricer->unknown[i]) continue;
    const char *op_type = set->space->ops[i / set->n_metrics]->op.type;
    unpriced_t *unpriced = find_unpriced(pricer, op_type);
    if (!unpriced) {
      unpriced = &pricer->unpriced[pricer->n_unpriced++];
      *unpriced = (unpriced_t){.op_type = op_type};
      unpriced->metrics = hwnas_arena_alloc_array(&pricer->arena, set->n_metrics, sizeof(bool));
      HWNAS_TRY_ALLOC(unpriced->metrics);
    }
    unpriced->metrics[i % set->n_metrics] = true;
  }
  return NULL;
}

static bool lacks_price(const pricer_t *pricer, size_t op) {
  for (size_t m = 0; m < pricer->set->n_metrics; m++)
    if (pricer->unknown[op * pricer->set->n_metrics + m]) return true;
  return false;
}

/* Counts modules, not cells; uses are visited one after the other. */
static void count_use(pricer_t *pricer, const hwnas_use_t *use, size_t op) {
  if (!lacks_price(pricer, op)) return;
  unpriced_t *unpriced = find_unpriced(pricer, pricer->set->space->ops[op]->op.type);
  if (unpriced->latest == use) return;
  if (!unpriced->example) unpriced->example = use;
  unpriced->latest = use;
  unpriced->n_uses++;
}

static void add_inputs(const hwnas_space_t *space, const hwnas_module_t *module, hwnas_status_t *status) {
  hwnas_str_t inputs;
  hwnas_str_init(&inputs);
  hwnas_tensors_print(&space->variables, module->inputs, module->n_inputs, &inputs);
  hwnas_status_detail(status, "input shape %s", inputs.text);
  hwnas_str_deinit(&inputs);
}

static hwnas_status_t *no_cost(const pricer_t *pricer, const unpriced_t *unpriced) {
  const hwnas_metric_set_t *set = pricer->set;
  const char *op = unpriced->op_type;
  const hwnas_price_source_t *lacking = NULL;
  hwnas_str_t names;
  hwnas_str_init(&names);
  for (size_t m = 0; m < set->n_metrics; m++) {
    if (!unpriced->metrics[m]) continue;
    hwnas_str_appendf(&names, "%s'%s'", lacking ? ", " : "", set->sources[m].name);
    if (!lacking) lacking = &set->sources[m];
  }
  hwnas_status_t *status =
      hwnas_status_make(HWNAS_ERROR_NO_COST, "no cost for operator '%s' in metric %s", op, names.text);
  hwnas_str_deinit(&names);
  add_inputs(set->space, unpriced->example->module, status);
  hwnas_status_detail(status, "%zu module%s of that type; neither a formula nor profiler '%s' prices it",
                      unpriced->n_uses, unpriced->n_uses == 1 ? "" : "s", lacking ? lacking->profiler : "");
  hwnas_status_detail(status, "Either  register a formula:   a plugin of kind shape_formula that serves '%s'",
                      op);
  hwnas_status_detail(
      status,
      "or      write it as data:     \"formulas\": {\"%s\": {\"work\": {\"macs\": \"=...\"}}}, "
      "or \"cost\": 0 if it is free",
      op);
  hwnas_status_detail(
      status, "or      close the module:     \"leaf\": true on a block around %s, with a formula for it",
      unpriced->example->path);
  hwnas_status_at(status, "%s", unpriced->example->place);
  return hwnas_status_in_module(status, unpriced->example->path);
}

static hwnas_status_t *report_unpriced(pricer_t *pricer) {
  HWNAS_TRY(collect_unpriced(pricer));
  if (pricer->n_unpriced == 0) return NULL;
  HWNAS_TRY(visit_uses(pricer, count_use));
  hwnas_status_t *errors = NULL;
  for (size_t i = 0; i < pricer->n_unpriced; i++)
    hwnas_status_append(&errors, no_cost(pricer, &pricer->unpriced[i]));
  return errors;
}

static hwnas_status_t *price(pricer_t *pricer) {
  hwnas_metric_set_t *set = pricer->set;
  size_t n_ops = set->space->n_ops;
  set->prices = hwnas_arena_alloc_array(&set->arena, n_ops * set->n_metrics, sizeof(int64_t));
  pricer->unknown = hwnas_arena_alloc_array(&pricer->arena, n_ops * set->n_metrics, sizeof(bool));
  pricer->first = hwnas_arena_alloc_array(&pricer->arena, n_ops, sizeof *pricer->first);
  if (!set->prices || !pricer->unknown || !pricer->first) return hwnas_status_no_memory();
  if (set->n_priced == 0) return NULL;
  HWNAS_TRY(visit_uses(pricer, note_first));
  HWNAS_TRY(price_all(pricer));
  return report_unpriced(pricer);
}

hwnas_status_t *hwnas_metric_price(hwnas_metric_set_t *set) {
  pricer_t pricer = {.set = set};
  hwnas_arena_init(&pricer.arena);
  hwnas_status_t *status = price(&pricer);
  hwnas_arena_deinit(&pricer.arena);
  return status;
}
