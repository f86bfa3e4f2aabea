/* Errors that are only errors if a network reaches them, and formulas that are missing. */
#include <string.h>

#include "base/log.h"
#include "expr/derive.h"
#include "shape/internal.h"
#include "space/count.h"
#include "space/sample.h"

/* ---- Noting ---------------------------------------------------------------------------------- */

static const char *describe_inputs(hwnas_compiler_t *compiler, const hwnas_tensors_t *inputs) {
  hwnas_str_t text;
  hwnas_str_init(&text);
  hwnas_tensors_print(&compiler->space->variables, inputs->items, inputs->n, &text);
  return hwnas_arena_keep(compiler->arena, &text);
}

hwnas_status_t *hwnas_compiler_suspect(hwnas_compiler_t *compiler, const hwnas_table_t *table,
                                       const hwnas_table_t *guard, const char *path, const char *place,
                                       const hwnas_tensors_t *inputs) {
  hwnas_suspect_t suspect = {.table = table, .guard = guard, .path = path, .place = place};
  size_t c = 0;
  while (c < table->n_cells && table->cells[c].type != HWNAS_VALUE_UNDEFINED) c++;
  if (c == table->n_cells) return NULL;
  if (inputs) HWNAS_TRY_ALLOC(suspect.inputs = describe_inputs(compiler, inputs));
  if (!HWNAS_PUSH(compiler->arena, compiler->suspects, compiler->n_suspects, compiler->suspects_capacity,
                  suspect))
    return hwnas_status_no_memory();
  return NULL;
}

hwnas_status_t *hwnas_compiler_miss(const hwnas_site_t *site, const hwnas_operator_t *op, const char *op_type,
                                    const hwnas_tensors_t *inputs) {
  hwnas_compiler_t *compiler = site->compiler;
  for (size_t i = 0; i < compiler->n_missing; i++)
    if (strcmp(compiler->missing[i].op_type, op_type) == 0) {
      compiler->missing[i].n++;
      return NULL;
    }
  hwnas_missing_t missing = {.op_type = hwnas_arena_strdup(compiler->arena, op_type),
                             .path = site->path,
                             .place = hwnas_compiler_place(compiler, op->json),
                             .input = describe_inputs(compiler, inputs),
                             .n = 1,
                             .leaf = op->leaf};
  if (!missing.op_type || !missing.place || !missing.input ||
      !HWNAS_PUSH(compiler->arena, compiler->missing, compiler->n_missing, compiler->missing_capacity,
                  missing))
    return hwnas_status_no_memory();
  return NULL;
}

/* ---- Refusals -------------------------------------------------------------------------------- */

static void refused_count(const hwnas_variables_t *variables, const hwnas_suspect_t *suspect, uint32_t error,
                          hwnas_status_t *status) {
  const hwnas_table_t *table = suspect->table;
  size_t refused = 0, all = 0;
  hwnas_str_t scope;
  for (size_t c = 0; c < table->n_cells; c++) {
    all += table->cells[c].type != HWNAS_VALUE_EXCLUDED;
    refused += table->cells[c].type == HWNAS_VALUE_UNDEFINED && table->cells[c].refusal->error == error;
  }
  if (refused < 2) return;
  hwnas_str_init(&scope);
  hwnas_table_print_scope(variables, table, &scope);
  hwnas_status_detail(status, "it is the same for %zu of %zu combinations of %s", refused, all, scope.text);
  hwnas_str_deinit(&scope);
}

/* Whether the table refuses all that has the indices of point on the axes that `fixed` marks. */
static bool refuses_all(const hwnas_table_t *table, const uint16_t *full, const bool *fixed) {
  for (size_t c = 0; c < table->n_cells; c++) {
    bool meant = true;
    size_t rest = c;
    for (uint32_t i = table->n_axes; i-- > 0 && meant; rest /= table->sizes[i])
      meant = !fixed[i] || rest % table->sizes[i] == full[table->axes[i]];
    if (meant && table->cells[c].type != HWNAS_VALUE_UNDEFINED &&
        table->cells[c].type != HWNAS_VALUE_EXCLUDED)
      return false;
  }
  return true;
}

