/* The best network under limits by integer programming: from the factor tables of a metric set alone, so that
 * nothing is shared with the graph of all networks. */
#ifndef HWNAS_TESTS_INTEGRATION_ILP_H
#define HWNAS_TESTS_INTEGRATION_ILP_H

#include <glpk.h>
#include <stdlib.h>
#include <string.h>

#include "metric/metric.h"
#include "trellis/range.h"

#define ILP_MILLISECONDS 60000
#define ILP_METRICS 8

typedef struct ilp {
  glp_prob *problem;
  const hwnas_metric_set_t *set;
  const hwnas_space_t *space;
  int *first; /* per choice: column of its value 0 */
  size_t score;
  double *scales; /* per metric, so that coefficients are moderate */
  int *rows;      /* per metric: the row that is its sum */
} ilp_t;

/* Adds a coefficient to the sums of all metrics and to the score; a column is met once. */
static inline void ilp_price(const ilp_t *ilp, int column, const int64_t *values, int *indices,
                             double *coefficients, int n) {
  for (size_t m = 0; m < hwnas_metric_set_size(ilp->set); m++) {
    n++;
    indices[n] = ilp->rows[m];
    coefficients[n] = (double)values[m] * ilp->scales[m];
  }
  glp_set_mat_col(ilp->problem, column, n, indices, coefficients);
  glp_set_obj_coef(ilp->problem, column, (double)values[ilp->score] * ilp->scales[ilp->score]);
}

/* One binary per value of every choice, of which one is 1. */
static inline void ilp_add_choices(ilp_t *ilp) {
  for (size_t c = 0; c < ilp->space->n_choices; c++) {
    int n = (int)ilp->space->choices[c].n, row = glp_add_rows(ilp->problem, 1);
    glp_set_row_bnds(ilp->problem, row, GLP_FX, 1, 1);
    ilp->first[c] = glp_add_cols(ilp->problem, n);
    for (int k = 0; k < n; k++) {
      const int indices[] = {0, row};
      const double ones[] = {0, 1};
      glp_set_col_kind(ilp->problem, ilp->first[c] + k, GLP_BV);
      glp_set_mat_col(ilp->problem, ilp->first[c] + k, 1, indices, ones);
    }
  }
}

/* x of a value less the cells of a factor that have it is 0. */
static inline int ilp_link(ilp_t *ilp, int column) {
  int indices[2] = {0, glp_add_rows(ilp->problem, 1)};
  double coefficients[2] = {0, -1};
  int *old = calloc((size_t)glp_get_num_rows(ilp->problem) + 2, sizeof *old);
  double *values = calloc((size_t)glp_get_num_rows(ilp->problem) + 2, sizeof *values);
  glp_set_row_bnds(ilp->problem, indices[1], GLP_FX, 0, 0);
  int n = glp_get_mat_col(ilp->problem, column, old, values);
  old[++n] = indices[1];
  values[n] = coefficients[1];
  glp_set_mat_col(ilp->problem, column, n, old, values);
  free(old);
  free(values);
  return indices[1];
}

/* One column from 0 to 1 per cell: where the choices are whole, so are the cells. */
static inline void ilp_add_factor(ilp_t *ilp, const hwnas_factor_t *factor) {
  const hwnas_table_t *scope = &factor->scope;
  size_t n_metrics = hwnas_metric_set_size(ilp->set);
  int links[HWNAS_SCOPE_MAX][256];
  for (uint32_t a = 0; a < scope->n_axes; a++)
    for (uint32_t k = 0; k < scope->sizes[a]; k++)
      links[a][k] = ilp_link(ilp, ilp->first[scope->axes[a]] + (int)k);
  for (size_t cell = 0; cell < scope->n_cells; cell++) {
    int indices[HWNAS_SCOPE_MAX + ILP_METRICS + 1], n = 0, column = glp_add_cols(ilp->problem, 1);
    double coefficients[HWNAS_SCOPE_MAX + ILP_METRICS + 1];
    size_t rest = cell;
    glp_set_col_bnds(ilp->problem, column, GLP_DB, 0, 1);
    for (uint32_t a = scope->n_axes; a-- > 0;) {
      uint32_t size = scope->sizes[a];
      if (size == 0) abort();
      indices[++n] = links[a][rest % size];
      coefficients[n] = 1;
      rest /= size;
    }
    ilp_price(ilp, column, &factor->cells[cell * n_metrics], indices, coefficients, n);
  }
}

