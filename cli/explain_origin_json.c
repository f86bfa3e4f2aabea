#include "definitions.h"
#include "explain_origin.h"
#include "json/json.h"
#include "output.h"

static const char *const kind_names[] = {"input", "made", "chosen", "above", "deep"};

static void append_named(hwnas_str_t *out, const char *name, const hwnas_table_t *table,
                         const hwnas_expr_t *expr) {
  hwnas_str_append(out, "{\"name\":");
  hwnas_json_print_string(name, out);
  if (table) hwnas_str_append(out, ",\"values\":");
  if (table) hwnas_print_json_values(table, out);
  if (expr && hwnas_expr_place(expr)) {
    hwnas_str_append(out, ",\"expression\":");
    hwnas_json_print_string(hwnas_expr_text(expr), out);
    hwnas_str_append(out, ",\"place\":");
    hwnas_json_print_string(hwnas_expr_place(expr), out);
  }
  hwnas_str_append(out, "}");
}

/* A list in the making. */
typedef struct list {
  hwnas_str_t *out;
  bool any;
} list_t;

static void append_item(list_t *list, const char *name, const hwnas_table_t *table,
                        const hwnas_expr_t *expr) {
  if (list->any) hwnas_str_append(list->out, ",");
  list->any = true;
  append_named(list->out, name, table, expr);
}

static void append_definition(void *self, const hwnas_definition_t *definition) {
  if (definition->tensor) return; /* the step has the shape of its module's inputs */
  append_item(self, definition->name, definition->table, definition->expr);
}

static void append_attributes(hwnas_definitions_t *definitions, const hwnas_origin_step_t *step,
                              hwnas_str_t *out) {
  const hwnas_module_t *module = step->module;
  size_t n = module && step->attributes ? module->n_attributes : 0;
  list_t attributes = {.out = out}, where = {.out = out};
  hwnas_str_append(out, ",\"attributes\":[");
  for (size_t i = 0; i < n; i++)
    if (step->attributes[i])
      append_item(&attributes, module->attributes[i].name, module->attributes[i].table,
                  module->attributes[i].expr);
  hwnas_str_append(out, "],\"where\":[");
  definitions->self = &where;
  for (size_t i = 0; i < n; i++)
    if (step->attributes[i]) hwnas_definitions_each(definitions, &module->attributes[i]);
  definitions->self = NULL;
  hwnas_str_append(out, "]");
}

static void append_step(hwnas_definitions_t *definitions, const hwnas_space_t *space,
                        const hwnas_origin_step_t *step, hwnas_str_t *out) {
  const hwnas_module_t *module = step->module;
  hwnas_str_appendf(out, "{\"depth\":%u,\"kind\":\"%s\",\"%s\":", step->depth, kind_names[step->kind],
                    module ? "module" : "input");
  hwnas_json_print_string(module ? module->path : space->input_names[step->tensor], out);
  hwnas_str_appendf(out, ",\"dim\":%u,\"sizes\":", step->dim);
  hwnas_print_json_values(step->table, out);
  append_attributes(definitions, step, out);
  hwnas_str_append(out, "}");
}

hwnas_status_t *hwnas_origin_story_append(const hwnas_space_t *space, const hwnas_origin_story_t *story,
                                          hwnas_arena_t *arena, hwnas_str_t *out) {
  hwnas_definitions_t definitions = {.arena = arena, .fn = append_definition};
  hwnas_str_appendf(out, "{\"output\":%u,\"dims\":[", story->output);
  for (uint32_t d = story->first; d <= story->last; d++)
    hwnas_str_appendf(out, "%s%u", d > story->first ? "," : "", d);
  hwnas_str_append(out, "],\"steps\":[");
  for (size_t i = 0; i < story->n; i++) {
    if (i) hwnas_str_append(out, ",");
    append_step(&definitions, space, &story->steps[i], out);
  }
  hwnas_str_append(out, "]}");
  return definitions.failed ? hwnas_status_no_memory() : NULL;
}
