#include "explain_origin.h"

#include <stdio.h>
#include <string.h>

#include "definitions.h"
#include "origin.h"
#include "output.h"
#include "tree.h"

/* ---- Stories --------------------------------------------------------------------------------- */

/* The same but for the dimension, which is as far on in both. */
static bool same_step(const hwnas_origin_step_t *a, const hwnas_origin_step_t *b, uint32_t apart) {
  size_t n = a->attributes && b->attributes ? a->module->n_attributes : 0;
  return a->kind == b->kind && a->depth == b->depth && a->module == b->module && a->tensor == b->tensor &&
         a->dim + apart == b->dim && hwnas_table_agree(a->table, b->table) &&
         (n == 0 || memcmp(a->attributes, b->attributes, n * sizeof *a->attributes) == 0);
}

static bool same_story(const hwnas_origin_story_t *a, const hwnas_origin_story_t *b) {
  if (a->output != b->output || a->n != b->n) return false;
  for (size_t i = 0; i < a->n; i++)
    if (!same_step(&a->steps[i], &b->steps[i], b->first - a->first)) return false;
  return true;
}

typedef struct stories {
  hwnas_arena_t arena;
  hwnas_origin_story_t *items;
  size_t n, capacity;
} stories_t;

static hwnas_status_t *add_story(stories_t *stories, hwnas_origins_t *origins, const hwnas_module_t *module,
                                 uint32_t output, uint32_t dim) {
  hwnas_origin_story_t story = {.output = output, .first = dim, .last = dim};
  hwnas_origin_story_t *before = stories->n ? &stories->items[stories->n - 1] : NULL;
  HWNAS_TRY(hwnas_origins_trace(origins, module->outputs[output].dims[dim], &story.steps, &story.n));
  if (before && same_story(before, &story)) {
    before->last = dim;
    return NULL;
  }
  story.steps = hwnas_arena_grow(&stories->arena, story.steps, story.n, story.n, sizeof *story.steps);
  return story.steps && HWNAS_PUSH(&stories->arena, stories->items, stories->n, stories->capacity, story)
             ? NULL
             : hwnas_status_no_memory();
}

/* The steps of stories live as long as origins. */
static hwnas_status_t *find_stories(hwnas_origins_t *origins, const hwnas_module_t *module,
                                    stories_t *stories) {
  for (uint32_t i = 0; i < module->n_outputs; i++)
    for (uint32_t d = 0; d < hwnas_tensor_dims(&module->outputs[i]); d++)
      HWNAS_TRY(add_story(stories, origins, module, i, d));
  return NULL;
}

/* ---- For people ------------------------------------------------------------------------------ */

static void append_dims(const hwnas_origin_story_t *story, uint32_t dim, hwnas_str_t *out) {
  if (story->last == story->first)
    hwnas_str_appendf(out, "dim %u", dim);
  else
    hwnas_str_appendf(out, "dims %u-%u", dim, dim + story->last - story->first);
}

/* " = expression = values"; either may be left out. */
static void append_value(const hwnas_expr_t *expr, const hwnas_table_t *table, hwnas_str_t *out) {
  if (expr && hwnas_expr_place(expr)) hwnas_str_appendf(out, " = %s", hwnas_expr_text(expr));
  if (table) hwnas_str_append(out, " = ");
  if (table) hwnas_table_print_values(table, out);
}

static void append_how(const hwnas_origin_story_t *story, const hwnas_origin_step_t *step, hwnas_str_t *out) {
  const hwnas_module_t *module = step->module;
  if (!module) {
    hwnas_str_append(out, "input, ");
    append_dims(story, step->dim, out);
    return;
  }
  if (step->kind == HWNAS_ORIGIN_CHOSEN)
    hwnas_str_append(out, step->joined ? "there or not: " : "one of these: ");
  hwnas_tree_title(module, out);
  for (size_t i = 0; step->attributes && i < module->n_attributes; i++)
    if (step->attributes[i]) {
      hwnas_str_appendf(out, ", %s", module->attributes[i].name);
      append_value(module->attributes[i].expr, module->attributes[i].table, out);
    }
  if (step->kind == HWNAS_ORIGIN_KNOWN) hwnas_str_append(out, ", as above");
  if (step->kind == HWNAS_ORIGIN_DEEP) hwnas_str_append(out, ": explain it by itself");
}

/* The file is the space's; its folder is known. */
static const char *short_place(const char *place) {
  const char *slash = strrchr(place, '/');
  return slash ? slash + 1 : place;
}

