#include "space/expand.h"

#include <string.h>

#include "expr/subsets.h"
#include "json/json.h"
#include "space/cells.h"

typedef struct writer {
  const hwnas_space_t *space;
  const uint32_t *ranks;
  hwnas_str_t *out;
  int indent;
} writer_t;

static void print_module(writer_t *w, const hwnas_module_t *module);

/* ---- Pieces ---------------------------------------------------------------------------------- */

static void print_line(writer_t *w) { hwnas_str_appendf(w->out, "\n%*s", 2 * w->indent, ""); }

/* Names, labels and keys are templates: braces are doubled. */
static void print_template(writer_t *w, const char *text) {
  hwnas_str_t escaped;
  hwnas_str_init(&escaped);
  for (; *text; text++) {
    if (*text == '{' || *text == '}') hwnas_str_append_n(&escaped, text, 1);
    hwnas_str_append_n(&escaped, text, 1);
  }
  hwnas_json_print_string(escaped.text, w->out);
  w->out->failed |= escaped.failed;
  hwnas_str_deinit(&escaped);
}

static void print_value(writer_t *w, const char *key, const hwnas_table_t *table) {
  hwnas_json_print_string(key, w->out);
  hwnas_str_append(w->out, ": ");
  hwnas_cells_print(w->space, table, w->ranks, w->out);
}

static void print_names(writer_t *w, const char *key, const hwnas_names_t *names, bool templates) {
  hwnas_str_appendf(w->out, "\"%s\": [", key);
  for (size_t i = 0; i < names->n; i++) {
    if (i) hwnas_str_append(w->out, ", ");
    if (templates)
      print_template(w, names->items[i]);
    else
      hwnas_json_print_string(names->items[i], w->out);
  }
  hwnas_str_append(w->out, "]");
}

/* Calls fn for every child that the file names, each on a line of its own between the brackets. */
static void print_children(writer_t *w, const hwnas_module_t *module, const char *brackets,
                           void (*fn)(writer_t *w, const hwnas_module_t *child, const char *name)) {
  size_t i = 0;
  hwnas_str_append_n(w->out, brackets, 1);
  w->indent++;
  for (const hwnas_module_t *child = module->first_child; child; child = child->next_sibling) {
    if (child->implied) continue;
    if (i) hwnas_str_append(w->out, ",");
    print_line(w);
    fn(w, child, i < module->names.n ? module->names.items[i] : child->name);
    i++;
  }
  w->indent--;
  if (i) print_line(w);
  hwnas_str_append_n(w->out, brackets + 1, 1);
}

static void print_item(writer_t *w, const hwnas_module_t *child, const char *name) {
  (void)name;
  print_module(w, child);
}

static void print_member(writer_t *w, const hwnas_module_t *child, const char *name) {
  print_template(w, name);
  hwnas_str_append(w->out, ": ");
  print_module(w, child);
}

/* ---- Kinds ----------------------------------------------------------------------------------- */

static void print_operator(writer_t *w, const hwnas_module_t *module) {
  print_value(w, "op", module->decides);
  for (size_t i = 0; i < module->n_attributes; i++) {
    hwnas_str_append(w->out, ", ");
    print_value(w, module->attributes[i].name, module->attributes[i].table);
  }
  if (module->kind == HWNAS_MODULE_LEAF) hwnas_str_append(w->out, ", \"leaf\": true");
}

static const hwnas_module_t *implied_child(const hwnas_module_t *module) {
  const hwnas_module_t *child = module->first_child;
  while (child && !child->implied) child = child->next_sibling;
  return child;
}

/* The operator that brings branches or operands together, if there is one. */
static void print_merge(writer_t *w, const hwnas_module_t *module) {
  const hwnas_module_t *merge = implied_child(module);
  if (!merge) return;
  hwnas_str_append(w->out, "\"merge\": ");
  hwnas_json_print_string(merge->title, w->out);
  hwnas_str_append(w->out, ", ");
}

static void print_list(writer_t *w, const hwnas_module_t *module, const char *key) {
  hwnas_str_appendf(w->out, "\"%s\": ", key);
  print_children(w, module, "[]", print_item);
}

static void print_choose(writer_t *w, const hwnas_module_t *module) {
  hwnas_str_append(w->out, "\"choose\": ");
  print_template(w, module->title);
  hwnas_str_append(w->out, ", \"of\": ");
  print_children(w, module, "{}", print_member);
}

static void print_switch(writer_t *w, const hwnas_module_t *module) {
  print_value(w, "switch", module->decides);
  hwnas_str_append(w->out, ", \"cases\": ");
  print_children(w, module, "{}", print_member);
}

