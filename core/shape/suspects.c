/* Errors that are only errors if a network reaches them, and formulas that are missing. */
#include <string.h>

#include "base/log.h"
#include "shape/internal.h"
#include "space/count.h"
#include "space/sample.h"

/* ---- Refusals -------------------------------------------------------------------------------- */

static hwnas_status_t *refusal_error(const hwnas_compiler_t *compiler, const hwnas_suspect_t *suspect,
                                     const hwnas_refusal_t *refusal, const uint16_t *witness) {
  hwnas_str_t sample;
  hwnas_str_init(&sample);
  hwnas_sample_print(compiler->space, witness, &sample);
  hwnas_status_t *status = hwnas_status_make((hwnas_error_t)refusal->error, "%s", refusal->what);
  hwnas_status_at(status, "%s", refusal->place ? refusal->place : suspect->place);
  hwnas_status_in_module(status, suspect->path);
  if (compiler->space->n_choices) {
    hwnas_status_detail(status, "a network that gets there: %s", sample.text);
    hwnas_status_detail(status, "change the attributes, or forbid the combination under \"constraints\"");
  }
  hwnas_str_deinit(&sample);
  return status;
}

static bool seen_before(const hwnas_refusal_t **seen, size_t n, const hwnas_refusal_t *refusal) {
  for (size_t i = 0; i < n; i++)
    if (seen[i] == refusal || (strcmp(seen[i]->what, refusal->what) == 0 && seen[i]->place == refusal->place))
      return true;
  return false;
}

static void indices_of(const hwnas_table_t *table, size_t cell, int32_t *known, size_t n_known) {
  memset(known, 0xff, n_known * sizeof *known);
  for (uint32_t i = table->n_axes; i-- > 0;) {
    known[table->axes[i]] = (int32_t)(cell % table->sizes[i]);
    cell /= table->sizes[i];
  }
}

typedef struct judge {
  hwnas_compiler_t *compiler;
  int32_t *known;
  uint16_t *point;
  const hwnas_refusal_t *seen[20]; /* already reported */
  size_t n_seen;
} judge_t;

static hwnas_status_t *judge_cell(judge_t *judge, const hwnas_suspect_t *suspect, size_t cell) {
  hwnas_space_t *space = judge->compiler->space;
  const hwnas_refusal_t *refusal = suspect->table->cells[cell].refusal;
  if (judge->n_seen == 20 || seen_before(judge->seen, judge->n_seen, refusal)) return NULL;
  indices_of(suspect->table, cell, judge->known, space->n_choices);
  bool found;
  hwnas_status_t *status = hwnas_space_witness(space, suspect->guard, judge->known, &found, judge->point);
  if (status && status->error == HWNAS_ERROR_TABLE_BUDGET) {
    hwnas_log("shape", HWNAS_LOG_WARNING, "cannot tell whether a network reaches this: %s (module %s)",
              refusal->what, suspect->path);
    hwnas_status_destroy(status);
    return NULL;
  }
  HWNAS_TRY(status);
  if (!found) return NULL;
  judge->seen[judge->n_seen++] = refusal;
  hwnas_status_append(&judge->compiler->errors,
                      refusal_error(judge->compiler, suspect, refusal, judge->point));
  return NULL;
}

hwnas_status_t *hwnas_compiler_judge(hwnas_compiler_t *compiler) {
  size_t n = compiler->space->n_choices;
  judge_t judge = {.compiler = compiler};
  judge.known = hwnas_arena_alloc_array(compiler->arena, n, sizeof *judge.known);
  judge.point = hwnas_arena_alloc_array(compiler->arena, n, sizeof *judge.point);
  if (!judge.known || !judge.point) return hwnas_status_no_memory();
  for (size_t i = 0; i < compiler->n_suspects; i++) {
    const hwnas_suspect_t *suspect = &compiler->suspects[i];
    for (size_t c = 0; c < suspect->table->n_cells; c++)
      if (suspect->table->cells[c].type == HWNAS_VALUE_UNDEFINED) HWNAS_TRY(judge_cell(&judge, suspect, c));
  }
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
