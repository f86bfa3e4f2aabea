#include "run/formulas.h"

hwnas_status_t *hwnas_formulas_init(hwnas_formulas_t *formulas, const hwnas_plugins_t *plugins) {
  const hwnas_plugin_formula_t *entry;
  size_t capacity = 0;
  hwnas_arena_init(&formulas->arena);
  hwnas_map_init(&formulas->known);
  formulas->plugins = plugins;
  formulas->op_types = NULL;
  formulas->n = 0;
  for (size_t i = 0; (entry = hwnas_plugins_formula(plugins, i)); i++)
    if (!HWNAS_PUSH(&formulas->arena, formulas->op_types, formulas->n, capacity, entry->op_type))
      return hwnas_status_no_memory();
  return NULL;
}

void hwnas_formulas_deinit(hwnas_formulas_t *formulas) {
  hwnas_map_deinit(&formulas->known);
  hwnas_arena_deinit(&formulas->arena);
}

static hwnas_status_t *make(hwnas_formulas_t *formulas, const char *op_type,
                            const hwnas_plugin_component_t *found, const hwnas_formula_t **out) {
  hwnas_formula_t *formula = hwnas_arena_alloc(&formulas->arena, sizeof *formula);
  HWNAS_TRY_ALLOC(formula);
  formula->op_type = hwnas_arena_strdup(&formulas->arena, op_type);
  formula->provider = hwnas_arena_printf(&formulas->arena, "plugin %s", found->module->name);
  const char *owner = hwnas_arena_printf(&formulas->arena, "operator '%s'", op_type);
  if (!formula->op_type || !formula->provider || !owner) return hwnas_status_no_memory();
  formula->attributes = hwnas_option_table_of(found->component, owner);
  formula->table = found->component->table;
  if (!hwnas_map_set(&formulas->known, formula->op_type, formula)) return hwnas_status_no_memory();
  *out = formula;
  return NULL;
}

static hwnas_status_t *find(void *self, const char *op_type, const hwnas_formula_t **out) {
  hwnas_formulas_t *formulas = self;
  const hwnas_plugin_component_t *found;
  *out = hwnas_map_get(&formulas->known, op_type);
  if (*out) return NULL;
  HWNAS_TRY(hwnas_plugins_find_formula(formulas->plugins, op_type, &found));
  return found ? make(formulas, op_type, found, out) : NULL;
}

void hwnas_formulas_source(hwnas_formulas_t *formulas, hwnas_formula_source_t *out) {
  *out = (hwnas_formula_source_t){
      .self = formulas, .find = find, .op_types = formulas->op_types, .n_op_types = formulas->n};
}
