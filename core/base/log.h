/* The log: one line per message on stderr, by level and topic.
 *
 * HWNAS_LOG is a list of LEVEL or TOPIC=LEVEL, e.g. "warning,plugin=debug"; levels are error, warning
 * (the default), info and debug; topics are the folders of core/: json, space, shape, plugin, run ... */
#ifndef HWNAS_CORE_BASE_LOG_H
#define HWNAS_CORE_BASE_LOG_H

#include <stdbool.h>

#include "hwnas/plugin.h" /* HWNAS_LOG_* */

bool hwnas_log_enabled(const char *topic, int level);
void hwnas_log(const char *topic, int level, const char *format, ...) __attribute__((format(printf, 3, 4)));

#endif
