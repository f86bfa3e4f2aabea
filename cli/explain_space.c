#include "explain_space.h"

#include <stdio.h>
#include <string.h>

#include "condition.h"
#include "explain_origin.h"
#include "expr/derive.h"
#include "find_module.h"
#include "json/json.h"
#include "output.h"
#include "tree.h"

/* ---- Facts ----------------------------------------------------------------------------------- */

/* One thing that a module says, as a table over choices. */
typedef void (*fact_fn)(void *self, const char *what, const hwnas_table_t *table);

static const char *decision_name(const hwnas_module_t *module) {
  switch (module->kind) {
    case HWNAS_MODULE_CHOOSE:
      return "candidate";
    case HWNAS_MODULE_SWITCH:
      return "case";
    case HWNAS_MODULE_INPUT_CHOICE:
      return "inputs taken";
    case HWNAS_MODULE_REPEAT:
      return "turns";
    case HWNAS_MODULE_RESIDUAL:
      return "shortcut";
    default:
      return "op";
  }
}

static void each_dim(const char *side, const hwnas_tensor_table_t *tensors, size_t n, fact_fn fn,
                     void *self) {
  char what[64];
  for (size_t i = 0; i < n; i++)
    for (uint32_t d = 0; d < hwnas_tensor_dims(&tensors[i]); d++) {
      snprintf(what, sizeof what, "%s %zu, dim %u", side, i, d);
      fn(self, what, tensors[i].dims[d]);
    }
}

static void each_fact(const hwnas_module_t *module, fact_fn fn, void *self) {
  hwnas_str_t what;
  if (module->kind == HWNAS_MODULE_ABSENT) return;
  if (module->guard) fn(self, "present", module->guard);
  if (module->decides) fn(self, decision_name(module), module->decides);
  hwnas_str_init(&what);
  for (size_t i = 0; i < module->n_attributes; i++) {
    hwnas_str_clear(&what);
    hwnas_str_appendf(&what, "attribute %s", module->attributes[i].name);
    fn(self, what.text, module->attributes[i].table);
  }
  hwnas_str_deinit(&what);
  each_dim("input", module->inputs, module->n_inputs, fn, self);
  each_dim("output", module->outputs, module->n_outputs, fn, self);
}

typedef struct printer {
  const hwnas_space_t *space;
  const hwnas_module_t *module;
  hwnas_columns_t *columns;
  hwnas_str_t *out;
  uint32_t variable; /* of which the facts are wanted */
  bool any;
} printer_t;

/* ---- A module -------------------------------------------------------------------------------- */

static void add_fact(void *self, const char *what, const hwnas_table_t *table) {
  printer_t *printer = self;
  hwnas_str_t values, scope;
  hwnas_str_init(&values);
  hwnas_str_init(&scope);
  if (table == printer->module->guard)
    hwnas_print_condition(printer->space, table, &values);
  else
    hwnas_table_print_values(table, &values);
  hwnas_table_print_scope(&printer->space->variables, table, &scope);
  hwnas_columns_add(printer->columns, "%s", what);
  hwnas_columns_add(printer->columns, "%s", values.text);
  hwnas_columns_add(printer->columns, "%s", scope.text);
  printer->columns->failed |= values.failed || scope.failed;
  hwnas_str_deinit(&values);
  hwnas_str_deinit(&scope);
}

static hwnas_status_t *print_module(const hwnas_space_t *space, const hwnas_module_t *module) {
  static const char *const titles[] = {"", "values", "depends on"};
  hwnas_columns_t columns;
  hwnas_str_t title;
  hwnas_str_init(&title);
  hwnas_tree_title(module, &title);
  printf("%s: %s (%s)\n", module->path[0] ? module->path : space->name, title.text, module->place);
  hwnas_str_deinit(&title);
  hwnas_columns_init(&columns, titles, 3);
  printer_t printer = {.space = space, .module = module, .columns = &columns};
  if (!module->guard) puts("in every network");
  if (module->weights) printf("shares its parameters as '%s'\n", module->weights);
  putchar('\n');
  each_fact(module, add_fact, &printer);
  hwnas_status_t *status = hwnas_columns_print(&columns);
  hwnas_columns_deinit(&columns);
  return status ? status : hwnas_explain_origin_print(space, module);
}

static void append_scope(const hwnas_space_t *space, const hwnas_table_t *table, hwnas_str_t *out) {
  const char *separator = "[";
  bool marks[space->variables.n + 1];
  memset(marks, 0, sizeof marks);
  hwnas_variables_mark(&space->variables, table, marks);
  for (size_t c = 0; c < space->n_choices; c++) {
    if (!marks[space->choices[c].variable]) continue;
    hwnas_str_append(out, separator);
    hwnas_json_print_string(space->choices[c].label, out);
    separator = ",";
  }
  hwnas_str_append(out, *separator == '[' ? "[]" : "]");
}

static void append_fact(void *self, const char *what, const hwnas_table_t *table) {
  printer_t *printer = self;
  hwnas_str_append(printer->out, printer->any ? ",{\"what\":" : "{\"what\":");
  printer->any = true;
  hwnas_json_print_string(what, printer->out);
  hwnas_str_append(printer->out, ",\"values\":");
  hwnas_print_json_values(table, printer->out);
  hwnas_str_append(printer->out, ",\"depends_on\":");
  append_scope(printer->space, table, printer->out);
  hwnas_str_append(printer->out, "}");
}