/* Appends "r == 4 and k == 7": the choices that bring the refusal about, as that network has them; nothing if
 * there is no way around it. */
static void print_combination(const hwnas_space_t *space, const hwnas_table_t *table, const uint16_t *full,
                              hwnas_str_t *out) {
  bool fixed[HWNAS_SCOPE_MAX] = {false};
  for (uint32_t i = 0; i < table->n_axes; i++) fixed[i] = true;
  for (uint32_t i = 0; i < table->n_axes; i++) {
    fixed[i] = false;
    fixed[i] = !refuses_all(table, full, fixed);
  }
  bool marks[space->variables.n + 1];
  memset(marks, 0, sizeof marks);
  for (uint32_t i = 0; i < table->n_axes; i++) {
    const hwnas_table_t axis = {.n_axes = 1, .axes = {table->axes[i]}};
    if (fixed[i]) hwnas_variables_mark(&space->variables, &axis, marks);
  }
  for (size_t c = 0; c < space->n_choices; c++) {
    const hwnas_choice_t *choice = &space->choices[c];
    if (!marks[choice->variable]) continue;
    hwnas_str_appendf(out, "%s%s == ", out->length ? " and " : "", choice->label);
    hwnas_value_print_expr(&choice->domain[full[choice->variable]], out);
  }
}

static void ways_out(const hwnas_space_t *space, const hwnas_suspect_t *suspect, const uint16_t *full,
                     hwnas_status_t *status) {
  hwnas_str_t combination;
  hwnas_str_init(&combination);
  print_combination(space, suspect->table, full, &combination);
  if (combination.length == 0) {
    hwnas_status_detail(status, "Either  change the attributes of the module");
    hwnas_status_detail(status,
                        "or      change what goes into it: a flatten, a reshape, a projection before it");
    hwnas_status_detail(status, "or      give the operator another formula, under \"formulas\"");
  } else {
    hwnas_status_detail(status, "Either  change the attributes of the module, or the domain of a choice");
    hwnas_status_detail(status, "or      forbid the combination:  \"constraints\": [\"not (%s)\"]",
                        combination.text);
    hwnas_status_detail(status, "or      leave the module out there:  \"when\": \"=...\" on %s",
                        suspect->path[0] ? suspect->path : "it");
  }
  hwnas_str_deinit(&combination);
}

static hwnas_status_t *refusal_error(const hwnas_compiler_t *compiler, const hwnas_suspect_t *suspect,
                                     const hwnas_refusal_t *refusal, const uint16_t *witness) {
  hwnas_str_t sample;
  hwnas_str_init(&sample);
  uint16_t point[compiler->space->n_choices + 1];
  hwnas_space_point(compiler->space, witness, point);
  hwnas_sample_print(compiler->space, point, &sample);
  hwnas_status_t *status = hwnas_status_make((hwnas_error_t)refusal->error, "%s", refusal->what);
  hwnas_status_at(status, "%s", refusal->place ? refusal->place : suspect->place);
  hwnas_status_in_module(status, suspect->path);
  if (suspect->inputs) hwnas_status_detail(status, "input shape %s", suspect->inputs);
  if (compiler->space->n_choices) hwnas_status_detail(status, "a network that gets there: %s", sample.text);
  hwnas_str_deinit(&sample);
  refused_count(&compiler->space->variables, suspect, refusal->error, status);
  if (suspect->inputs) ways_out(compiler->space, suspect, witness, status);
  return status;
}

#define ERRORS_MAX 20 /* of all suspects together */

typedef struct precedent precedent_t;

