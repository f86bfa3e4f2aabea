/* Limits: a file of a few lines may ask for more than any machine has. */
#include <inttypes.h>
#include <string.h>

#include "shape/internal.h"

/* LIMIT if there are n of what the limit counts, and that is too many. */
static hwnas_status_t *check(const hwnas_compiler_t *compiler, hwnas_limit_t limit, uint64_t n,
                             const char *what) {
  uint64_t most = hwnas_limit_value(compiler->limits, limit);
  if (n <= most) return NULL;
  return hwnas_limit_advise(hwnas_status_make(HWNAS_ERROR_LIMIT, "more than %" PRIu64 " %s", most, what),
                            limit, most, n);
}

/* ---- Modules --------------------------------------------------------------------------------- */

static hwnas_status_t *too_deep(const hwnas_json_t *json) {
  hwnas_status_t *status =
      hwnas_status_make(HWNAS_ERROR_LIMIT, "modules nested more than %d deep", HWNAS_MODULE_DEPTH_MAX);
  hwnas_status_detail(status, "if blocks are nested here, see whether one of them contains itself");
  return hwnas_json_at(status, json);
}

hwnas_status_t *hwnas_compiler_begin_module(hwnas_compiler_t *compiler, const hwnas_json_t *json) {
  compiler->at = json;
  if (compiler->module_depth == HWNAS_MODULE_DEPTH_MAX) return too_deep(json);
  HWNAS_TRY(hwnas_json_at(check(compiler, HWNAS_LIMIT_MODULES, ++compiler->n_modules, "modules"), json));
  compiler->module_depth++;
  return NULL;
}

void hwnas_compiler_leave_module(hwnas_compiler_t *compiler) { compiler->module_depth--; }

hwnas_status_t *hwnas_compiler_count_turn(hwnas_compiler_t *compiler, const hwnas_json_t *json) {
  return hwnas_json_at(
      check(compiler, HWNAS_LIMIT_MODULES, ++compiler->n_turns, "turns of 'for' in one space"), json);
}

/* ---- Choices --------------------------------------------------------------------------------- */

hwnas_status_t *hwnas_compiler_check_choices(const hwnas_compiler_t *compiler) {
  return check(compiler, HWNAS_LIMIT_CHOICES, compiler->space->n_choices + 1, "choices");
}

/* ---- Expressions ----------------------------------------------------------------------------- */

hwnas_status_t *hwnas_compiler_begin_definition(hwnas_compiler_t *compiler, size_t depth) {
  if (depth > HWNAS_DEFINITIONS_DEPTH_MAX - compiler->definitions_depth) {
    hwnas_status_t *status =
        hwnas_status_make(HWNAS_ERROR_LIMIT, "too many definitions need each other to compute this one");
    return hwnas_status_detail(status, "a function of \"let\" that calls itself must come to an end soon");
  }
  compiler->definitions_depth += depth;
  return NULL;
}

void hwnas_compiler_leave_definition(hwnas_compiler_t *compiler, size_t depth) {
  compiler->definitions_depth -= depth;
}

hwnas_status_t *hwnas_compiler_check_steps(const hwnas_compiler_t *compiler) {
  uint64_t most = hwnas_limit_value(compiler->limits, HWNAS_LIMIT_STEPS);
  if (compiler->steps <= most) return NULL;
  hwnas_status_t *status = hwnas_status_make(
      HWNAS_ERROR_LIMIT, "the expressions of this space take more than %" PRIu64 " steps to compute", most);
  hwnas_status_detail(status,
                      "an expression is computed once per combination of the choices that it reads: "
                      "give what does not depend on them a name under \"let\", or shrink domains");
  return hwnas_limit_advise(status, HWNAS_LIMIT_STEPS, most, compiler->steps);
}

hwnas_status_t *hwnas_compiler_check_name(const char *text, const hwnas_json_t *json) {
  size_t length = strlen(text);
  if (length <= HWNAS_NAME_MAX) return NULL;
  return hwnas_json_at(hwnas_status_make(HWNAS_ERROR_LIMIT, "a label or name of %zu bytes; %d are allowed",
                                         length, HWNAS_NAME_MAX),
                       json);
}

/* ---- Tables ---------------------------------------------------------------------------------- */

hwnas_status_t *hwnas_compiler_place_budget(const hwnas_compiler_t *compiler, hwnas_status_t *status) {
  if (!status || status->error != HWNAS_ERROR_TABLE_BUDGET) return status;
  return hwnas_json_at(status, compiler->at ? compiler->at : compiler->document);
}

/* ---- Memory ---------------------------------------------------------------------------------- */

hwnas_status_t *hwnas_compiler_judge_memory(const hwnas_compiler_t *compiler, hwnas_status_t *status) {
  if (!compiler->arena || !compiler->arena->exceeded) return status;
  hwnas_status_destroy(status);
  uint64_t most = hwnas_limit_value(compiler->limits, HWNAS_LIMIT_MEMORY);
  status = hwnas_status_make(HWNAS_ERROR_LIMIT, "the space takes more than %" PRIu64 " MiB of memory", most);
  hwnas_status_detail(status, "the module named here was the last that was begun");
  hwnas_status_detail(status, "shrink domains and loops, or make values depend on fewer choices at once");
  hwnas_limit_advise(status, HWNAS_LIMIT_MEMORY, most, most + 1);
  return hwnas_json_at(status, compiler->at ? compiler->at : compiler->document);
}