/* An argument that hands on a name of the outside: the outside will be told. */
static bool is_handed_on(const hwnas_definition_t *definition) {
  return definition->expr && strcmp(hwnas_expr_text(definition->expr), definition->name) == 0;
}

static void add_definition(void *self, const hwnas_definition_t *definition) {
  hwnas_columns_t *columns = self;
  const hwnas_table_t *table = definition->table;
  hwnas_str_t text;
  if (is_handed_on(definition)) return;
  hwnas_str_init(&text);
  hwnas_str_appendf(&text, "  %s", definition->name);
  append_value(definition->expr, table && hwnas_table_is_constant(table) ? table : NULL, &text);
  if (definition->tensor) hwnas_str_append(&text, " = ");
  if (definition->tensor) hwnas_tensor_print(definition->tensor, &text);
  hwnas_columns_add(columns, "%s", "");
  hwnas_columns_add(columns, "%s", "");
  if (definition->expr && hwnas_expr_place(definition->expr))
    hwnas_str_appendf(&text, "  (%s)", short_place(hwnas_expr_place(definition->expr)));
  hwnas_columns_add(columns, "%s", text.text);
  columns->failed |= text.failed;
  hwnas_str_deinit(&text);
}

static void add_step(hwnas_columns_t *columns, const hwnas_space_t *space, const hwnas_origin_story_t *story,
                     const hwnas_origin_step_t *step) {
  const char *path = step->module ? step->module->path : space->input_names[step->tensor];
  hwnas_str_t sizes, how;
  hwnas_str_init(&sizes);
  hwnas_str_init(&how);
  hwnas_table_print_values(step->table, &sizes);
  append_how(story, step, &how);
  hwnas_columns_add(columns, "%*s%s", (int)(2 * step->depth + 2), "", sizes.text);
  hwnas_columns_add(columns, "%s", path[0] ? path : space->name);
  hwnas_columns_add(columns, "%s", how.text);
  columns->failed |= sizes.failed || how.failed;
  hwnas_str_deinit(&sizes);
  hwnas_str_deinit(&how);
}

static void print_head(const hwnas_origin_story_t *story) {
  hwnas_str_t dims;
  hwnas_str_init(&dims);
  append_dims(story, story->first, &dims);
  printf("\nhow output %u, %s came about\n", story->output, dims.failed ? "" : dims.text);
  hwnas_str_deinit(&dims);
}

static hwnas_status_t *print_story(const hwnas_space_t *space, const hwnas_origin_story_t *story,
                                   hwnas_arena_t *arena) {
  static const char *const titles[] = {"", "", ""};
  hwnas_columns_t columns;
  hwnas_columns_init(&columns, titles, 3);
  hwnas_definitions_t definitions = {.arena = arena, .fn = add_definition, .self = &columns};
  for (size_t i = 0; i < story->n; i++) {
    const hwnas_origin_step_t *step = &story->steps[i];
    add_step(&columns, space, story, step);
    for (size_t k = 0; step->attributes && k < step->module->n_attributes; k++)
      if (step->attributes[k]) hwnas_definitions_each(&definitions, &step->module->attributes[k]);
  }
  columns.failed |= definitions.failed;
  print_head(story);
  hwnas_status_t *status = hwnas_columns_print(&columns);
  hwnas_columns_deinit(&columns);
  return status;
}

/* ---- Both ------------------------------------------------------------------------------------ */

/* out NULL: for people. */
static hwnas_status_t *tell(const hwnas_space_t *space, const hwnas_module_t *module, hwnas_str_t *out) {
  stories_t stories = {0};
  hwnas_origins_t *origins = NULL;
  hwnas_arena_init(&stories.arena);
  hwnas_status_t *status = hwnas_origins_create(space, &origins);
  if (!status) status = find_stories(origins, module, &stories);
  for (size_t i = 0; !status && i < stories.n; i++) {
    if (out && i) hwnas_str_append(out, ",");
    status = out ? hwnas_origin_story_append(space, &stories.items[i], &stories.arena, out)
                 : print_story(space, &stories.items[i], &stories.arena);
  }
  hwnas_origins_destroy(origins);
  hwnas_arena_deinit(&stories.arena);
  return status;
}

hwnas_status_t *hwnas_explain_origin_print(const hwnas_space_t *space, const hwnas_module_t *module) {
  return tell(space, module, NULL);
}

hwnas_status_t *hwnas_explain_origin_append(const hwnas_space_t *space, const hwnas_module_t *module,
                                            hwnas_str_t *out) {
  hwnas_str_append(out, "[");
  hwnas_status_t *status = tell(space, module, out);
  hwnas_str_append(out, "]");
  return status;
}