typedef struct judge {
  hwnas_compiler_t *compiler;
  precedent_t *precedents;
  size_t n_precedents, precedents_capacity;
  uint16_t *full; /* a network that gets there */
  const hwnas_refusal_t *told[ERRORS_MAX];
  size_t n_told;
  const char *undecided; /* the first module of which one cannot tell */
  size_t n_undecided;
} judge_t;

/* Modules made from one place do not repeat each other. */
static bool is_told(const judge_t *judge, const hwnas_refusal_t *refusal) {
  for (size_t i = 0; i < judge->n_told; i++)
    if (judge->told[i] == refusal ||
        (strcmp(judge->told[i]->what, refusal->what) == 0 && judge->told[i]->place == refusal->place))
      return true;
  return false;
}

/* Where the table refuses with that error. */
static hwnas_status_t *refusing(hwnas_compiler_t *compiler, const hwnas_table_t *table, uint32_t error,
                                hwnas_table_t *out) {
  hwnas_value_t *cells = hwnas_arena_alloc_array(compiler->arena, table->n_cells, sizeof *cells);
  HWNAS_TRY_ALLOC(cells);
  for (size_t c = 0; c < table->n_cells; c++) {
    const hwnas_value_t *cell = &table->cells[c];
    cells[c] = hwnas_value_bool(cell->type == HWNAS_VALUE_UNDEFINED && cell->refusal->error == error);
  }
  hwnas_table_t refused = *table;
  const hwnas_table_t *reduced;
  refused.cells = cells;
  HWNAS_TRY(hwnas_table_reduce(compiler->arena, &refused, &reduced));
  *out = *reduced;
  return NULL;
}

typedef enum verdict { VERDICT_NONE, VERDICT_REACHED, VERDICT_UNDECIDED } verdict_t;

/* Modules that are made again and again refuse under the same conditions. */
struct precedent {
  const hwnas_table_t *guard;
  hwnas_table_t refused;
  verdict_t verdict;
};

static bool same_guard(const hwnas_table_t *a, const hwnas_table_t *b) {
  return a == b || (a && b && hwnas_table_agree(a, b));
}

static const precedent_t *find_precedent(const judge_t *judge, const precedent_t *of) {
  for (size_t i = 0; i < judge->n_precedents; i++) {
    const precedent_t *one = &judge->precedents[i];
    if (same_guard(one->guard, of->guard) && hwnas_table_agree(&one->refused, &of->refused)) return one;
  }
  return NULL;
}

static hwnas_status_t *decide(judge_t *judge, precedent_t *of) {
  const hwnas_space_t *space = judge->compiler->space;
  const hwnas_table_t *conditions[] = {of->guard, &of->refused};
  bool found = false;
  of->verdict = VERDICT_NONE;
  if (hwnas_space_derives(space)) {
    HWNAS_TRY(hwnas_space_excludes(space, conditions, 2, &found));
    if (found) return NULL;
  }
  hwnas_status_t *status = hwnas_space_witness(space, conditions, 2, &found, judge->full);
  if (found) of->verdict = VERDICT_REACHED;
  if (!status || status->error != HWNAS_ERROR_TABLE_BUDGET) return status;
  of->verdict = VERDICT_UNDECIDED;
  hwnas_status_destroy(status);
  return NULL;
}

