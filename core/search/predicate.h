/* Predicates: expressions over metrics and labels, compiled into a small program over doubles.
 *
 * Names are metrics, else labels; label('cell/0_1') names a label that is no identifier. Whatever depends on
 * labels alone may use all that expressions can do and is folded into a table; with metrics go numbers, + - *
 * / // % **, comparisons, and, or, not, if, abs, min, max, floor, ceil. A metric stands for its value in its
 * unit; a label that is inactive has its first value. A comparison with what has no value (0/0, a metric that
 * is unknown for the network) is false. */
#ifndef HWNAS_CORE_SEARCH_PREDICATE_H
#define HWNAS_CORE_SEARCH_PREDICATE_H

#include "hwnas/strategy.h" /* hwnas_predicate_t */
#include "metric/metric.h"

/* Compiles text. place ("file:line:column", may be NULL) stands in messages. set may be NULL: labels only.
 * Borrows space and set. Errors: EXPR_SYNTAX, PREDICATE. */
hwnas_status_t *hwnas_predicate_create(const hwnas_space_t *space, const hwnas_metric_set_t *set,
                                       const char *text, const char *place, hwnas_predicate_t **out);
void hwnas_predicate_destroy(hwnas_predicate_t *predicate); /* NULL is allowed */
const char *hwnas_predicate_text(const hwnas_predicate_t *predicate);
/* True if it reads a metric. */
bool hwnas_predicate_needs_metrics(const hwnas_predicate_t *predicate);
/* Tests a canonical point whose metrics are these, in quanta (NULL if it needs none). */
bool hwnas_predicate_test(const hwnas_predicate_t *predicate, const uint16_t *point, const int64_t *quanta);

/* Calls fn with every name in text that may be a metric: free names that are no labels of space (NULL: all).
 * Errors: EXPR_SYNTAX, what fn returns. */
hwnas_status_t *hwnas_predicate_names(const hwnas_space_t *space, const char *text, const char *place,
                                      hwnas_status_t *(*fn)(void *self, const char *name), void *self);

#endif
