#define _POSIX_C_SOURCE 200809L
#include "where.h"

#include <stdlib.h>
#include <string.h>

#include "search/predicate.h"

#define PLACE "--where"

hwnas_status_t *hwnas_args_law(const hwnas_args_t *args, hwnas_law_t *out, const char **out_word) {
  static const char *const words[] = {"networks", "labels"};
  size_t law = 0;
  HWNAS_TRY(hwnas_args_choice(args, "law", words, 2, &law));
  *out = law == 0 ? HWNAS_LAW_NETWORKS : HWNAS_LAW_LABELS;
  *out_word = words[law];
  return NULL;
}

/* Names in conditions that are no labels, each once: "flops,params". */
static hwnas_status_t *add_name(void *self, const char *name) {
  hwnas_str_t *names = self;
  size_t length = strlen(name);
  for (const char *at = names->text; at && (at = strstr(at, name)); at += length) {
    bool begins = at == names->text || at[-1] == ',', ends = at[length] == ',' || at[length] == '\0';
    if (begins && ends) return NULL;
  }
  hwnas_str_appendf(names, "%s%s", names->length ? "," : "", name);
  return NULL;
}

/* A name that is no profiler may be a label, written wrong. */
static hwnas_status_t *hint_labels(hwnas_status_t *status, const hwnas_space_t *space, char *names) {
  const char **labels = calloc(space->n_choices + 1, sizeof *labels);
  for (size_t c = 0; labels && c < space->n_choices; c++) labels[c] = space->choices[c].label;
  char *rest = NULL;
  for (char *name = strtok_r(names, ",", &rest); labels && name; name = strtok_r(NULL, ",", &rest)) {
    const char *label = hwnas_suggest(name, labels, space->n_choices);
    if (label) hwnas_status_detail(status, "did you mean the label '%s'?", label);
  }
  free(labels);
  return hwnas_status_detail(status, "names that are no labels of '%s' are metrics", space->name);
}

/* Where the names of metrics stand. */
static const char *place_of_names(const hwnas_args_t *args) {
  if (hwnas_args_has(args, "metrics")) return "--metrics";
  if (!hwnas_args_has(args, "score")) return PLACE;
  return hwnas_args_has(args, "where") ? "--score, " PLACE : "--score";
}

static hwnas_status_t *open_metrics(const hwnas_args_t *args, const hwnas_open_space_t *open,
                                    const char *always, hwnas_metric_set_t **out) {
  hwnas_arg_values_t conditions = hwnas_args_list(args, "where");
  const char *metrics = hwnas_args_get(args, "metrics");
  hwnas_status_t *errors = NULL;
  hwnas_str_t names;
  hwnas_str_init(&names);
  hwnas_str_append(&names, always);
  for (size_t i = 0; i < conditions.n && !metrics; i++)
    hwnas_status_append(&errors,
                        hwnas_predicate_names(open->space, conditions.items[i], PLACE, add_name, &names));
  if (!errors && (metrics || names.length))
    errors = hwnas_metric_set_open_at(open->context, open->space, metrics ? metrics : names.text,
                                      place_of_names(args), out);
  if (errors && !metrics && errors->error == HWNAS_ERROR_UNKNOWN_PLUGIN)
    errors = hint_labels(errors, open->space, names.text);
  hwnas_str_deinit(&names);
  return errors;
}

hwnas_status_t *hwnas_open_region(const hwnas_args_t *args, const hwnas_open_space_t *open, hwnas_law_t law,
                                  const char *always, hwnas_open_region_t *out) {
  hwnas_arg_values_t conditions = hwnas_args_list(args, "where");
  hwnas_region_options_t options = {.law = law};
  *out = (hwnas_open_region_t){0};
  HWNAS_TRY(hwnas_args_integer(args, "budget", 1, 0, &options.max_edges));
  HWNAS_TRY(open_metrics(args, open, always, &out->set));
  hwnas_status_t *status =
      hwnas_region_create(open->space, out->set, conditions.items, conditions.n, &options, &out->region);
  for (hwnas_status_t *one = status; one; one = one->next) hwnas_status_at(one, PLACE);
  return status;
}

void hwnas_open_region_close(hwnas_open_region_t *region) {
  hwnas_region_destroy(region->region);
  hwnas_metric_set_destroy(region->set);
}