static inline void ilp_add_ranges(ilp_t *ilp, const hwnas_range_t *ranges) {
  const int64_t *constants = hwnas_metric_set_constants(ilp->set);
  for (size_t m = 0; m < hwnas_metric_set_size(ilp->set); m++) {
    bool low = ranges[m].low > INT64_MIN, high = ranges[m].high < INT64_MAX;
    double least = low ? (double)(ranges[m].low - constants[m]) * ilp->scales[m] : 0;
    double most = high ? (double)(ranges[m].high - constants[m]) * ilp->scales[m] : 0;
    glp_set_row_bnds(ilp->problem, ilp->rows[m],
                     low    ? high ? GLP_DB : GLP_LO
                     : high ? GLP_UP
                            : GLP_FR,
                     least, most);
  }
}

static inline void ilp_build(ilp_t *ilp, bool most, const hwnas_range_t *ranges) {
  size_t n_metrics = hwnas_metric_set_size(ilp->set), n_parts;
  const hwnas_factor_t *parts = hwnas_metric_set_parts(ilp->set, &n_parts);
  ilp->problem = glp_create_prob();
  glp_set_obj_dir(ilp->problem, most ? GLP_MAX : GLP_MIN);
  for (size_t m = 0; m < n_metrics; m++) {
    double largest = 1;
    for (size_t f = 0; f < n_parts; f++)
      for (size_t i = 0; i < parts[f].scope.n_cells; i++)
        if ((double)parts[f].cells[i * n_metrics + m] > largest)
          largest = (double)parts[f].cells[i * n_metrics + m];
    ilp->scales[m] = 1000 / largest;
    ilp->rows[m] = glp_add_rows(ilp->problem, 1);
  }
  ilp_add_ranges(ilp, ranges);
  ilp_add_choices(ilp);
  for (size_t f = 0; f < n_parts; f++) ilp_add_factor(ilp, &parts[f]);
}

static inline bool ilp_solve(const ilp_t *ilp) {
  glp_iocp options;
  glp_init_iocp(&options);
  options.presolve = options.mir_cuts = options.gmi_cuts = options.cov_cuts = GLP_ON;
  options.msg_lev = GLP_MSG_OFF;
  options.tm_lim = ILP_MILLISECONDS;
  return glp_intopt(ilp->problem, &options) == 0 && glp_mip_status(ilp->problem) == GLP_OPT;
}

static inline void ilp_read(const ilp_t *ilp, uint16_t *out_point) {
  for (size_t c = 0; c < ilp->space->n_choices; c++)
    for (uint32_t k = 0; k < ilp->space->choices[c].n; k++)
      if (glp_mip_col_val(ilp->problem, ilp->first[c] + (int)k) > 0.5) out_point[c] = (uint16_t)k;
}

/* The space has neither constraints nor derived variables, and at most ILP_METRICS metrics. ranges: one per
 * metric; INT64_MIN and INT64_MAX for none. False if the solver does not end with an optimum. */
static inline bool ilp_best(const hwnas_metric_set_t *set, size_t score, bool most,
                            const hwnas_range_t *ranges, uint16_t *out_point) {
  ilp_t ilp = {.set = set, .space = hwnas_metric_set_space(set), .score = score};
  ilp.first = calloc(ilp.space->n_choices + 1, sizeof *ilp.first);
  ilp.scales = calloc(hwnas_metric_set_size(set), sizeof *ilp.scales);
  ilp.rows = calloc(hwnas_metric_set_size(set), sizeof *ilp.rows);
  if (!ilp.first || !ilp.scales || !ilp.rows) abort();
  glp_term_out(GLP_OFF);
  ilp_build(&ilp, most, ranges);
  bool solved = ilp_solve(&ilp);
  if (solved) ilp_read(&ilp, out_point);
  glp_delete_prob(ilp.problem);
  free(ilp.first);
  free(ilp.scales);
  free(ilp.rows);
  return solved;
}

#endif