static hwnas_status_t *append_module(printer_t *printer) {
  const hwnas_module_t *module = printer->module;
  hwnas_str_t title;
  hwnas_str_init(&title);
  hwnas_tree_title(module, &title);
  hwnas_str_append(printer->out, "{\"module\":");
  hwnas_json_print_string(module->path, printer->out);
  hwnas_str_append(printer->out, ",\"what\":");
  hwnas_json_print_string(title.text, printer->out);
  hwnas_str_append(printer->out, ",\"place\":");
  hwnas_json_print_string(module->place, printer->out);
  hwnas_str_append(printer->out, ",\"facts\":[");
  each_fact(module, append_fact, printer);
  hwnas_str_append(printer->out, "],\"origins\":");
  printer->out->failed |= title.failed;
  hwnas_str_deinit(&title);
  HWNAS_TRY(hwnas_explain_origin_append(printer->space, module, printer->out));
  hwnas_str_append(printer->out, "}\n");
  return NULL;
}

/* ---- A choice -------------------------------------------------------------------------------- */

static bool depends(const printer_t *printer, const hwnas_table_t *table) {
  return hwnas_variables_depend(&printer->space->variables, table, printer->variable);
}

static void add_effect(void *self, const char *what, const hwnas_table_t *table) {
  printer_t *printer = self;
  if (!depends(printer, table)) return;
  hwnas_str_appendf(printer->out, "%s%s", printer->out->length ? "; " : "", what);
}

static void add_effects(printer_t *printer, const hwnas_module_t *module) {
  hwnas_str_clear(printer->out);
  each_fact(module, add_effect, printer);
  if (printer->out->length) {
    hwnas_columns_add(printer->columns, "%s", module->path[0] ? module->path : printer->space->name);
    hwnas_columns_add(printer->columns, "%s", printer->out->text);
  }
  for (const hwnas_module_t *child = module->first_child; child; child = child->next_sibling)
    add_effects(printer, child);
}

static hwnas_status_t *print_choice(const hwnas_space_t *space, const hwnas_choice_t *choice) {
  static const char *const titles[] = {"module", "what depends on it"};
  hwnas_columns_t columns;
  hwnas_str_t text;
  hwnas_str_init(&text);
  hwnas_print_domain(choice->domain, choice->n, 16, &text);
  printf("%s: a choice of %u: %s (%s)\nactive: ", choice->label, choice->n, text.text, choice->place);
  hwnas_str_clear(&text);
  hwnas_print_activity(space, choice, &text);
  printf("%s\n\n", text.text);
  hwnas_columns_init(&columns, titles, 2);
  printer_t printer = {.space = space, .columns = &columns, .out = &text};
  printer.variable = choice->variable;
  add_effects(&printer, space->root);
  columns.failed |= text.failed;
  hwnas_status_t *status = hwnas_columns_print(&columns);
  hwnas_columns_deinit(&columns);
  hwnas_str_deinit(&text);
  return status;
}

static void append_effect(void *self, const char *what, const hwnas_table_t *table) {
  printer_t *printer = self;
  if (!depends(printer, table)) return;
  hwnas_str_append(printer->out, printer->any ? ",{\"module\":" : "{\"module\":");
  printer->any = true;
  hwnas_json_print_string(printer->module->path, printer->out);
  hwnas_str_append(printer->out, ",\"what\":");
  hwnas_json_print_string(what, printer->out);
  hwnas_str_append(printer->out, "}");
}

static void append_effects(printer_t *printer, const hwnas_module_t *module) {
  printer->module = module;
  each_fact(module, append_effect, printer);
  for (const hwnas_module_t *child = module->first_child; child; child = child->next_sibling)
    append_effects(printer, child);
}

static void append_choice(printer_t *printer, const hwnas_choice_t *choice) {
  printer->variable = choice->variable;
  hwnas_str_append(printer->out, "{\"choice\":");
  hwnas_json_print_string(choice->label, printer->out);
  hwnas_str_append(printer->out, ",\"domain\":[");
  for (uint32_t k = 0; k < choice->n; k++) {
    if (k) hwnas_str_append(printer->out, ",");
    hwnas_value_print_json(&choice->domain[k], printer->out);
  }
  hwnas_str_append(printer->out, "],\"active\":[");
  for (size_t i = 0; i < choice->n_active; i++) {
    if (i) hwnas_str_append(printer->out, ",");
    append_scope(printer->space, choice->active[i], printer->out);
  }
  hwnas_str_append(printer->out, "],\"effects\":[");
  append_effects(printer, printer->space->root);
  hwnas_str_append(printer->out, "]}\n");
}

/* ---- Both ------------------------------------------------------------------------------------ */

hwnas_status_t *hwnas_explain_space(const hwnas_space_t *space, const char *name, bool json) {
  const hwnas_module_t *module = hwnas_module_find(space, name);
  const hwnas_choice_t *choice = module ? NULL : hwnas_space_find(space, name);
  if (!module && !choice) return hwnas_module_unknown(space, name, true);
  if (!json) return module ? print_module(space, module) : print_choice(space, choice);
  hwnas_str_t text;
  hwnas_str_init(&text);
  printer_t printer = {.space = space, .module = module, .out = &text};
  hwnas_status_t *status = module ? append_module(&printer) : NULL;
  if (!module) append_choice(&printer, choice);
  if (!status) status = hwnas_output_write(&text);
  hwnas_str_deinit(&text);
  return status;
}
