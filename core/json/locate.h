#ifndef HWNAS_CORE_JSON_LOCATE_H
#define HWNAS_CORE_JSON_LOCATE_H

#include "json/json.h"

/* Sets line and column of root, which was read from text, and of all below it. */
void hwnas_json_locate_all(hwnas_json_t *root, const char *text, size_t length);

#endif
