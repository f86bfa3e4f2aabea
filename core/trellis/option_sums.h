/* Numbers of the options of a layer, which many edges share: what is of the options is computed once for all.
 */
#ifndef HWNAS_CORE_TRELLIS_OPTION_SUMS_H
#define HWNAS_CORE_TRELLIS_OPTION_SUMS_H

#include "trellis/contract.h"
#include "trellis/distribution.h"

/* Memory for the layers of one trellis, one at a time. */
typedef struct hwnas_option_sums {
  hwnas_contraction_t form; /* of the layer in question */
  double *options;          /* per option of it */
  double *levels, *weights; /* scratch */
} hwnas_option_sums_t;

/* Deinit it also after an error. Errors: NO_MEMORY. */
hwnas_status_t *hwnas_option_sums_init(hwnas_option_sums_t *sums, const hwnas_trellis_t *trellis);
void hwnas_option_sums_deinit(hwnas_option_sums_t *sums);
/* Sets the probabilities of all options of a layer. */
void hwnas_option_sums_weigh(hwnas_option_sums_t *sums, const hwnas_distribution_t *p,
                             const hwnas_trellis_t *trellis, const hwnas_trellis_layer_t *layer);
/* Per edge of the trellis, the probability of all its options. */
void hwnas_option_sums_set_edges(hwnas_option_sums_t *sums, const hwnas_distribution_t *p,
                                 const hwnas_trellis_t *trellis, double *out);
/* Sets the options of a layer to 0. */
void hwnas_option_sums_begin(hwnas_option_sums_t *sums, const hwnas_distribution_t *p,
                             const hwnas_trellis_t *trellis, const hwnas_trellis_layer_t *layer);
/* Adds the derivative by the probability of an edge to its options. */
static inline void hwnas_option_sums_add(hwnas_option_sums_t *sums, const hwnas_trellis_t *trellis,
                                         uint32_t e, double derivative) {
  for (uint32_t i = trellis->first_option[e]; i < trellis->first_option[e + 1]; i++)
    sums->options[trellis->options[i]] += derivative;
}
/* Adds to a gradient what derivatives by the probabilities of options are by those of their choices. */
void hwnas_option_sums_end(hwnas_option_sums_t *sums, const hwnas_distribution_t *p, double *gradient);

#endif
