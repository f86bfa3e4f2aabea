/* What the files of statistics share. */
#ifndef HWNAS_CORE_SEARCH_STATS_INTERNAL_H
#define HWNAS_CORE_SEARCH_STATS_INTERNAL_H

#include "hwnas/stats.h"
#include "search/region.h"

/* Least and most must be known. */
void hwnas_stats_add_to_bin(hwnas_metric_stats_t *metric, double value, double share);
hwnas_status_t *hwnas_stats_empty_error(void);
/* All of a metric that is a peak, where the region has no ranges and nothing to test; *out_done is false if
 * the metric has too many values or the graph of all networks is too large. */
hwnas_status_t *hwnas_stats_try_peak(const hwnas_region_t *region, size_t m, hwnas_metric_stats_t *metric,
                                     bool *out_done);

#endif
