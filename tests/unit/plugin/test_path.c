/* Which folders are searched, in which order. */
#define _GNU_SOURCE
#include <criterion/criterion.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "plugin/plugin.h"
#include "support.h"

static hwnas_plugin_path_t path;

static void init(void) { hwnas_plugin_path_init(&path); }
static void deinit(void) { hwnas_plugin_path_deinit(&path); }
TestSuite(path, .init = init, .fini = deinit);

static void expect_folder(size_t i, const char *folder, const char *origin, bool named) {
  cr_assert_lt(i, path.n);
  cr_expect_str_eq(path.folders[i].path, folder);
  cr_expect_str_eq(path.folders[i].origin, origin);
  cr_expect_eq(path.folders[i].named, named);
}

Test(path, keeps_the_documented_order) {
  setenv("HWNAS_PLUGIN_PATH", "/absent/a:/absent/b", 1);
  setenv("XDG_DATA_HOME", "/absent/data", 1);
  cr_assert_null(hwnas_plugin_path_add(&path, "/absent/named", NULL, "--plugin-path"));
  cr_assert_null(hwnas_plugin_path_add_defaults(&path));
  expect_folder(0, "/absent/named", "--plugin-path", true);
  expect_folder(1, "/absent/a", "HWNAS_PLUGIN_PATH", true);
  expect_folder(2, "/absent/b", "HWNAS_PLUGIN_PATH", true);
  expect_folder(3, "/absent/data/hwnas-1/plugins", "user folder", false);
  cr_assert_eq(path.n, 5u);
  cr_expect_str_eq(path.folders[4].origin, "system folder");
}

Test(path, takes_the_user_folder_from_home) {
  unsetenv("HWNAS_PLUGIN_PATH");
  unsetenv("XDG_DATA_HOME");
  setenv("HOME", "/absent/home", 1);
  cr_assert_null(hwnas_plugin_path_add_defaults(&path));
  expect_folder(0, "/absent/home/.local/share/hwnas-1/plugins", "user folder", false);
}

Test(path, ignores_a_relative_data_folder) {
  unsetenv("HWNAS_PLUGIN_PATH");
  setenv("XDG_DATA_HOME", "data", 1);
  setenv("HOME", "/absent/home", 1);
  cr_assert_null(hwnas_plugin_path_add_defaults(&path));
  expect_folder(0, "/absent/home/.local/share/hwnas-1/plugins", "user folder", false);
}

Test(path, never_lets_an_entry_stand_for_the_current_directory) {
  cr_assert_null(hwnas_plugin_path_add_list(&path, "::/absent/a:.:./::/absent/b:", "HWNAS_PLUGIN_PATH"));
  cr_assert_eq(path.n, 2u);
  expect_folder(0, "/absent/a", "HWNAS_PLUGIN_PATH", true);
  expect_folder(1, "/absent/b", "HWNAS_PLUGIN_PATH", true);
}

Test(path, takes_relative_folders_against_their_base) {
  const char *base = new_folder();
  cr_assert_null(hwnas_plugin_path_add(&path, "plugins", base, "run file"));
  expect_folder(0, in_folder(base, "plugins"), "run file", true);
  cr_assert_eq(mkdir(in_folder(base, "plugins"), 0755), 0);
  cr_assert_eq(chdir(base), 0);
  cr_assert_null(hwnas_plugin_path_add(&path, "plugins/../plugins", NULL, "--plugin-path"));
  expect_folder(1, in_folder(base, "plugins"), "--plugin-path", true);
  remove_folder(base);
}

Test(path, finds_the_system_folder_beside_the_executable) {
  const char *tree = new_folder();
  cr_assert_eq(mkdir(in_folder(tree, "lib"), 0755), 0);
  cr_assert_eq(mkdir(in_folder(tree, "lib/hwnas-1"), 0755), 0);
  cr_assert_eq(mkdir(in_folder(tree, "lib/hwnas-1/plugins"), 0755), 0);
  cr_assert_null(hwnas_plugin_path_add_system(&path, in_folder(tree, "bin/hwnas")));
  expect_folder(0, in_folder(tree, "lib/hwnas-1/plugins"), "system folder", false);
  remove_folder(tree);
}
