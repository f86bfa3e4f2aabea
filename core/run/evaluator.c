/* The evaluator of a run file. */
#include "hwnas/evaluator.h"
#include "run/internal.h"

hwnas_status_t *hwnas_run_read_evaluator(hwnas_run_t *run) {
  static const char *const skip[] = {"use", NULL};
  const hwnas_json_t *json = hwnas_json_get(run->document, "evaluator");
  const char *name = NULL;
  if (!json) return NULL;
  HWNAS_TRY(hwnas_json_expect(json, HWNAS_JSON_OBJECT));
  HWNAS_TRY(hwnas_run_read_use(json, "evaluator", &name));
  return hwnas_run_read_component(run, HWNAS_KIND_EVALUATOR, "evaluator", name, json, skip, &run->evaluator);
}

hwnas_status_t *hwnas_run_make_evaluation(hwnas_run_t *run) {
  if (!run->evaluator.component) return NULL;
  const char **names = hwnas_arena_alloc_array(&run->arena, run->n_reported, sizeof *names);
  HWNAS_TRY_ALLOC(names);
  for (size_t i = 0; i < run->n_reported; i++) names[i] = run->reported[i].name;
  const hwnas_evaluation_config_t config = {.component = run->evaluator.component,
                                            .options = &run->evaluator.options->view,
                                            .place = hwnas_json_place(&run->arena, run->evaluator.json),
                                            .names = names,
                                            .n_names = run->n_reported,
                                            .space = run->space,
                                            .metrics = run->metrics,
                                            .services = run->services,
                                            .seed = run->seed};
  return hwnas_evaluation_create(&config, &run->evaluation);
}
