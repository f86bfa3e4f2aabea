#include "tree.h"

#include <stdlib.h>
#include <string.h>

#include "expr/derive.h"
#include "output.h"

#define OUTPUTS_SHOWN 3

typedef struct printer {
  const hwnas_space_t *space;
  hwnas_tree_detail_t detail;
  hwnas_columns_t columns;
  bool *seen;          /* per choice: it stands in a line above */
  hwnas_str_t text[4]; /* the cells of a line in the making */
} printer_t;

void hwnas_tree_title(const hwnas_module_t *module, hwnas_str_t *out) {
  const char *title = module->title ? module->title : "";
  if (module->kind == HWNAS_MODULE_CHOOSE)
    hwnas_str_appendf(out, "choose %s", title);
  else if (module->kind == HWNAS_MODULE_INPUT_CHOICE)
    hwnas_str_appendf(out, "input choice %s", title);
  else if (module->kind == HWNAS_MODULE_LEAF)
    hwnas_str_appendf(out, "%s (leaf)", title);
  else
    hwnas_str_append(out, title);
}

void hwnas_tree_outputs(const hwnas_module_t *module, hwnas_str_t *out) {
  for (size_t i = 0; i < module->n_outputs && i < OUTPUTS_SHOWN; i++) {
    if (i) hwnas_str_append(out, " ");
    hwnas_tensor_print(&module->outputs[i], out);
  }
  if (module->n_outputs > OUTPUTS_SHOWN)
    hwnas_str_appendf(out, " and %zu more", module->n_outputs - OUTPUTS_SHOWN);
}

/* ---- Choices --------------------------------------------------------------------------------- */

/* The choices of table that did not decide yet whether the module is there, and stand in no line above. */
static void append_new(printer_t *printer, const hwnas_table_t *table, const hwnas_table_t *guard) {
  hwnas_str_t *out = &printer->text[3];
  const hwnas_variables_t *variables = &printer->space->variables;
  bool marks[variables->n + 1], guards[variables->n + 1];
  memset(marks, 0, sizeof marks);
  memset(guards, 0, sizeof guards);
  if (table) hwnas_variables_mark(variables, table, marks);
  if (guard) hwnas_variables_mark(variables, guard, guards);
  for (size_t c = 0; c < printer->space->n_choices; c++) {
    const hwnas_choice_t *choice = &printer->space->choices[c];
    if (!marks[choice->variable] || printer->seen[c] || guards[choice->variable]) continue;
    printer->seen[c] = true;
    hwnas_str_appendf(out, "%s[%s: ", out->length ? " " : "", choice->label);
    hwnas_print_domain(choice->domain, choice->n, 8, out);
    hwnas_str_append(out, "]");
  }
}

static void append_choices(printer_t *printer, const hwnas_module_t *module) {
  if (module->kind == HWNAS_MODULE_INPUT_CHOICE) append_new(printer, module->decides, module->guard);
  if (module->use >= 0) append_new(printer, printer->space->uses[module->use].ops, module->guard);
  for (const hwnas_module_t *child = module->first_child; child; child = child->next_sibling)
    append_new(printer, child->guard, module->guard);
}

/* ---- Dependencies ---------------------------------------------------------------------------- */

static bool same_scope(const hwnas_table_t *a, const hwnas_table_t *b) {
  return a->n_axes == b->n_axes && memcmp(a->axes, b->axes, a->n_axes * sizeof *a->axes) == 0;
}

static void append_dims(printer_t *printer, const hwnas_tensor_table_t *tensor) {
  hwnas_str_t *out = &printer->text[3];
  uint32_t n = hwnas_tensor_dims(tensor);
  for (uint32_t d = 0, end; d < n; d = end) {
    for (end = d + 1; end < n && same_scope(tensor->dims[d], tensor->dims[end]);) end++;
    if (hwnas_table_is_constant(tensor->dims[d])) continue;
    hwnas_str_append(out, out->length ? "; " : "depends on: ");
    hwnas_table_print_scope(&printer->space->variables, tensor->dims[d], out);
    if (end == d + 1)
      hwnas_str_appendf(out, " (dim %u)", d);
    else
      hwnas_str_appendf(out, " (dims %u-%u)", d, end - 1);
  }
}

/* ---- The tree -------------------------------------------------------------------------------- */

static void print_module(printer_t *printer, const hwnas_module_t *module, size_t depth) {
  if (module->kind == HWNAS_MODULE_ABSENT) return;
  hwnas_str_t *text = printer->text;
  for (int i = 0; i < 4; i++) hwnas_str_clear(&text[i]);
  const char *name = module->path[0] ? module->name : printer->space->name;
  hwnas_str_appendf(&text[0], "%*s%s", (int)(2 * depth), "", name);
  hwnas_tree_title(module, &text[1]);
  hwnas_tree_outputs(module, &text[2]);
  if (printer->detail == HWNAS_TREE_CHOICES) append_choices(printer, module);
  if (printer->detail == HWNAS_TREE_DEPENDENCIES)
    for (size_t i = 0; i < module->n_outputs; i++) append_dims(printer, &module->outputs[i]);
  for (int i = 0; i < 4; i++) {
    printer->columns.failed |= text[i].failed;
    hwnas_columns_add(&printer->columns, "%s", text[i].text);
  }
  for (const hwnas_module_t *child = module->first_child; child; child = child->next_sibling)
    print_module(printer, child, depth + 1);
}

static void print_inputs(printer_t *printer) {
  for (size_t i = 0; i < printer->space->n_inputs; i++) {
    for (int k = 0; k < 4; k++) hwnas_str_clear(&printer->text[k]);
    hwnas_tensor_print(&printer->space->inputs[i], &printer->text[2]);
    if (printer->detail == HWNAS_TREE_DEPENDENCIES) append_dims(printer, &printer->space->inputs[i]);
    for (uint32_t d = 0; printer->detail == HWNAS_TREE_CHOICES && d < printer->space->inputs[i].rank; d++)
      append_new(printer, printer->space->inputs[i].dims[d], NULL);
    hwnas_columns_add(&printer->columns, "%s", printer->space->input_names[i]);
    hwnas_columns_add(&printer->columns, "input");
    hwnas_columns_add(&printer->columns, "%s", printer->text[2].text);
    hwnas_columns_add(&printer->columns, "%s", printer->text[3].text);
  }
}

hwnas_status_t *hwnas_tree_print(const hwnas_space_t *space, hwnas_tree_detail_t detail) {
  static const char *const titles[] = {"module", "what", "output", ""};
  printer_t printer = {.space = space, .detail = detail};
  printer.seen = calloc(space->n_choices + 1, sizeof *printer.seen);
  HWNAS_TRY_ALLOC(printer.seen);
  hwnas_columns_init(&printer.columns, titles, 4);
  for (int i = 0; i < 4; i++) hwnas_str_init(&printer.text[i]);
  print_inputs(&printer);
  print_module(&printer, space->root, 0);
  hwnas_status_t *status = hwnas_columns_print(&printer.columns);
  for (int i = 0; i < 4; i++) hwnas_str_deinit(&printer.text[i]);
  hwnas_columns_deinit(&printer.columns);
  free(printer.seen);
  return status;
}