/* A suspect tells each kind of error once, if a network gets there. */
static hwnas_status_t *judge_kind(judge_t *judge, const hwnas_suspect_t *suspect, uint32_t error) {
  precedent_t of = {.guard = suspect->guard};
  if (judge->n_told == ERRORS_MAX) return NULL;
  HWNAS_TRY(refusing(judge->compiler, suspect->table, error, &of.refused));
  const precedent_t *known = find_precedent(judge, &of);
  if (known && known->verdict != VERDICT_REACHED) {
    judge->n_undecided += known->verdict == VERDICT_UNDECIDED;
    return NULL;
  }
  HWNAS_TRY(decide(judge, &of));
  if (!HWNAS_PUSH(judge->compiler->arena, judge->precedents, judge->n_precedents, judge->precedents_capacity,
                  of))
    return hwnas_status_no_memory();
  if (of.verdict == VERDICT_UNDECIDED && judge->n_undecided++ == 0) judge->undecided = suspect->path;
  if (of.verdict != VERDICT_REACHED) return NULL;
  const hwnas_refusal_t *refusal = hwnas_table_at(suspect->table, judge->full)->refusal;
  if (is_told(judge, refusal)) return NULL;
  judge->told[judge->n_told++] = refusal;
  hwnas_status_append(&judge->compiler->errors,
                      refusal_error(judge->compiler, suspect, refusal, judge->full));
  return NULL;
}

/* Whether an earlier cell refuses with that error too. */
static bool is_first(const hwnas_table_t *table, size_t cell) {
  uint32_t error = table->cells[cell].refusal->error;
  for (size_t c = 0; c < cell; c++)
    if (table->cells[c].type == HWNAS_VALUE_UNDEFINED && table->cells[c].refusal->error == error)
      return false;
  return true;
}

hwnas_status_t *hwnas_compiler_judge(hwnas_compiler_t *compiler) {
  judge_t judge = {.compiler = compiler};
  judge.full = hwnas_arena_alloc_array(compiler->arena, compiler->space->variables.n, sizeof *judge.full);
  HWNAS_TRY_ALLOC(judge.full);
  for (size_t i = 0; i < compiler->n_suspects; i++) {
    const hwnas_suspect_t *suspect = &compiler->suspects[i];
    const hwnas_table_t *table = suspect->table;
    for (size_t c = 0; c < table->n_cells; c++)
      if (table->cells[c].type == HWNAS_VALUE_UNDEFINED && is_first(table, c))
        HWNAS_TRY(judge_kind(&judge, suspect, table->cells[c].refusal->error));
  }
  if (judge.n_undecided)
    hwnas_log("shape", HWNAS_LOG_WARNING,
              "cannot tell whether a network reaches what module %s refuses; the same for %zu more modules",
              judge.undecided, judge.n_undecided - 1);
  return NULL;
}

/* ---- Missing formulas ------------------------------------------------------------------------ */

static hwnas_status_t *missing_error(const hwnas_compiler_t *compiler, const hwnas_missing_t *missing) {
  hwnas_status_t *status =
      hwnas_status_make(HWNAS_ERROR_NO_SHAPE_FORMULA, "no shape formula for %s '%s'",
                        missing->leaf ? "the closed module" : "operator", missing->op_type);
  hwnas_status_at(status, "%s, module %s%s", missing->place, missing->path,
                  missing->n > 1 ? " and others" : "");
  hwnas_status_detail(status, "input shape %s", missing->input);
  const hwnas_formula_source_t *source = compiler->formulas;
  const char *near = source ? hwnas_suggest(missing->op_type, source->op_types, source->n_op_types) : NULL;
  if (near) hwnas_status_detail(status, "did you mean '%s'?", near);
  hwnas_status_detail(status, "Either  register a formula:   a plugin of kind shape_formula that serves '%s'",
                      missing->op_type);
  hwnas_status_detail(
      status,
      "or      write it as data:     \"formulas\": {\"%s\": {\"shape\": [\"=in0\"], \"work\": {\"macs\": "
      "\"=...\"}, \"weights\": {\"weight\": \"=...\"}}}",
      missing->op_type);
  if (!missing->leaf)
    hwnas_status_detail(
        status, "or      close the module:     \"leaf\": true on a block around %s, with a formula for it",
        missing->path);
  return status;
}

hwnas_status_t *hwnas_compiler_missing(hwnas_compiler_t *compiler) {
  for (size_t i = 0; i < compiler->n_missing; i++)
    hwnas_status_append(&compiler->errors, missing_error(compiler, &compiler->missing[i]));
  return NULL;
}
