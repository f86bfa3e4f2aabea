/* Where a dimension comes from, and what names mean where they stand. */
#include "shape/definition.h"
#include "shape/origin.h"
#include "support.h"

static const hwnas_module_t *child_at(const hwnas_space_t *space, size_t n) {
  const hwnas_module_t *child = space->root->first_child;
  while (n--) child = child->next_sibling;
  return child;
}

/* The origin of a dimension of the n-th module, at the first network. */
static hwnas_origin_t origin_of(const hwnas_space_t *space, size_t n, uint32_t dim, hwnas_arena_t *arena) {
  const hwnas_use_t *use = &space->uses[child_at(space, n)->use];
  hwnas_origin_t origin;
  hwnas_status_t *status = hwnas_origin_find(space->ops[use->ops->cells[0].integer], 0, dim, arena, &origin);
  cr_assert_null(status);
  return origin;
}

#define CONV "[{\"op\": \"conv\", \"c\": 8, \"k\": 3, \"s\": 2}, {\"op\": \"flat\"}]"

Test(origin, attributes_and_sizes_that_have_a_part) {
  hwnas_arena_t arena;
  hwnas_arena_init(&arena);
  hwnas_space_t *space = compile_good(SPACE(CONV));
  hwnas_origin_t channels = origin_of(space, 0, 1, &arena), length = origin_of(space, 0, 2, &arena);
  cr_expect(channels.attributes[0] && !channels.attributes[1] && !channels.attributes[2]); /* c, k, s */
  cr_expect(!length.attributes[0] && length.attributes[1] && length.attributes[2]);
  for (uint32_t d = 0; d < 3; d++) cr_expect_eq(channels.inputs[0][d], HWNAS_CAUSE_NOT);
  cr_expect_eq(length.inputs[0][1], HWNAS_CAUSE_NOT);
  cr_expect_eq(length.inputs[0][2], HWNAS_CAUSE_ALONE);
  hwnas_space_destroy(space);
  hwnas_arena_deinit(&arena);
}

Test(origin, several_sizes_have_a_part) {
  hwnas_arena_t arena;
  hwnas_arena_init(&arena);
  hwnas_space_t *space = compile_good(SPACE(CONV));
  hwnas_origin_t origin = origin_of(space, 1, 1, &arena);
  cr_expect_eq(origin.inputs[0][0], HWNAS_CAUSE_NOT);
  cr_expect_eq(origin.inputs[0][1], HWNAS_CAUSE_ALONE);
  cr_expect_eq(origin.inputs[0][2], HWNAS_CAUSE_ALONE);
  hwnas_space_destroy(space);
  hwnas_arena_deinit(&arena);
}

/* One operand with another size is refused; both together are not. */
Test(origin, operands_have_a_part_together) {
  hwnas_arena_t arena;
  hwnas_arena_init(&arena);
  hwnas_space_t *space = compile_good(SPACE("{\"residual\": {\"op\": \"same\"}}"));
  hwnas_origin_t origin = origin_of(space, 1, 2, &arena);
  cr_expect_eq(origin.inputs[0][2], HWNAS_CAUSE_TOGETHER);
  cr_expect_eq(origin.inputs[1][2], HWNAS_CAUSE_TOGETHER);
  cr_expect_eq(origin.inputs[0][1], HWNAS_CAUSE_NOT);
  hwnas_space_destroy(space);
  hwnas_arena_deinit(&arena);
}

/* An attribute whose other values are all refused with these sizes is asked again with larger ones. */
Test(origin, larger_sizes_settle_what_small_ones_refuse) {
  hwnas_arena_t arena;
  hwnas_arena_init(&arena);
  hwnas_space_t *space = compile_good(
      "{\"format\": \"hwnas-space/1\", \"input\": {\"x\": [1, 3, 9]}, \"formulas\": {\"split\": {"
      "\"attributes\": {\"groups\": null, \"never\": 7}, \"cost\": 0,"
      "\"shape\": [\"=[in0[0], 16, in0[2] + 0 // if(in0[1] % groups == 0 and never == 7, 1, 0)]\"]}},"
      "\"network\": [{\"op\": \"split\", \"groups\": 1, \"never\": 7}]}");
  hwnas_origin_t origin = origin_of(space, 0, 2, &arena);
  cr_expect_not(origin.attributes[0]);
  cr_expect(origin.attributes[1], "what cannot be told counts as a part");
  hwnas_space_destroy(space);
  hwnas_arena_deinit(&arena);
}

Test(definition, names_of_an_attribute) {
  hwnas_arena_t arena;
  hwnas_arena_init(&arena);
  hwnas_space_t *space =
      compile_good("{\"format\": \"hwnas-space/1\", \"input\": {\"x\": [1, 4, 16]}, " FORMULAS
                   ", \"parameters\": {\"base\": 4}, \"let\": {\"wide\": \"=base * choice('w', [1, 2])\", "
                   "\"twice(n)\": \"=2 * n\"}, \"network\": [{\"op\": \"conv\", \"c\": \"=twice(wide)\"}]}");
  const hwnas_module_attribute_t *attribute = &child_at(space, 0)->attributes[0];
  hwnas_definition_t wide, base, twice;
  cr_assert_str_eq(hwnas_expr_text(attribute->expr), "twice(wide)");
  cr_assert(hwnas_definition_find(attribute->frame, "wide", &arena, &wide));
  cr_expect_str_eq(hwnas_expr_text(wide.expr), "base * choice('w', [1, 2])");
  cr_expect_eq(wide.table->n_cells, 2);
  cr_assert(hwnas_definition_find(wide.frame, "base", &arena, &base));
  cr_expect_null(base.expr);
  cr_expect_eq(base.table->cells[0].integer, 4);
  cr_assert(hwnas_definition_find(attribute->frame, "twice", &arena, &twice));
  cr_expect_str_eq(hwnas_expr_text(twice.expr), "2 * n");
  cr_expect_null(twice.table);
  cr_assert(hwnas_definition_find(attribute->frame, "in0", &arena, &twice));
  cr_expect_eq(twice.tensor->rank, 3);
  cr_expect_not(hwnas_definition_find(attribute->frame, "w", &arena, &twice));
  hwnas_space_destroy(space);
  hwnas_arena_deinit(&arena);
}
