/* Distributions of metrics as a page to look at: one file, no network. */
#ifndef HWNAS_CLI_STATS_HTML_H
#define HWNAS_CLI_STATS_HTML_H

#include "base/str.h"
#include "hwnas/stats.h"

/* Appends the page: per metric a histogram, the share of networks under a limit as a curve, and quantiles;
 * then pairs of metrics as densities. */
void hwnas_stats_html(const hwnas_stats_t *stats, const char *space, const char *const *conditions,
                      size_t n_conditions, hwnas_str_t *out);

#endif
