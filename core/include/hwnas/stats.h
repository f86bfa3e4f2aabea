/* hwnas/stats.h - what the networks of a region cost: the distribution of each metric. */
#ifndef HWNAS_STATS_H
#define HWNAS_STATS_H

#include "hwnas/region.h"

#ifdef __cplusplus
extern "C" {
#endif

#define HWNAS_STATS_QUANTILES 9
#define HWNAS_STATS_BINS 64

/* The share of networks of which quantile number q is given: 0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95,
 * 0.99.
 */
HWNAS_API double hwnas_stats_share(size_t q);

/* Of one metric, in quanta. */
typedef struct hwnas_metric_stats {
  const hwnas_metric_info_entry_t *info;
  bool exact;      /* of all networks; else of those that were drawn */
  bool ends_exact; /* least and most are those of all networks, in ranges too */
  int64_t least, most;
  uint16_t *least_point, *most_point; /* networks that cost as much */
  double mean, sd;
  double quantiles[HWNAS_STATS_QUANTILES];
  double resolution; /* what a quantile is off by at most because values are taken together, where there are
                        very many; 0: nothing, and if `exact` bins are so too */
  double bins[HWNAS_STATS_BINS]; /* shares of networks from least to most, in bins of equal width */
} hwnas_metric_stats_t;

typedef struct hwnas_stats {
  hwnas_metric_stats_t *metrics; /* per metric of the set */
  size_t n;
  uint16_t *points; /* behind those of the metrics */
  size_t n_drawn;
  int64_t *drawn; /* n_drawn x n: metrics of networks drawn at random, each equally likely */
} hwnas_stats_t;

/* Of all metrics of the set of a region (which has one). Networks are drawn, so many or, where that is needed
 * to answer, more. Exact without ranges and other conditions on metrics; given ranges, least and most are
 * looked for among all networks, as far as a second goes. Deinit even after an error. Errors: those of
 * hwnas_region_draw, PROFILER for a metric that is unknown. */
HWNAS_API hwnas_status_t *hwnas_stats_init(hwnas_stats_t *stats, hwnas_region_t *region, size_t n_drawn);
HWNAS_API void hwnas_stats_deinit(hwnas_stats_t *stats);

#ifdef __cplusplus
}
#endif

#endif
