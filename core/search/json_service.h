/* hwnas.json/1 of sdk/include/hwnas/evaluator.h, and errors of the host as failures of a plugin's call. */
#ifndef HWNAS_CORE_SEARCH_JSON_SERVICE_H
#define HWNAS_CORE_SEARCH_JSON_SERVICE_H

#include "base/status.h"
#include "hwnas/evaluator.h"

const hwnas_json_service_t *hwnas_json_service(void);
/* Hands an error of the host to the plugin that called, in one line, and destroys it. */
hwnas_result_t hwnas_service_refuse(hwnas_call_t *call, hwnas_result_t code, hwnas_status_t *status);

#endif
