/* Files of the hub that were damaged: never a crash, always an error with its place or a space that is sound.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "hwnas/hwnas.h"

static const char *const files[] = {"spaces/mobilenet_v3.json", "spaces/nasbench201.json",
                                    "spaces/proxyless_nas.json", "tests/unit/shape/every_kind.json"};
#define N_FILES (sizeof files / sizeof *files)

static char *read_text(const char *name, size_t *out_length) {
  char path[4096];
  const char *root = getenv("HWNAS_TEST_SOURCE_DIR");
  snprintf(path, sizeof path, "%s/%s", root ? root : ".", name);
  FILE *file = fopen(path, "rb");
  cr_assert_not_null(file, "%s", path);
  char *text = malloc(1 << 16);
  cr_assert_not_null(text);
  *out_length = fread(text, 1, (1 << 16) - 1, file);
  text[*out_length] = '\0';
  fclose(file);
  return text;
}

/* true: it is a space. */
static bool is_space(hwnas_context_t *context, const char *text) {
  hwnas_space_t *space = NULL;
  hwnas_status_t *status = hwnas_space_parse(context, text, "damaged.json", NULL, &space);
  if (!status) {
    hwnas_space_destroy(space);
    return true;
  }
  char *message = hwnas_status_format(status);
  cr_expect_eq(hwnas_status_exit_code(status), 2, "%s", message);
  cr_expect_not_null(strstr(message, "damaged.json"), "no place: %s", message);
  free(message);
  hwnas_status_destroy(status);
  return false;
}

static hwnas_context_t *make_context(void) {
  hwnas_context_t *context;
  cr_assert_null(hwnas_context_create(NULL, 0, &context));
  return context;
}

/* What is cut off is at least the last bracket. */
static void cut_everywhere(const char *name) {
  hwnas_context_t *context = make_context();
  size_t length;
  char *text = read_text(name, &length);
  while (length > 0 && strchr(" \n", text[length - 1])) length--;
  while (length-- > 0) {
    text[length] = '\0';
    cr_assert_not(is_space(context, text), "%s, cut to %zu bytes", name, length);
  }
  free(text);
  hwnas_context_destroy(context);
}

Test(hostile, cut_mobilenet_v3, .timeout = 200) { cut_everywhere(files[0]); }
Test(hostile, cut_others, .timeout = 200) {
  for (size_t i = 1; i < N_FILES; i++) cut_everywhere(files[i]);
}

#define FLIPS 60

static void flip_bytes(const char *name) {
  hwnas_context_t *context = make_context();
  hwnas_random_t random;
  size_t length, spaces = 0;
  char *text = read_text(name, &length);
  hwnas_random_seed(&random, 7, 0);
  for (int i = 0; i < FLIPS; i++) {
    size_t at = hwnas_random_below(&random, length);
    char kept = text[at];
    text[at] = (char)(kept ^ (1 << hwnas_random_below(&random, 8)));
    spaces += is_space(context, text);
    text[at] = kept;
  }
  cr_expect_lt(spaces, FLIPS, "%s survives everything", name);
  cr_expect(is_space(context, text), "%s itself is a space", name);
  free(text);
  hwnas_context_destroy(context);
}

Test(hostile, flipped_mobilenet_v3, .timeout = 200) { flip_bytes(files[0]); }
Test(hostile, flipped_nasbench201, .timeout = 200) { flip_bytes(files[1]); }
Test(hostile, flipped_proxyless_nas, .timeout = 200) { flip_bytes(files[2]); }
Test(hostile, flipped_every_kind, .timeout = 200) { flip_bytes(files[3]); }

Test(hostile, random_bytes, .timeout = 200) {
  hwnas_context_t *context = make_context();
  hwnas_random_t random;
  char text[256];
  hwnas_random_seed(&random, 11, 0);
  for (int i = 0; i < 2000; i++) {
    size_t n = 1 + hwnas_random_below(&random, sizeof text - 1);
    for (size_t k = 0; k < n; k++) text[k] = (char)(1 + hwnas_random_below(&random, 255));
    text[n] = '\0';
    cr_assert_not(is_space(context, text));
  }
  hwnas_context_destroy(context);
}
