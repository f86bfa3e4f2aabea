/* Conditions on networks, taken apart: ranges of metrics, conditions on labels, and what is neither. */
#ifndef HWNAS_CORE_SEARCH_WHERE_H
#define HWNAS_CORE_SEARCH_WHERE_H

#include "search/predicate.h"
#include "trellis/range.h"

/* Metrics, each once, with a range. */
typedef struct hwnas_limits {
  size_t *metrics; /* numbers in the set */
  hwnas_range_t *ranges;
  size_t n, metrics_capacity, ranges_capacity;
} hwnas_limits_t;

/* A network fits if all hold: each range, each condition, and the predicates. Where `left` is false the
 * ranges and conditions say all that the predicates do. */
typedef struct hwnas_where {
  hwnas_arena_t arena;
  hwnas_limits_t sums;   /* of metrics that are sums */
  hwnas_limits_t others; /* which conditions and predicates say too, if not how far away a network is */
  const hwnas_table_t **conditions;
  const char **texts; /* per condition: the predicate that it is of, as it was written */
  size_t n_conditions;
  bool left;
} hwnas_where_t;

/* Borrows the predicates, which are of this space and set (NULL: labels only). Deinit even after an error.
 * Errors: NO_MEMORY. */
hwnas_status_t *hwnas_where_init(hwnas_where_t *where, const hwnas_space_t *space,
                                 const hwnas_metric_set_t *set, hwnas_predicate_t *const *predicates,
                                 size_t n);
void hwnas_where_deinit(hwnas_where_t *where);

#endif
