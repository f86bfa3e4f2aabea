#include "trellis/multipliers.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define PIVOTS_MAX 200
#define PENALTY \
  1e4 /* of what a mixture is outside its ranges: in spans of the score per span of the metric */
#define NEAR 1e-9

/* The linear program, with score and metrics divided by their spans: one row per end, "<=", and a last one
 * that says that the shares of the paths sum to 1. */
typedef struct program {
  const hwnas_quest_t *quest;
  uint32_t node;       /* where paths begin */
  const int64_t *sums; /* before it */
  size_t n;
  double score_scale, *scales; /* per unit: of the score, of each range */
  double *right;               /* per row */
  double *inverse;             /* n x n, of the columns in the basis */
  double *costs, *values;      /* of these columns */
  double *prices;              /* of the rows */
  double *column, *direction;  /* scratch, per row */
  double *rates;               /* per range: scratch */
  double *after;               /* per node: the least weight of a way on */
  uint32_t *way;               /* per node: the edge that begins it */
  double *best, best_bound;    /* multipliers so far */
} program_t;

/* ---- Paths ----------------------------------------------------------------------------------- */

/* Multipliers are prices of the ends with the sign turned; those of no avail are 0. */
static void set_rates(program_t *program) {
  const hwnas_quest_t *quest = program->quest;
  memset(program->rates, 0, quest->n_ranges * sizeof(double));
  for (size_t j = 0; j < quest->n_ends; j++) {
    double rate = fmax(-program->prices[j], 0);
    program->rates[quest->ends[j].range] += quest->ends[j].upper ? rate : -rate;
  }
}

/* The lightest path by score + rates * sums. */
static double find_path(program_t *program) {
  const hwnas_quest_t *quest = program->quest;
  const hwnas_trellis_t *trellis = quest->trellis;
  double *after = program->after;
  for (size_t node = 1; node <= program->node; node++) {
    after[node] = INFINITY;
    for (uint32_t e = trellis->first_edge[node]; e < trellis->first_edge[node + 1]; e++) {
      double weight = (double)quest->score.costs[e] * program->score_scale + after[trellis->to[e]];
      for (size_t r = 0; r < quest->n_ranges; r++)
        weight += program->rates[r] * program->scales[r] * (double)quest->ranges[r].costs[e];
      if (weight >= after[node]) continue;
      after[node] = weight;
      program->way[node] = e;
    }
  }
  return after[program->node];
}

/* The path that was found, as a column; returns its score. */
static double set_column(program_t *program) {
  const hwnas_quest_t *quest = program->quest;
  const hwnas_trellis_t *trellis = quest->trellis;
  double score = 0;
  memset(program->column, 0, program->n * sizeof(double));
  for (uint32_t node = program->node; node != 0; node = trellis->to[program->way[node]]) {
    uint32_t e = program->way[node];
    score += (double)quest->score.costs[e] * program->score_scale;
    for (size_t j = 0; j < quest->n_ends; j++) {
      size_t r = quest->ends[j].range;
      double sum = (double)quest->ranges[r].costs[e] * program->scales[r];
      program->column[j] += quest->ends[j].upper ? sum : -sum;
    }
  }
  program->column[program->n - 1] = 1;
  return score;
}

/* Keeps the multipliers if they are the best so far. */
static void remember(program_t *program, double least) {
  const hwnas_quest_t *quest = program->quest;
  double bound = least;
  for (size_t r = 0; r < quest->n_ranges; r++) {
    const hwnas_sums_t *sums = &quest->ranges[r];
    int64_t end = program->rates[r] > 0 ? sums->high : sums->low;
    bound -= program->rates[r] * program->scales[r] * (double)(end - program->sums[r]);
  }
  if (!(bound > program->best_bound)) return;
  program->best_bound = bound;
  memcpy(program->best, program->rates, quest->n_ranges * sizeof(double));
}

/* ---- The simplex method ------------------------------------------------------------------------ */

/* Begins with the path of the best score, and penalties for the ends that it passes. */
static void begin(program_t *program) {
  size_t n = program->n, last = n - 1;
  set_rates(program);
  remember(program, find_path(program));
  program->costs[last] = set_column(program);
  program->values[last] = program->inverse[last * n + last] = 1;
  for (size_t j = 0; j < last; j++) {
    double room = program->right[j] - program->column[j], sign = room >= 0 ? 1 : -1;
    program->inverse[j * n + j] = sign;
    program->inverse[j * n + last] = -sign * program->column[j];
    program->values[j] = fabs(room);
    program->costs[j] = room >= 0 ? 0 : PENALTY;
  }
}

static void set_prices(program_t *program) {
  size_t n = program->n;
  memset(program->prices, 0, n * sizeof(double));
  for (size_t k = 0; k < n; k++)
    for (size_t i = 0; i < n; i++) program->prices[i] += program->costs[k] * program->inverse[k * n + i];
}

