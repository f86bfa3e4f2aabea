/* Where plugins and data are looked for: in the tree that an executable or a library lies in. */
#define _GNU_SOURCE
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/own_file.h"

static hwnas_arena_t arena;
static char tree[] = "/tmp/hwnas-own-XXXXXX";

static void init(void) {
  hwnas_arena_init(&arena);
  cr_assert_not_null(mkdtemp(tree));
}

static void deinit(void) {
  const char *share = hwnas_arena_printf(&arena, "%s/share", tree);
  rmdir(share);
  rmdir(tree);
  hwnas_arena_deinit(&arena);
}

TestSuite(own_file, .init = init, .fini = deinit);

static const char *in_tree(const char *path) { return hwnas_arena_printf(&arena, "%s/%s", tree, path); }

static void expect_beside(const char *file, const char *expected) {
  const char *found = "unset";
  cr_assert_null(hwnas_find_beside(&arena, file, "share", &found));
  if (expected)
    cr_expect_str_eq(found, expected);
  else
    cr_expect_null(found);
}

Test(own_file, finds_the_tree_of_executables_and_libraries) {
  cr_assert_eq(mkdir(in_tree("share"), 0755), 0);
  expect_beside(in_tree("bin/hwnas"), in_tree("share"));
  expect_beside(in_tree("lib/libhwnas.so"), in_tree("share"));
  expect_beside(in_tree("lib/x86_64-linux-gnu/libhwnas.so"), in_tree("share"));
}

Test(own_file, goes_up_twice_from_a_library_folder_only) {
  cr_assert_eq(mkdir(in_tree("share"), 0755), 0);
  expect_beside(in_tree("tests/bin/program"), in_tree("tests/share"));
}

Test(own_file, names_a_folder_that_is_not_there_yet) {
  expect_beside(in_tree("lib/x/libhwnas.so"), in_tree("lib/share"));
}

Test(own_file, needs_a_folder_above) {
  expect_beside("", NULL);
  expect_beside("hwnas", NULL);
  expect_beside("/hwnas", NULL);
}