static void print_input_choice(writer_t *w, const hwnas_module_t *module) {
  if (module->n_chosen == HWNAS_SUBSETS_ANY)
    hwnas_str_append(w->out, "\"n_chosen\": \"any\", ");
  else if (module->n_chosen != 1)
    hwnas_str_appendf(w->out, "\"n_chosen\": %zu, ", module->n_chosen);
  print_merge(w, module);
  hwnas_str_append(w->out, "\"input_choice\": ");
  print_template(w, module->title);
}

static void print_residual(writer_t *w, const hwnas_module_t *module) {
  if (module->decides) {
    print_value(w, "shortcut", module->decides);
    hwnas_str_append(w->out, ", ");
  }
  hwnas_str_append(w->out, "\"residual\": ");
  print_module(w, module->first_child);
}

static void print_graph(writer_t *w, const hwnas_module_t *module) {
  if (module->names.n == 1) {
    hwnas_str_append(w->out, "\"input\": ");
    hwnas_json_print_string(module->names.items[0], w->out);
  } else {
    print_names(w, "input", &module->names, false);
  }
  hwnas_str_append(w->out, ", ");
  print_names(w, "output", &module->output, true);
  hwnas_str_appendf(w->out, ", %s", module->prune ? "\"prune\": true, " : "");
  print_list(w, module, "graph");
}

static void print_kind(writer_t *w, const hwnas_module_t *module) {
  switch (module->kind) {
    case HWNAS_MODULE_OPERATOR:
    case HWNAS_MODULE_LEAF:
      print_operator(w, module);
      break;
    case HWNAS_MODULE_PARAMETER:
      print_value(w, "parameter", module->attributes[0].table);
      break;
    case HWNAS_MODULE_CHOOSE:
      print_choose(w, module);
      break;
    case HWNAS_MODULE_SWITCH:
      print_switch(w, module);
      break;
    case HWNAS_MODULE_INPUT_CHOICE:
      print_input_choice(w, module);
      break;
    case HWNAS_MODULE_RESIDUAL:
      print_residual(w, module);
      break;
    case HWNAS_MODULE_BRANCHES:
      print_merge(w, module);
      print_list(w, module, "branches");
      break;
    case HWNAS_MODULE_MERGE:
      print_merge(w, module);
      print_list(w, module, "of");
      break;
    case HWNAS_MODULE_GRAPH:
      print_graph(w, module);
      break;
    case HWNAS_MODULE_SEQUENTIAL:
    case HWNAS_MODULE_REPEAT: /* the turns carry their conditions */
    case HWNAS_MODULE_BLOCK:
    case HWNAS_MODULE_ABSENT:
      print_list(w, module, "sequential");
      break;
  }
}

static void print_template_member(writer_t *w, const char *key, const char *text) {
  if (!text) return;
  hwnas_str_appendf(w->out, "\"%s\": ", key);
  print_template(w, text);
  hwnas_str_append(w->out, ", ");
}

static void print_condition(writer_t *w, const char *key, const hwnas_table_t *condition) {
  if (!condition) return;
  print_value(w, key, condition);
  hwnas_str_append(w->out, ", ");
}

static void print_module(writer_t *w, const hwnas_module_t *module) {
  hwnas_str_append(w->out, "{");
  print_template_member(w, "node", module->node);
  if (module->path[0] && module->kind != HWNAS_MODULE_MERGE) print_template_member(w, "name", module->name);
  if (module->from.n) {
    print_names(w, "from", &module->from, true);
    hwnas_str_append(w->out, ", ");
  }
  print_template_member(w, "weights", module->weights);
  print_condition(w, "when", module->when);
  print_condition(w, "include", module->include);
  print_kind(w, module);
  hwnas_str_append(w->out, "}");
}

/* ---- The document ---------------------------------------------------------------------------- */

static void print_key(writer_t *w, const char *key) {
  hwnas_str_append(w->out, ",");
  print_line(w);
  hwnas_json_print_string(key, w->out);
  hwnas_str_append(w->out, ": ");
}

static void print_text(writer_t *w, const char *key, const char *text) {
  if (!text || !text[0]) return;
  print_key(w, key);
  hwnas_json_print_string(text, w->out);
}

static void print_activity(writer_t *w, const hwnas_choice_t *choice) {
  if (choice->n_active == 0) hwnas_str_append(w->out, "true");
  if (choice->n_active > 1) hwnas_str_append(w->out, "[");
  for (size_t i = 0; i < choice->n_active; i++) {
    if (i) hwnas_str_append(w->out, ", ");
    hwnas_cells_print(w->space, choice->active[i], w->ranks, w->out);
  }
  if (choice->n_active > 1) hwnas_str_append(w->out, "]");
}