/* The row that the column of direction takes the place of; n if there is none. */
static size_t find_leaving(const program_t *program) {
  size_t row = program->n;
  double least = INFINITY;
  for (size_t k = 0; k < program->n; k++) {
    if (program->direction[k] <= NEAR) continue;
    double ratio = program->values[k] / program->direction[k];
    if (ratio >= least) continue;
    least = ratio;
    row = k;
  }
  return row;
}

/* The column enters the basis; false if it cannot. */
static bool enter(program_t *program, double cost) {
  size_t n = program->n;
  double *inverse = program->inverse, *direction = program->direction;
  for (size_t k = 0; k < n; k++) {
    direction[k] = 0;
    for (size_t i = 0; i < n; i++) direction[k] += inverse[k * n + i] * program->column[i];
  }
  size_t row = find_leaving(program);
  if (row == n) return false;
  double pivot = direction[row];
  for (size_t i = 0; i < n; i++) inverse[row * n + i] /= pivot;
  program->values[row] /= pivot;
  program->costs[row] = cost;
  for (size_t k = 0; k < n; k++) {
    if (k == row) continue;
    for (size_t i = 0; i < n; i++) inverse[k * n + i] -= direction[k] * inverse[row * n + i];
    program->values[k] = fmax(program->values[k] - direction[k] * program->values[row], 0);
  }
  return true;
}

/* An end that is not reached costs nothing: the number of a row whose price says otherwise, or n. */
static size_t find_slack(const program_t *program) {
  size_t found = program->n;
  double most = NEAR;
  for (size_t j = 0; j + 1 < program->n; j++)
    if (program->prices[j] > most) most = program->prices[found = j];
  return found;
}

/* False at the end. */
static bool pivot(program_t *program) {
  set_prices(program);
  size_t slack = find_slack(program);
  if (slack < program->n) {
    memset(program->column, 0, program->n * sizeof(double));
    program->column[slack] = 1;
    return enter(program, 0);
  }
  set_rates(program);
  double least = find_path(program);
  remember(program, least);
  if (least - program->prices[program->n - 1] > -NEAR) return false;
  return enter(program, set_column(program));
}

/* ---- All ------------------------------------------------------------------------------------- */

static double scale_of(const hwnas_sums_t *sums) {
  int64_t span = sums->after_max[hwnas_trellis_root(sums->trellis)];
  return span > 0 ? 1 / (double)span : 1;
}

static bool alloc(program_t *program) {
  const hwnas_quest_t *quest = program->quest;
  size_t n = program->n, n_nodes = quest->trellis->n_nodes;
  double **rows[] = {&program->right,  &program->costs,  &program->values,
                     &program->prices, &program->column, &program->direction};
  double **ranges[] = {&program->scales, &program->rates, &program->best};
  bool fits = true;
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
    fits &= (*rows[i] = calloc(n, sizeof(double))) != NULL;
  for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
    fits &= (*ranges[i] = calloc(quest->n_ranges + 1, sizeof(double))) != NULL;
  program->inverse = calloc(n * n, sizeof(double));
  program->after = calloc(n_nodes, sizeof(double));
  program->way = calloc(n_nodes, sizeof *program->way);
  return fits && program->inverse && program->after && program->way;
}

static void find(program_t *program, double *out) {
  const hwnas_quest_t *quest = program->quest;
  program->score_scale = scale_of(&quest->score);
  for (size_t r = 0; r < quest->n_ranges; r++) program->scales[r] = scale_of(&quest->ranges[r]);
  for (size_t j = 0; j < quest->n_ends; j++) {
    size_t r = quest->ends[j].range;
    double at = (double)(quest->ends[j].at - program->sums[r]) * program->scales[r];
    program->right[j] = quest->ends[j].upper ? at : -at;
  }
  begin(program);
  for (int i = 0; i < PIVOTS_MAX && pivot(program); i++) {
  }
  for (size_t r = 0; r < quest->n_ranges; r++)
    out[r] = program->best[r] * program->scales[r] / program->score_scale;
}

hwnas_status_t *hwnas_multipliers_find(const hwnas_quest_t *quest, uint32_t node, const int64_t *sums,
                                       double *out) {
  program_t program = {
      .quest = quest, .node = node, .sums = sums, .n = quest->n_ends + 1, .best_bound = -INFINITY};
  bool fits = alloc(&program);
  if (fits) find(&program, out);
  double *arrays[] = {program.right,  program.costs,     program.values, program.prices,
                      program.column, program.direction, program.scales, program.rates,
                      program.best,   program.inverse,   program.after};
  for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++) free(arrays[i]);
  free(program.way);
  return fits ? NULL : hwnas_status_no_memory();
}
