/* Which diagrams there are: one per part of the metrics, per filter, and per derived variable that some
 * diagram reads. */
#include "space/filter.h"
#include "space/gate.h"
#include "trellis/internal.h"

typedef struct planner {
  hwnas_arena_t *arena;
  const hwnas_trellis_of_t *of;
  hwnas_plan_t *plan;
  hwnas_filters_t filters;
  hwnas_factor_t *parts; /* with the metrics of the trellis alone */
  size_t n_parts;
  bool *relevant; /* per variable: some diagram reads it */
  hwnas_scope_t *scopes;
  size_t n_scopes;
} planner_t;

/* ---- Parts ----------------------------------------------------------------------------------- */

hwnas_status_t *hwnas_trellis_part(hwnas_arena_t *arena, const hwnas_trellis_of_t *of,
                                   const hwnas_factor_t *part, hwnas_factor_t *out) {
  size_t n_all = hwnas_metric_set_size(of->set);
  HWNAS_TRY(hwnas_factor_zero(out, arena, &part->scope, of->n_metrics));
  for (size_t c = 0; c < out->scope.n_cells; c++)
    for (size_t m = 0; m < of->n_metrics; m++)
      out->cells[c * of->n_metrics + m] = part->cells[c * n_all + of->metrics[m]];
  hwnas_factor_reduce(out, of->n_metrics);
  return NULL;
}

/* If a part is the same for all networks it is a constant. */
static hwnas_status_t *add_part(planner_t *planner, const hwnas_factor_t *part, bool separated) {
  const hwnas_trellis_of_t *of = planner->of;
  hwnas_plan_t *plan = planner->plan;
  hwnas_factor_t own;
  HWNAS_TRY(hwnas_trellis_part(planner->arena, of, part, &own));
  for (size_t m = 0; own.scope.n_axes == 0 && m < of->n_metrics; m++) plan->constants[m] += own.cells[m];
  if (own.scope.n_axes > 1 && separated) {
    HWNAS_TRY(hwnas_factor_separate(planner->arena, &own, of->anchors, of->n_metrics,
                                    &planner->parts[planner->n_parts], plan->least_off, plan->most_off));
    planner->n_parts += own.scope.n_axes;
  } else if (own.scope.n_axes > 0) {
    planner->parts[planner->n_parts++] = own;
  }
  return NULL;
}

static size_t most_parts(const hwnas_trellis_of_t *of, const hwnas_factor_t *parts, size_t n) {
  size_t most = n;
  for (size_t f = 0; of->separated && f < n; f++) most += of->separated[f] ? parts[f].scope.n_axes : 0;
  return most;
}

static hwnas_status_t *add_parts(planner_t *planner) {
  const hwnas_trellis_of_t *of = planner->of;
  hwnas_plan_t *plan = planner->plan;
  size_t n = 0;
  const hwnas_factor_t *parts = of->n_metrics ? hwnas_metric_set_parts(of->set, &n) : NULL;
  planner->parts = hwnas_arena_alloc_array(planner->arena, most_parts(of, parts, n), sizeof *planner->parts);
  plan->constants = hwnas_arena_alloc_array(planner->arena, of->n_metrics, sizeof(int64_t));
  plan->least_off = hwnas_arena_alloc_array(planner->arena, of->n_metrics, sizeof(int64_t));
  plan->most_off = hwnas_arena_alloc_array(planner->arena, of->n_metrics, sizeof(int64_t));
  if (!planner->parts || !plan->constants || !plan->least_off || !plan->most_off)
    return hwnas_status_no_memory();
  for (size_t m = 0; m < of->n_metrics; m++)
    plan->constants[m] = hwnas_metric_set_constants(of->set)[of->metrics[m]];
  for (size_t f = 0; f < n; f++) HWNAS_TRY(add_part(planner, &parts[f], of->separated && of->separated[f]));
  return NULL;
}

/* ---- Scopes ---------------------------------------------------------------------------------- */

/* Variables of a scope and one more if that is not among them. */
static hwnas_status_t *add_scope(planner_t *planner, const hwnas_table_t *table, int64_t more) {
  uint32_t *variables = hwnas_arena_alloc_array(planner->arena, table->n_axes + 1, sizeof *variables);
  HWNAS_TRY_ALLOC(variables);
  hwnas_scope_t *scope = &planner->scopes[planner->n_scopes++];
  *scope = (hwnas_scope_t){.variables = variables};
  for (uint32_t a = 0; a < table->n_axes; a++) variables[scope->n++] = table->axes[a];
  if (more >= 0 && !hwnas_table_has_axis(table, (uint32_t)more)) variables[scope->n++] = (uint32_t)more;
  for (uint32_t i = 0; i < scope->n; i++) planner->relevant[variables[i]] = true;
  return NULL;
}

