/* What the process that asks plugins says: hostile code runs in it. An answer that is read stays the same
 * through its text. */
#define _GNU_SOURCE
#include "plugin/internal.h"

#include "target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  char *text = fuzz_copy(data, size);
  hwnas_status_t *answer = hwnas_answer_parse(text, size), *again;
  hwnas_str_t printed[2];
  for (size_t i = 0; i < 2; i++) hwnas_str_init(&printed[i]);
  hwnas_answer_print(answer, &printed[0]);
  again = hwnas_answer_parse(printed[0].text, printed[0].length);
  hwnas_answer_print(again, &printed[1]);
  FUZZ_REQUIRE(strcmp(printed[0].text, printed[1].text) == 0);
  fuzz_is_good(again);
  fuzz_is_good(answer);
  for (size_t i = 0; i < 2; i++) hwnas_str_deinit(&printed[i]);
  free(text);
  return 0;
}
