#include <stdio.h>

#include "condition.h"
#include "dot.h"
#include "find_module.h"
#include "open_space.h"
#include "output.h"
#include "space/expand.h"
#include "tree.h"
#include "verbs.h"

#define DOMAIN_SHOWN 16

static hwnas_status_t *print_choices(const hwnas_space_t *space) {
  static const char *const titles[] = {"choice", ">values", "domain", "active"};
  hwnas_columns_t columns;
  hwnas_str_t text;
  hwnas_columns_init(&columns, titles, 4);
  hwnas_str_init(&text);
  for (size_t c = 0; c < space->n_choices; c++) {
    const hwnas_choice_t *choice = &space->choices[c];
    hwnas_columns_add(&columns, "%s", choice->label);
    hwnas_columns_add(&columns, "%u", choice->n);
    hwnas_str_clear(&text);
    hwnas_print_domain(choice->domain, choice->n, DOMAIN_SHOWN, &text);
    hwnas_columns_add(&columns, "%s", text.text);
    hwnas_str_clear(&text);
    hwnas_print_activity(space, choice, &text);
    hwnas_columns_add(&columns, "%s", text.text);
    columns.failed |= text.failed;
  }
  hwnas_status_t *status = hwnas_columns_print(&columns);
  hwnas_str_deinit(&text);
  hwnas_columns_deinit(&columns);
  return status;
}

static hwnas_status_t *print_parameters(const hwnas_space_t *space) {
  hwnas_str_t text;
  hwnas_str_init(&text);
  if (space->n_parameters) hwnas_str_append(&text, "\nparameters\n");
  for (size_t i = 0; i < space->n_parameters; i++) {
    hwnas_str_appendf(&text, "  %s = ", space->parameters[i].name);
    hwnas_value_print_json(&space->parameters[i].value, &text);
    hwnas_str_append(&text, "\n");
  }
  if (space->n_presets) hwnas_str_append(&text, "\npresets, for --param preset=NAME\n");
  for (size_t i = 0; i < space->n_presets; i++)
    hwnas_str_appendf(&text, "  %s: %s\n", space->presets[i].name, space->presets[i].parameters_json);
  if (space->n_constraints) hwnas_str_append(&text, "\nconstraints\n");
  for (size_t i = 0; i < space->n_constraints; i++)
    hwnas_str_appendf(&text, "  %s\n", space->constraints[i].text);
  if (space->n_published) hwnas_str_append(&text, "\npublished networks\n");
  for (size_t i = 0; i < space->n_published; i++)
    hwnas_str_appendf(&text, "  %s: %s\n", space->published[i].name,
                      space->published[i].source ? space->published[i].source : "no source given");
  hwnas_status_t *status = hwnas_output_write(&text);
  hwnas_str_deinit(&text);
  return status;
}

static hwnas_status_t *print_space(const hwnas_space_t *space) {
  if (space->description[0]) printf("%s\n\n", space->description);
  HWNAS_TRY(hwnas_tree_print(space, HWNAS_TREE_CHOICES));
  if (space->n_choices) {
    putchar('\n');
    HWNAS_TRY(print_choices(space));
  }
  return print_parameters(space);
}

static hwnas_status_t *print_published(const hwnas_open_space_t *open, const char *name) {
  const hwnas_published_t *published;
  HWNAS_TRY(hwnas_open_space_published(open, name, &published));
  hwnas_str_t text;
  hwnas_str_init(&text);
  hwnas_str_append(&text, "{\"name\":");
  hwnas_json_print_string(published->name, &text);
  hwnas_str_append(&text, ",\"source\":");
  if (published->source)
    hwnas_json_print_string(published->source, &text);
  else
    hwnas_str_append(&text, "null");
  hwnas_str_appendf(&text, ",\"parameters\":%s,\"sample\":%s}\n", published->parameters_json,
                    published->sample_json);
  hwnas_status_t *status = hwnas_output_write(&text);
  hwnas_str_deinit(&text);
  return status;
}

static hwnas_status_t *print_expanded(const hwnas_space_t *space) {
  hwnas_str_t text;
  hwnas_str_init(&text);
  hwnas_status_t *status = hwnas_space_expand(space, &text);
  if (!status) status = hwnas_output_write(&text);
  hwnas_str_deinit(&text);
  return status;
}

static hwnas_status_t *print_dot(const hwnas_args_t *args, const hwnas_space_t *space) {
  const char *path = hwnas_args_get(args, "module");
  const hwnas_module_t *module = path ? hwnas_module_find(space, path) : space->root;
  return module ? hwnas_dot_print(space, module) : hwnas_module_unknown(space, path, false);
}

static hwnas_status_t *show(const hwnas_args_t *args, const hwnas_open_space_t *open) {
  static const char *const forms[] = {"json", "dot", "published"};
  HWNAS_TRY(hwnas_args_only_one(args, forms, 3, false));
  if (hwnas_args_has(args, "module") && !hwnas_args_has(args, "dot"))
    return hwnas_args_error(args->verb, "--module is for a picture: --dot is missing");
  if (hwnas_args_has(args, "json")) return print_expanded(open->space);
  if (hwnas_args_has(args, "dot")) return print_dot(args, open->space);
  if (hwnas_args_has(args, "published")) return print_published(open, hwnas_args_get(args, "published"));
  return print_space(open->space);
}

static hwnas_status_t *run(const hwnas_args_t *args) {
  hwnas_open_space_t open;
  hwnas_status_t *status = hwnas_open_space(args, &open);
  if (!status) status = show(args, &open);
  hwnas_open_space_close(&open);
  return status;
}

static const hwnas_arg_option_t options[] = {
    {"json", NULL, "a space file of the same space, fully expanded: no parameters, blocks or loops left", 0},
    {"dot", NULL, "how tensors flow, as text for Graphviz: SPACE --dot | dot -Tsvg >picture.svg", 0},
    {"module", "PATH", "of --dot: draw this module only", 0},
    {"published", "NAME", "one network of the literature, with its sample, as JSON", 0},
    HWNAS_ARG_PARAM,
    HWNAS_ARG_LIMIT,
    HWNAS_ARG_PLUGIN_PATH,
};

const hwnas_verb_t hwnas_verb_space_show = {
    .name = "space show",
    .operands = "SPACE",
    .n_min = 1,
    .n_max = 1,
    .summary = "the modules, shapes, choices and parameters of a space",
    .text =
        "One line per module, with the shapes of its outputs over the whole space; a choice stands where it "
        "first\n"
        "decides something.\n"
        "In a picture, what only some networks have is dashed.\n",
    .options = options,
    .n_options = sizeof options / sizeof *options,
    .run = run,
};