/* Of parts, filters, and what the variables in them are derived from, from the last to the first: causes have
 * lower numbers. */
static hwnas_status_t *add_scopes(planner_t *planner) {
  const hwnas_variables_t *variables = &planner->of->space->variables;
  planner->relevant = hwnas_arena_alloc_array(planner->arena, variables->n, sizeof *planner->relevant);
  planner->scopes = hwnas_arena_alloc_array(
      planner->arena, planner->n_parts + planner->filters.n + variables->n, sizeof *planner->scopes);
  if (!planner->relevant || !planner->scopes) return hwnas_status_no_memory();
  for (size_t f = 0; f < planner->n_parts; f++) HWNAS_TRY(add_scope(planner, &planner->parts[f].scope, -1));
  for (size_t f = 0; f < planner->filters.n; f++)
    HWNAS_TRY(add_scope(planner, &planner->filters.items[f].scope, planner->filters.items[f].owner));
  for (size_t v = variables->n; v-- > 0;)
    if (planner->relevant[v] && variables->items[v]->table)
      HWNAS_TRY(add_scope(planner, variables->items[v]->table, (int64_t)v));
  return NULL;
}

/* ---- Diagrams -------------------------------------------------------------------------------- */

static void set_axes(const planner_t *planner, const hwnas_table_t *scope, hwnas_diagram_of_t *out) {
  *out = (hwnas_diagram_of_t){.n_axes = scope->n_axes, .any_other = -1, .n_cells = scope->n_cells};
  for (uint32_t a = 0; a < scope->n_axes; a++) {
    out->variables[a] = scope->axes[a];
    out->sizes[a] = scope->sizes[a];
    out->times[a] = planner->plan->order.times[scope->axes[a]];
  }
}

static hwnas_status_t *draw(const planner_t *planner, const hwnas_diagram_of_t *of) {
  return hwnas_diagram_make(planner->arena, of, &planner->plan->diagrams[planner->plan->n_diagrams++]);
}

static hwnas_status_t *draw_part(const planner_t *planner, const hwnas_factor_t *part) {
  hwnas_diagram_of_t diagram;
  set_axes(planner, &part->scope, &diagram);
  diagram.values = part->cells;
  diagram.n_values = planner->of->n_metrics;
  return draw(planner, &diagram);
}

/* An owner that the condition is not over is one axis more: any index but 0 needs the condition. */
static hwnas_status_t *add_owner(const planner_t *planner, const hwnas_filter_t *filter,
                                 hwnas_diagram_of_t *diagram) {
  uint32_t *ends = hwnas_arena_alloc_array(planner->arena, diagram->n_cells, 2 * sizeof *ends);
  HWNAS_TRY_ALLOC(ends);
  for (size_t c = 0; c < diagram->n_cells; c++) ends[2 * c + 1] = diagram->ends[c];
  uint32_t a = diagram->n_axes++;
  diagram->variables[a] = (uint32_t)filter->owner;
  diagram->sizes[a] = 2;
  diagram->times[a] = planner->plan->order.times[filter->owner];
  diagram->any_other = filter->owner;
  diagram->n_cells *= 2;
  diagram->ends = ends;
  return NULL;
}

static hwnas_status_t *draw_filter(const planner_t *planner, const hwnas_filter_t *filter) {
  hwnas_diagram_of_t diagram;
  set_axes(planner, &filter->scope, &diagram);
  uint32_t *ends = hwnas_arena_alloc_array(planner->arena, diagram.n_cells, sizeof *ends);
  HWNAS_TRY_ALLOC(ends);
  size_t stride = filter->owner < 0 ? 0 : hwnas_table_stride(&filter->scope, (uint32_t)filter->owner);
  uint32_t size = filter->owner < 0 ? 1 : planner->of->space->variables.items[filter->owner]->n;
  for (size_t c = 0; c < diagram.n_cells; c++) {
    bool is_first = stride > 0 && c / stride % size == 0;
    ends[c] = filter->holds[c] || is_first ? 0 : HWNAS_DIAGRAM_DEAD;
  }
  diagram.ends = ends;
  if (filter->owner >= 0 && stride == 0) HWNAS_TRY(add_owner(planner, filter, &diagram));
  return draw(planner, &diagram);
}

