/* A space as the public API shows it. */
#include <stdlib.h>

#include "space/count.h"
#include "space/sample.h"

const char *hwnas_space_name(const hwnas_space_t *space) { return space->name; }
size_t hwnas_space_choices(const hwnas_space_t *space) { return space->n_choices; }
const char *hwnas_space_label(const hwnas_space_t *space, size_t c) { return space->choices[c].label; }
uint32_t hwnas_space_domain_size(const hwnas_space_t *space, size_t c) { return space->choices[c].n; }
size_t hwnas_space_operators(const hwnas_space_t *space) { return space->n_uses; }
const char *hwnas_space_operator_path(const hwnas_space_t *space, size_t u) { return space->uses[u].path; }

int64_t hwnas_space_find_label(const hwnas_space_t *space, const char *label) {
  const hwnas_choice_t *choice = hwnas_space_find(space, label);
  return choice ? choice - space->choices : -1;
}

hwnas_status_t *hwnas_space_domain_value(const hwnas_space_t *space, size_t c, uint32_t index,
                                         char **out_json) {
  hwnas_str_t text;
  hwnas_str_init(&text);
  hwnas_value_print_json(&space->choices[c].domain[index], &text);
  *out_json = hwnas_str_take(&text);
  return *out_json ? NULL : hwnas_status_no_memory();
}

hwnas_status_t *hwnas_space_check_point(const hwnas_space_t *space, const uint16_t *point) {
  hwnas_status_t *list = NULL;
  for (size_t c = 0; c < space->n_choices; c++) {
    const hwnas_choice_t *choice = &space->choices[c];
    if (point[c] >= choice->n)
      hwnas_status_append(&list, hwnas_status_make(HWNAS_ERROR_OUT_OF_DOMAIN,
                                                   "index %u of '%s' is outside its domain of %u values",
                                                   (unsigned)point[c], choice->label, (unsigned)choice->n));
  }
  if (list) return list;
  const hwnas_constraint_t *violated = hwnas_space_violated(space, point);
  return violated ? hwnas_space_violation(space, point, violated) : NULL;
}

/* ---- Counting -------------------------------------------------------------------------------- */

hwnas_status_t *hwnas_space_count_networks(const hwnas_space_t *space, char **out_samples,
                                           char **out_networks, char **out_feasible) {
  hwnas_counts_t counts;
  char *samples = NULL, *networks = NULL, *feasible = NULL;
  hwnas_counts_init(&counts);
  hwnas_status_t *status = hwnas_space_count(space, &counts);
  if (!status && out_samples) status = hwnas_count_text(counts.samples, &samples);
  if (!status && out_networks) status = hwnas_count_text(counts.networks, &networks);
  if (!status && out_feasible) status = hwnas_count_text(counts.feasible, &feasible);
  hwnas_counts_deinit(&counts);
  if (status) {
    free(samples);
    free(networks);
    free(feasible);
    return status;
  }
  if (out_samples) *out_samples = samples;
  if (out_networks) *out_networks = networks;
  if (out_feasible) *out_feasible = feasible;
  return NULL;
}
