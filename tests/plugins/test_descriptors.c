/* What every plugin here says of itself. */
#include "expect.h"

Test(descriptors, are_sound) {
  for (const hwnas_plugin_t *const *plugin = fake_plugins(); *plugin; plugin++) {
    cr_expect_eq((*plugin)->magic, HWNAS_PLUGIN_MAGIC);
    cr_expect_eq((*plugin)->abi_major, HWNAS_ABI_MAJOR);
    cr_expect_str_eq((*plugin)->license, "MIT");
    cr_expect_not_null((*plugin)->components[0], "%s", (*plugin)->summary);
  }
}

static size_t providers_of(const char *op_type) {
  size_t n = 0;
  for (const hwnas_plugin_t *const *plugin = fake_plugins(); *plugin; plugin++)
    for (const hwnas_component_t *const *c = (*plugin)->components; *c; c++) {
      if (strcmp((*c)->kind, HWNAS_KIND_SHAPE_FORMULA) != 0) continue;
      const hwnas_shape_formula_t *formula = (*c)->table;
      for (const char *const *type = formula->op_types; *type; type++) n += strcmp(*type, op_type) == 0;
    }
  return n;
}

Test(descriptors, every_op_type_has_one_provider) {
  size_t n = 0;
  for (const hwnas_plugin_t *const *plugin = fake_plugins(); *plugin; plugin++)
    for (const hwnas_component_t *const *c = (*plugin)->components; *c; c++) {
      if (strcmp((*c)->kind, HWNAS_KIND_SHAPE_FORMULA) != 0) continue;
      const hwnas_shape_formula_t *formula = (*c)->table;
      cr_expect(formula->infer != NULL, "%s", (*c)->name);
      cr_expect(formula->work != NULL, "the work of %s is unknown", (*c)->name);
      for (const char *const *type = formula->op_types; *type; type++, n++)
        cr_expect_eq(providers_of(*type), 1, "%s", *type);
    }
  cr_expect_gt(n, 0);
}

Test(descriptors, names_of_a_kind_differ) {
  for (const hwnas_plugin_t *const *plugin = fake_plugins(); *plugin; plugin++)
    for (const hwnas_component_t *const *c = (*plugin)->components; *c; c++)
      cr_expect_eq(fake_component((*c)->kind, (*c)->name), *c, "two are called '%s'", (*c)->name);
}