static hwnas_status_t *draw_definition(const planner_t *planner, uint32_t v) {
  const hwnas_table_t *causes = planner->of->space->variables.items[v]->table;
  hwnas_diagram_of_t diagram;
  set_axes(planner, causes, &diagram);
  uint32_t *ends = hwnas_arena_alloc_array(planner->arena, diagram.n_cells, sizeof *ends);
  HWNAS_TRY_ALLOC(ends);
  for (size_t c = 0; c < diagram.n_cells; c++) ends[c] = (uint32_t)causes->cells[c].integer;
  diagram.ends = ends;
  planner->plan->definitions[v] = (int64_t)planner->plan->n_diagrams;
  return draw(planner, &diagram);
}

static hwnas_status_t *draw_all(const planner_t *planner) {
  const hwnas_variables_t *variables = &planner->of->space->variables;
  hwnas_plan_t *plan = planner->plan;
  plan->diagrams = hwnas_arena_alloc_array(planner->arena, planner->n_scopes, sizeof *plan->diagrams);
  plan->definitions = hwnas_arena_alloc_array(planner->arena, variables->n, sizeof *plan->definitions);
  if (!plan->diagrams || !plan->definitions) return hwnas_status_no_memory();
  for (size_t v = 0; v < variables->n; v++) plan->definitions[v] = -1;
  for (size_t f = 0; f < planner->n_parts; f++) HWNAS_TRY(draw_part(planner, &planner->parts[f]));
  for (size_t f = 0; f < planner->filters.n; f++) HWNAS_TRY(draw_filter(planner, &planner->filters.items[f]));
  for (size_t v = 0; v < variables->n; v++)
    if (planner->relevant[v] && variables->items[v]->table) HWNAS_TRY(draw_definition(planner, (uint32_t)v));
  return NULL;
}

/* ---- Filters --------------------------------------------------------------------------------- */

/* Conditions on labels alone, whatever they stand for. */
static hwnas_status_t *filter_by_conditions(planner_t *planner, const hwnas_table_t *const *conditions,
                                            size_t n) {
  const hwnas_elimination_of_t alone = {.conditions = conditions, .n_conditions = n, .levels = SIZE_MAX};
  return hwnas_filters_make(planner->arena, planner->of->space, &alone, false, &planner->filters);
}

static hwnas_status_t *gate(const planner_t *planner, const hwnas_table_t *condition,
                            const hwnas_table_t **tables, size_t *n) {
  if (!condition) return NULL;
  return hwnas_condition_gate(planner->arena, planner->of->space, condition, &tables[(*n)++]);
}

/* Combinations of labels keep to constraints and conditions as the networks do that they stand for. */
static hwnas_status_t *filter_labels(planner_t *planner) {
  const hwnas_trellis_of_t *of = planner->of;
  size_t n = 0;
  const hwnas_table_t **tables =
      hwnas_arena_alloc_array(planner->arena, of->space->n_constraints + of->n_conditions, sizeof *tables);
  HWNAS_TRY_ALLOC(tables);
  for (size_t i = 0; i < of->space->n_constraints; i++)
    HWNAS_TRY(gate(planner, of->space->constraints[i].table, tables, &n));
  for (size_t i = 0; i < of->n_conditions; i++) HWNAS_TRY(gate(planner, of->conditions[i], tables, &n));
  return filter_by_conditions(planner, tables, n);
}

static hwnas_status_t *make_filters(planner_t *planner) {
  const hwnas_trellis_of_t *of = planner->of;
  const hwnas_elimination_of_t all = {
      .constraints = true, .conditions = of->conditions, .n_conditions = of->n_conditions};
  if (of->raw && of->selective) return filter_labels(planner);
  if (of->raw) return filter_by_conditions(planner, of->conditions, of->n_conditions);
  return hwnas_filters_make(planner->arena, of->space, &all, false, &planner->filters);
}

/* ---- All ------------------------------------------------------------------------------------- */

static hwnas_status_t *make(planner_t *planner, bool sift) {
  const hwnas_trellis_of_t *of = planner->of;
  hwnas_plan_t *plan = planner->plan;
  HWNAS_TRY(make_filters(planner));
  plan->impossible = planner->filters.impossible;
  if (plan->impossible) return NULL;
  HWNAS_TRY(add_parts(planner));
  HWNAS_TRY(add_scopes(planner));
  HWNAS_TRY(hwnas_order_make(planner->arena, of->space, &plan->order));
  if (sift) HWNAS_TRY(hwnas_order_sift(&plan->order, planner->scopes, planner->n_scopes));
  HWNAS_TRY(draw_all(planner));
  return hwnas_plan_steps(planner->arena, plan);
}

hwnas_status_t *hwnas_plan_make(hwnas_arena_t *arena, const hwnas_trellis_of_t *of, bool sift,
                                hwnas_plan_t *out) {
  *out = (hwnas_plan_t){.n_metrics = of->n_metrics};
  planner_t planner = {.arena = arena, .of = of, .plan = out};
  return make(&planner, sift);
}
