/* What a component of a plugin is and takes, as text and as JSON. */
#ifndef HWNAS_CLI_PLUGIN_DESCRIBE_H
#define HWNAS_CLI_PLUGIN_DESCRIBE_H

#include "base/str.h"
#include "plugin/plugin.h"

/* Appends several lines for people. */
void hwnas_plugin_describe(const hwnas_plugin_component_t *entry, hwnas_str_t *out);
/* Appends {"kind","name","summary","options":[..]} with "metrics" for profilers and "op_types" for shape
 * formulas. */
void hwnas_plugin_describe_json(const hwnas_plugin_component_t *entry, hwnas_str_t *out);

#endif
