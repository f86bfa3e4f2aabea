/* Limits: a file of a few lines may ask for more than any machine has. */
#include <string.h>

#include "shape/internal.h"

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
  if (++compiler->n_modules > HWNAS_MODULES_MAX)
    return hwnas_json_at(hwnas_status_make(HWNAS_ERROR_LIMIT, "more than %d modules", HWNAS_MODULES_MAX),
                         json);
  compiler->module_depth++;
  return NULL;
}

void hwnas_compiler_leave_module(hwnas_compiler_t *compiler) { compiler->module_depth--; }

hwnas_status_t *hwnas_compiler_count_turn(hwnas_compiler_t *compiler, const hwnas_json_t *json) {
  if (++compiler->n_turns <= HWNAS_MODULES_MAX) return NULL;
  return hwnas_json_at(
      hwnas_status_make(HWNAS_ERROR_LIMIT, "more than %d turns of 'for' in one space", HWNAS_MODULES_MAX),
      json);
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
  if (compiler->steps <= HWNAS_SPACE_STEPS_MAX) return NULL;
  hwnas_status_t *status = hwnas_status_make(
      HWNAS_ERROR_LIMIT, "the expressions of this space take more than %llu steps to compute",
      (unsigned long long)HWNAS_SPACE_STEPS_MAX);
  return hwnas_status_detail(status,
                             "an expression is computed once per combination of the choices that it reads: "
                             "give what does not depend on them a name under \"let\", or shrink domains");
}

hwnas_status_t *hwnas_compiler_check_name(const char *text, const hwnas_json_t *json) {
  size_t length = strlen(text);
  if (length <= HWNAS_NAME_MAX) return NULL;
  return hwnas_json_at(hwnas_status_make(HWNAS_ERROR_LIMIT, "a label or name of %zu bytes; %d are allowed",
                                         length, HWNAS_NAME_MAX),
                       json);
}

/* ---- Memory ---------------------------------------------------------------------------------- */

hwnas_status_t *hwnas_compiler_judge_memory(const hwnas_compiler_t *compiler, hwnas_status_t *status) {
  if (!compiler->arena || !compiler->arena->exceeded) return status;
  hwnas_status_destroy(status);
  status = hwnas_status_make(HWNAS_ERROR_LIMIT, "the space takes more than %zu MiB of memory",
                             HWNAS_SPACE_BYTES_MAX >> 20);
  hwnas_status_detail(status, "the module named here was the last that was begun");
  hwnas_status_detail(status, "shrink domains and loops, or make values depend on fewer choices at once");
  return hwnas_json_at(status, compiler->at ? compiler->at : compiler->document);
}
