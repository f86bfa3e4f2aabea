/* Space files that mean harm, or look as if they did: each is refused with its place, and soon. */
#include "support.h"

Test(shape_hostile, arguments_of_a_block_are_an_object) {
  expect_error(
      "{\"format\": \"hwnas-space/1\", \"input\": {\"x\": [1]},\n \"blocks\": {\"b\": {\"args\": [\"a\"], "
      "\"body\": []}}, \"network\": {\"block\": \"b\"}}",
      "'args' must be an object, not an array (space.json:2:19");
}

Test(shape_hostile, nodes_of_a_graph_without_inputs) {
  const char *text = SPACE(
      "[{\"graph\": [{\"node\": \"a\", \"op\": \"same\"}], \"output\": []}, "
      "{\"graph\": [{\"node\": \"a\", \"op\": \"same\"}], \"input\": []}]");
  expect_error(text, "nothing stands above this node");
}
