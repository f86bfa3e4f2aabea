#include "search/best_access.h"

#include <stdlib.h>
#include <string.h>

#include "search/json_service.h"

struct hwnas_ranking {
  hwnas_ranking_t *next;
  hwnas_best_t *best;
  const hwnas_metric_info_entry_t *info;
  hwnas_call_t *call; /* the present one */
};

static hwnas_best_access_t *access_of(const hwnas_best_service_t *service) {
  return (hwnas_best_access_t *)(uintptr_t)service->host;
}

/* ---- Scores ---------------------------------------------------------------------------------- */

static hwnas_status_t *no_objective(const hwnas_services_of_t *of) {
  hwnas_status_t *status =
      of->n_objectives == 1
          ? hwnas_status_make(HWNAS_ERROR_UNKNOWN_METRIC,
                              "the objective is known after an evaluation only, and no 'score' is named")
          : hwnas_status_make(
                HWNAS_ERROR_UNKNOWN_METRIC,
                "the run has %zu objectives, and no 'score' says which one networks are ranked by",
                of->n_objectives);
  return hwnas_status_detail(status, "next: name a metric of a profiler as 'score'");
}

static hwnas_status_t *unknown_score(const hwnas_metric_set_t *set, const char *metric) {
  size_t n = set ? hwnas_metric_set_size(set) : 0;
  const char **names = calloc(n + 1, sizeof *names);
  HWNAS_TRY_ALLOC(names);
  for (size_t m = 0; m < n; m++) names[m] = hwnas_metric_set_info(set, m)->name;
  hwnas_status_t *status =
      hwnas_status_make(HWNAS_ERROR_UNKNOWN_METRIC, "no profiler provides the score '%s'", metric);
  status = hwnas_status_suggest(status, metric, names, n);
  free(names);
  return status;
}

/* The objective that the metric is, or NULL. */
static const hwnas_objective_t *find_objective(const hwnas_services_of_t *of, size_t metric) {
  for (size_t i = 0; i < of->n_objectives; i++)
    if (!of->objectives[i].reported && of->objectives[i].metric == metric) return &of->objectives[i];
  return NULL;
}

static hwnas_status_t *find_score(const hwnas_services_of_t *of, const char *name, int32_t *goal,
                                  size_t *out_metric) {
  if (!name && (of->n_objectives != 1 || of->objectives[0].reported)) return no_objective(of);
  int32_t metric =
      name ? of->metrics ? hwnas_metric_set_find(of->metrics, name) : -1 : (int32_t)of->objectives[0].metric;
  if (metric < 0) return unknown_score(of->metrics, name);
  *out_metric = (size_t)metric;
  const hwnas_objective_t *objective = find_objective(of, *out_metric);
  if (*goal < 0) *goal = objective ? objective->goal : hwnas_metric_set_info(of->metrics, *out_metric)->goal;
  return NULL;
}

/* ---- Rankings -------------------------------------------------------------------------------- */

static bool is_cancelled(void *self) {
  const hwnas_ranking_t *ranking = self;
  return ranking->call->cancelled(ranking->call) != 0;
}

static hwnas_status_t *add_ranking(hwnas_best_access_t *access, size_t metric, int32_t goal, uint64_t steps,
                                   hwnas_ranking_t **out) {
  const hwnas_services_of_t *of = &access->of;
  if (!of->region && !access->whole)
    HWNAS_TRY(hwnas_region_create(of->space, of->metrics, NULL, 0, NULL, &access->whole));
  hwnas_ranking_t *ranking = calloc(1, sizeof *ranking);
  HWNAS_TRY_ALLOC(ranking);
  *ranking = (hwnas_ranking_t){.next = access->rankings, .info = hwnas_metric_set_info(of->metrics, metric)};
  access->rankings = ranking;
  const hwnas_best_options_t options = {.steps = steps, .stop = is_cancelled, .self = ranking};
  HWNAS_TRY(
      hwnas_best_create(of->region ? of->region : access->whole, metric, goal, &options, &ranking->best));
  *out = ranking;
  return NULL;
}

static hwnas_result_t best_rank(const hwnas_best_service_t *service, hwnas_call_t *call, const char *metric,
                                int32_t goal, uint64_t steps, hwnas_ranking_t **out) {
  hwnas_best_access_t *access = access_of(service);
  size_t number = 0;
  hwnas_status_t *status = find_score(&access->of, metric, &goal, &number);
  if (!status) status = add_ranking(access, number, goal, steps, out);
  return status ? hwnas_service_refuse(call, HWNAS_E_OPTION, status) : HWNAS_OK;
}

static hwnas_result_t best_list(const hwnas_best_service_t *service, hwnas_call_t *call,
                                hwnas_ranking_t *ranking, uint64_t first, size_t cap, uint16_t *points,
                                size_t *out_n) {
  (void)service;
  *out_n = 0;
  ranking->call = call;
  hwnas_status_t *status = hwnas_best_networks(ranking->best, (size_t)first, cap, points, out_n);
  if (status) return hwnas_service_refuse(call, HWNAS_E_RESOURCE, status);
  if (*out_n == cap) return HWNAS_OK;
  return call->cancelled(call) ? HWNAS_E_CANCELLED : HWNAS_EXHAUSTED;
}

static void best_proof(const hwnas_best_service_t *service, const hwnas_ranking_t *ranking,
                       hwnas_ranking_proof_t *out) {
  (void)service;
  hwnas_best_proof_t known = hwnas_best_proof(ranking->best);
  hwnas_ranking_proof_t proof = {.struct_size = out->struct_size,
                                 .exact = known.exact,
                                 .proven = known.proven,
                                 .bound = hwnas_metric_to_unit(ranking->info, known.bound),
                                 .gap = known.gap};
  memcpy(out, &proof, out->struct_size < sizeof proof ? out->struct_size : sizeof proof);
}

void hwnas_best_access_init(hwnas_best_access_t *access, const hwnas_services_of_t *of) {
  *access = (hwnas_best_access_t){.of = *of};
  access->service = (hwnas_best_service_t){.struct_size = sizeof access->service,
                                           .host = access,
                                           .rank = best_rank,
                                           .list = best_list,
                                           .proof = best_proof};
}

void hwnas_best_access_deinit(hwnas_best_access_t *access) {
  for (hwnas_ranking_t *ranking = access->rankings, *next; ranking; ranking = next) {
    next = ranking->next;
    hwnas_best_destroy(ranking->best);
    free(ranking);
  }
  hwnas_region_destroy(access->whole);
}