/* Many sets are written as what they are: "=subsets(6)". */
static void print_domain(writer_t *w, const hwnas_choice_t *choice) {
  hwnas_list_t list = {.n = choice->n, .items = choice->domain};
  hwnas_table_t domain = {.n_cells = 1, .cells = &(hwnas_value_t){.type = HWNAS_VALUE_LIST, .list = &list}};
  hwnas_arena_t arena;
  bool are = false;
  size_t n, k;
  hwnas_arena_init(&arena);
  hwnas_status_t *status = hwnas_subsets_recognize(&arena, choice->domain, choice->n, &are, &n, &k);
  hwnas_arena_deinit(&arena);
  w->out->failed |= status != NULL;
  hwnas_status_destroy(status);
  if (!are)
    print_value(w, "domain", &domain);
  else if (k == HWNAS_SUBSETS_ANY)
    hwnas_str_appendf(w->out, "\"domain\": \"=subsets(%zu)\"", n);
  else
    hwnas_str_appendf(w->out, "\"domain\": \"=subsets(%zu, %zu)\"", n, k);
}

static void print_choices(writer_t *w) {
  print_key(w, "choices");
  hwnas_str_append(w->out, "{");
  w->indent++;
  for (size_t c = 0; c < w->space->n_choices; c++) {
    const hwnas_choice_t *choice = &w->space->choices[c];
    if (c) hwnas_str_append(w->out, ",");
    print_line(w);
    print_template(w, choice->label);
    hwnas_str_append(w->out, ": {");
    print_domain(w, choice);
    hwnas_str_append(w->out, ", \"active\": ");
    print_activity(w, choice);
    hwnas_str_append(w->out, "}");
  }
  w->indent--;
  print_line(w);
  hwnas_str_append(w->out, "}");
}

static void print_derived(writer_t *w) {
  const char *separator = "";
  print_key(w, "derived");
  hwnas_str_append(w->out, "{");
  w->indent++;
  for (size_t v = 0; v < w->space->variables.n; v++) {
    const hwnas_variable_t *variable = w->space->variables.items[v];
    if (!variable->table) continue;
    hwnas_str_append(w->out, separator);
    separator = ",";
    print_line(w);
    print_template(w, variable->label);
    hwnas_str_append(w->out, ": ");
    hwnas_cells_print(w->space, variable->table, w->ranks, w->out);
  }
  w->indent--;
  print_line(w);
  hwnas_str_append(w->out, "}");
}

static void print_inputs(writer_t *w) {
  print_key(w, "input");
  for (size_t i = 0; i < w->space->n_inputs; i++) {
    const hwnas_tensor_table_t *tensor = &w->space->inputs[i];
    hwnas_str_append(w->out, i ? ", " : "{");
    hwnas_json_print_string(w->space->input_names[i], w->out);
    hwnas_str_append(w->out, ": {\"shape\": [");
    for (uint32_t d = 0; d < tensor->rank; d++) {
      if (d) hwnas_str_append(w->out, ", ");
      hwnas_cells_print(w->space, tensor->dims[d], w->ranks, w->out);
    }
    hwnas_str_appendf(w->out, "], \"dtype\": \"%s\"}", hwnas_dtype_name(tensor->dtype));
  }
  hwnas_str_append(w->out, "}");
}

/* Those on parameters alone hold, else there were no space. */
static void print_constraints(writer_t *w) {
  bool any = false;
  for (size_t i = 0; i < w->space->n_constraints; i++) {
    const hwnas_table_t *table = w->space->constraints[i].table;
    if (hwnas_table_is_constant(table)) continue;
    if (!any) print_key(w, "constraints");
    hwnas_str_append(w->out, any ? ", " : "[");
    any = true;
    hwnas_cells_print(w->space, table, w->ranks, w->out);
  }
  if (any) hwnas_str_append(w->out, "]");
}

hwnas_status_t *hwnas_space_expand(const hwnas_space_t *space, hwnas_str_t *out) {
  hwnas_arena_t arena;
  hwnas_arena_init(&arena);
  writer_t w = {.space = space, .out = out, .indent = 1, .ranks = hwnas_cells_ranks(&arena, space)};
  if (w.ranks) {
    hwnas_str_append(out, "{\n  \"format\": \"hwnas-space/1\"");
    print_text(&w, "name", space->name);
    print_text(&w, "source", space->source);
    print_text(&w, "description", space->description);
    if (space->n_choices) print_choices(&w);
    if (space->n_choices)
      print_text(&w, "activity", "declared"); /* a module may read more than matters to it */
    if (hwnas_space_derives(space)) print_derived(&w);
    print_inputs(&w);
    print_key(&w, "network");
    print_module(&w, space->root);
    print_constraints(&w);
    if (space->formulas_json[0]) {
      print_key(&w, "formulas");
      hwnas_str_append(out, space->formulas_json);
    }
    hwnas_str_append(out, "\n}\n");
  }
  bool failed = !w.ranks || out->failed;
  hwnas_arena_deinit(&arena);
  return failed ? hwnas_status_no_memory() : NULL;
}
