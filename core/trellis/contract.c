#include "trellis/contract.h"

double hwnas_contract(const hwnas_contraction_t *form, const double *cells, const double *probabilities,
                      double *levels) {
  const double *in = cells;
  size_t rows = form->n_cells, end = 0, width = 1;
  for (uint32_t a = 0; a < form->n_axes; width *= form->sizes[a++]) end += width;
  for (uint32_t a = form->n_axes; a-- > 0;) {
    const double *p = &probabilities[form->first[a]];
    uint32_t n = form->sizes[a];
    rows /= n;
    double *out = &levels[end -= rows];
    for (size_t r = 0; r < rows; r++, in += n) {
      double sum = 0;
      for (uint32_t k = 0; k < n; k++) sum += p[k] * in[k];
      out[r] = sum;
    }
    in = out;
  }
  return levels[0];
}

/* One axis on the way back: rows of `in`, each with the weight of what lies before it. */
static void spread(const double *restrict in, size_t rows, uint32_t n, const double *restrict p,
                   const double *restrict weights, double *restrict gradient, double *restrict out_weights) {
  for (size_t r = 0; r < rows; r++, in += n, out_weights += n)
    for (uint32_t k = 0; k < n; k++) {
      gradient[k] += weights[r] * in[k];
      out_weights[k] = weights[r] * p[k];
    }
}

static void spread_last(const double *restrict in, size_t rows, uint32_t n, const double *restrict weights,
                        double *restrict gradient) {
  for (size_t r = 0; r < rows; r++, in += n)
    for (uint32_t k = 0; k < n; k++) gradient[k] += weights[r] * in[k];
}

void hwnas_contract_add_gradient(const hwnas_contraction_t *form, const double *cells,
                                 const double *probabilities, const double *levels, double *weights,
                                 double *gradient) {
  size_t rows = 1;
  weights[0] = 1;
  for (uint32_t a = 0; a + 1 < form->n_axes; a++) {
    size_t first = form->first[a];
    levels += rows;
    spread(levels, rows, form->sizes[a], &probabilities[first], weights, &gradient[first], weights + rows);
    weights += rows;
    rows *= form->sizes[a];
  }
  uint32_t last = form->n_axes - 1;
  spread_last(cells, rows, form->sizes[last], weights, &gradient[form->first[last]]);
}
