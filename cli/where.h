/* --where: the part of a space in which conditions hold. */
#ifndef HWNAS_CLI_WHERE_H
#define HWNAS_CLI_WHERE_H

#include "hwnas/region.h"
#include "open_space.h"

#define HWNAS_ARG_WHERE                                                                              \
  {                                                                                                  \
    "where", "EXPR", "only networks for which EXPR holds: flops<=300e6, 'flops<3e8 and s1_depth>1'", \
        HWNAS_ARG_REPEATABLE                                                                         \
  }
#define HWNAS_ARG_WHERE_METRICS \
  { "metrics", "METRICS", "the metrics that --where names, where their own names are not enough", 0 }
#define HWNAS_ARG_BUDGET \
  { "budget", "N", "edges that the graph of all networks may have (4194304)", 0 }

#define HWNAS_ARG_LAW(what) \
  { "law", "networks|labels", what, 0 }

/* The law of --law, networks if there is none; *out_word is its name. USAGE error with `did you mean`. */
hwnas_status_t *hwnas_args_law(const hwnas_args_t *args, hwnas_law_t *out, const char **out_word);

/* The region of --where, with the metrics of --metrics, or else those that the conditions name. */
typedef struct hwnas_open_region {
  hwnas_metric_set_t *set; /* NULL: the conditions name none */
  hwnas_region_t *region;
} hwnas_open_region_t;

/* always: metrics ("flops,params", or "") that are there too unless --metrics is. close also after an error.
 */
hwnas_status_t *hwnas_open_region(const hwnas_args_t *args, const hwnas_open_space_t *open, hwnas_law_t law,
                                  const char *always, hwnas_open_region_t *out);
void hwnas_open_region_close(hwnas_open_region_t *region);

#endif
