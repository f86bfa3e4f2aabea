/* hwnas.json/1 of sdk/include/hwnas/evaluator.h, and errors of the host as failures of a plugin's call. */
#ifndef HWNAS_CORE_SEARCH_JSON_SERVICE_H
#define HWNAS_CORE_SEARCH_JSON_SERVICE_H

#include "hwnas/evaluator.h"
#include "json/json.h"

const hwnas_json_service_t *hwnas_json_service(void);
/* What visit was called with, as a document again, which borrows text; what does not fit *out is in arena.
 * Errors: JSON_SYNTAX, NO_MEMORY. */
hwnas_status_t *hwnas_json_from_visit(hwnas_arena_t *arena, int32_t kind, double number, const char *text,
                                      hwnas_json_t *out);
/* Hands an error of the host to the plugin that called, in one line, and destroys it. */
hwnas_result_t hwnas_service_refuse(hwnas_call_t *call, hwnas_result_t code, hwnas_status_t *status);

#endif
