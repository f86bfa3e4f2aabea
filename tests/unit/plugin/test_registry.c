/* What a scan finds, and how well it says what it does not find. */
#define _GNU_SOURCE
#include <criterion/criterion.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "hwnas/profiler.h"
#include "hwnas/shape_formula.h"
#include "plugin/plugin.h"
#include "support.h"

static hwnas_plugins_t *plugins;
static hwnas_plugin_path_t path;
static const char *folder;

static void init(void) {
  folder = new_folder();
  hwnas_plugin_path_init(&path);
  cr_assert_null(hwnas_plugins_create(&plugins));
  cr_assert_null(hwnas_plugin_path_add(&path, folder, NULL, "--plugin-path"));
}

static void deinit(void) {
  hwnas_plugins_destroy(plugins);
  hwnas_plugin_path_deinit(&path);
  remove_folder(folder);
}
TestSuite(registry, .init = init, .fini = deinit);

static void put(const char *name) {
  copy_fixture(name, in_folder(folder, hwnas_arena_printf(&path.arena, "%s.so", name)));
}
static void scan(void) { cr_assert_str_eq(describe(hwnas_plugins_scan(plugins, &path), folder), "no error"); }

Test(registry, lists_modules_components_and_op_types) {
  put("two_names_a");
  put("sound");
  put("unknown_kind");
  scan();
  cr_expect_str_eq(hwnas_plugins_file(plugins, 0)->name, "sound");
  cr_expect_str_eq(hwnas_plugins_file(plugins, 1)->name, "two_names_a");
  cr_expect_str_eq(hwnas_plugins_file(plugins, 2)->name, "unknown_kind");
  cr_expect_null(hwnas_plugins_file(plugins, 3));
  cr_expect_str_eq(hwnas_plugins_component(plugins, 1)->component->name, "same");
  cr_expect(hwnas_plugins_component(plugins, 1)->known);
  cr_expect_not(hwnas_plugins_component(plugins, 2)->known);
  cr_expect_str_eq(hwnas_plugins_formula(plugins, 0)->op_type, "sound");
  cr_expect_str_eq(hwnas_plugins_formula(plugins, 1)->op_type, "op_of_a");
  cr_expect_null(hwnas_plugins_formula(plugins, 2));
  cr_expect_null(hwnas_plugins_failure(plugins, 0));
  cr_expect_eq(hwnas_plugins_folder(plugins, 0)->state, HWNAS_FOLDER_READ);
  cr_expect_eq(hwnas_plugins_folder(plugins, 0)->n_files, 3u);
}

Test(registry, finds_by_kind_and_name_and_by_op_type) {
  put("two_names_a");
  scan();
  const hwnas_plugin_component_t *found = NULL;
  cr_assert_null(hwnas_plugins_find(plugins, HWNAS_KIND_SHAPE_FORMULA, "same", &found));
  cr_expect_str_eq(found->module->path, in_folder(folder, "two_names_a.so"));
  found = NULL;
  cr_assert_null(hwnas_plugins_find_formula(plugins, "op_of_a", &found));
  cr_expect_str_eq(found->component->name, "same");
  cr_assert_null(hwnas_plugins_find_formula(plugins, "op_of_nobody", &found));
  cr_expect_null(found);
}

Test(registry, survives_broken_modules) {
  put("sound");
  put("other_major");
  put("garbage");
  scan();
  cr_expect_str_eq(hwnas_plugins_file(plugins, 0)->name, "sound");
  cr_expect_null(hwnas_plugins_file(plugins, 1));
  cr_expect_str_eq(hwnas_plugins_failure(plugins, 0)->path, in_folder(folder, "garbage.so"));
  cr_expect_eq(hwnas_plugins_failure(plugins, 0)->status->error, HWNAS_ERROR_NOT_A_PLUGIN);
  cr_expect_str_eq(hwnas_plugins_failure(plugins, 1)->path, in_folder(folder, "other_major.so"));
  cr_expect_eq(hwnas_plugins_failure(plugins, 1)->status->error, HWNAS_ERROR_PLUGIN_VERSION);
  cr_expect_null(hwnas_plugins_failure(plugins, 2));
}

Test(registry, takes_a_file_with_two_names_once) {
  put("sound");
  cr_assert_eq(symlink("sound.so", in_folder(folder, "alias.so")), 0);
  cr_assert_null(hwnas_plugin_path_add(&path, folder, NULL, "HWNAS_PLUGIN_PATH"));
  scan();
  cr_expect_str_eq(hwnas_plugins_file(plugins, 0)->path, in_folder(folder, "sound.so"));
  cr_expect_null(hwnas_plugins_file(plugins, 1));
  const hwnas_plugin_component_t *found = NULL;
  cr_expect_null(hwnas_plugins_find(plugins, HWNAS_KIND_SHAPE_FORMULA, "sound", &found));
}

Test(registry, tells_which_name_is_a_link) {
  put("sound");
  cr_assert_eq(symlink("sound.so", in_folder(folder, "alias.so")), 0); /* comes before its file */
  cr_assert_eq(symlink("sound.so", in_folder(folder, "twin.so")), 0);
  scan();
  cr_expect_str_eq(hwnas_plugins_file(plugins, 0)->name, "sound");
  cr_expect_str_eq(hwnas_plugins_failure(plugins, 0)->path, in_folder(folder, "alias.so"));
  cr_expect_str_eq(hwnas_plugins_failure(plugins, 1)->path, in_folder(folder, "twin.so"));
  cr_expect_null(hwnas_plugins_failure(plugins, 2));
  cr_expect_null(hwnas_plugins_load(plugins, "sound", "."));
  cr_expect_null(hwnas_plugins_load(plugins, "./twin.so", folder)); /* it is clear which file that is */
  cr_expect_str_eq(describe(hwnas_plugins_load(plugins, "alias", "."), folder),
                   "E0410 this is 'FOLDER/sound.so' under another name (FOLDER/alias.so)\n"
                   "  it is used as 'sound': say that, and remove the link");
}

Test(registry, takes_a_folder_with_two_names_once) {
  put("sound");
  cr_assert_eq(mkdir(in_folder(folder, "more"), 0755), 0);
  cr_assert_eq(symlink("..", in_folder(folder, "more/up")), 0);
  cr_assert_null(hwnas_plugin_path_add(&path, in_folder(folder, "more/up"), NULL, "HWNAS_PLUGIN_PATH"));
  scan();
  cr_expect_null(hwnas_plugins_file(plugins, 1));
  cr_expect_null(hwnas_plugins_failure(plugins, 0));
  cr_expect_not(hwnas_plugins_entry(plugins, 0)->repeated);
  cr_expect(hwnas_plugins_entry(plugins, 1)->repeated);
  cr_expect_str_eq(hwnas_plugins_file_at(plugins, in_folder(folder, "sound.so"))->name, "sound");
}

Test(registry, refuses_a_hard_link_but_not_its_file) {
  put("sound");
  cr_assert_eq(link(in_folder(folder, "sound.so"), in_folder(folder, "another.so")), 0);
  scan();
  cr_expect_str_eq(hwnas_plugins_file(plugins, 0)->name, "sound");
  cr_expect_null(hwnas_plugins_file(plugins, 1));
  cr_expect_eq(hwnas_plugins_failure(plugins, 0)->status->error, HWNAS_ERROR_NOT_A_PLUGIN);
}

Test(registry, refuses_a_file_that_everybody_may_write) {
  put("sound");
  cr_assert_eq(chmod(in_folder(folder, "sound.so"), 0666), 0);
  scan();
  cr_expect_null(hwnas_plugins_file(plugins, 0));
  cr_expect_str_eq(describe(hwnas_plugins_load(plugins, "sound", "."), folder),
                   "E0405 everybody may write this file (FOLDER/sound.so)\n"
                   "  plugins are code: run `chmod o-w FOLDER/sound.so`, or keep them elsewhere");
}

Test(registry, allows_a_file_that_the_group_may_write) {
  put("sound");
  cr_assert_eq(chmod(in_folder(folder, "sound.so"), 0664), 0);
  cr_assert_eq(chmod(folder, 0775), 0);
  scan();
  cr_expect_not_null(hwnas_plugins_file(plugins, 0));
}

Test(registry, refuses_a_folder_that_everybody_may_write) {
  put("sound");
  cr_assert_eq(chmod(folder, 01777), 0);
  scan();
  cr_expect_null(hwnas_plugins_file(plugins, 0));
  cr_expect_eq(hwnas_plugins_folder(plugins, 0)->state, HWNAS_FOLDER_REFUSED);
  cr_expect_str_eq(hwnas_plugins_failure(plugins, 0)->status->what, "everybody may write this folder");
  cr_expect_str_eq(describe(hwnas_plugins_load(plugins, "./sound.so", folder), folder),
                   "E0405 everybody may write this folder (FOLDER)\n"
                   "  plugins are code: run `chmod o-w FOLDER`, or keep them elsewhere");
}

Test(registry, tells_two_providers_of_an_op_type_when_it_is_needed) {
  put("two_providers_a");
  put("two_providers_b");
  put("sound");
  scan();
  const hwnas_plugin_component_t *found = NULL;
  cr_expect_null(hwnas_plugins_find_formula(plugins, "sound", &found));
  cr_expect_str_eq(hwnas_plugins_conflict(plugins, 0)->first->name, "two_providers_a");
  cr_expect_str_eq(hwnas_plugins_conflict(plugins, 0)->second->name, "two_providers_b");
  cr_expect_null(hwnas_plugins_conflict(plugins, 1));
  cr_expect_str_eq(describe(hwnas_plugins_find_formula(plugins, "contested", &found), folder),
                   "E0404 two plugins offer a shape formula for operator 'contested'\n"
                   "  FOLDER/two_providers_a.so (--plugin-path)\n"
                   "  FOLDER/two_providers_b.so (--plugin-path)\n"
                   "  remove one of them, or take its folder off the search path");
}

Test(registry, tells_two_components_of_one_name_when_it_is_needed) {
  put("two_names_a");
  put("two_names_b");
  scan();
  const hwnas_plugin_component_t *found = NULL;
  cr_expect_str_eq(describe(hwnas_plugins_find(plugins, HWNAS_KIND_SHAPE_FORMULA, "same", &found), folder),
                   "E0404 two plugins offer shape formula 'same'\n"
                   "  FOLDER/two_names_a.so (--plugin-path)\n"
                   "  FOLDER/two_names_b.so (--plugin-path)\n"
                   "  remove one of them, or take its folder off the search path");
  cr_expect_str_eq(hwnas_plugins_conflict(plugins, 0)->status->what,
                   "two plugins offer shape formula 'same'");
  cr_expect_null(hwnas_plugins_find_formula(plugins, "op_of_a", &found));
  cr_expect_null(hwnas_plugins_find_formula(plugins, "op_of_b", &found));
}

Test(registry, says_what_was_meant_and_where_it_looked) {
  put("sound");
  cr_assert_null(hwnas_plugin_path_add(&path, "/absent", NULL, "HWNAS_PLUGIN_PATH"));
  scan();
  const hwnas_plugin_component_t *found = NULL;
  cr_expect_str_eq(describe(hwnas_plugins_find(plugins, HWNAS_KIND_SHAPE_FORMULA, "sond", &found), folder),
                   "E0400 no shape formula 'sond'\n"
                   "  did you mean 'sound'?\n"
                   "  looked in: FOLDER (--plugin-path), /absent (HWNAS_PLUGIN_PATH, missing)");
  cr_expect_str_eq(describe(hwnas_plugins_find(plugins, HWNAS_KIND_PROFILER, "sound", &found), folder),
                   "E0400 no profiler 'sound'\n"
                   "  'sound' is a shape formula\n"
                   "  looked in: FOLDER (--plugin-path), /absent (HWNAS_PLUGIN_PATH, missing)");
  cr_expect_str_eq(describe(hwnas_plugins_load(plugins, "soundd", "."), folder),
                   "E0400 no plugin file 'soundd.so'\n"
                   "  did you mean 'sound'?\n"
                   "  looked in: FOLDER (--plugin-path), /absent (HWNAS_PLUGIN_PATH, missing)");
}

Test(registry, says_why_the_file_of_that_name_is_not_used) {
  put("newer_minor");
  scan();
  const hwnas_plugin_component_t *found = NULL;
  cr_expect_str_eq(describe(hwnas_plugins_find(plugins, HWNAS_KIND_PROFILER, "newer_minor", &found), folder),
                   "E0400 no profiler 'newer_minor'\n"
                   "  FOLDER/newer_minor.so is not used: plugin needs ABI 1.7, this host offers 1.1\n"
                   "  looked in: FOLDER (--plugin-path)");
  cr_expect_str_eq(describe(hwnas_plugins_load(plugins, "newer_minor", "."), folder),
                   "E0403 plugin needs ABI 1.7, this host offers 1.1 (FOLDER/newer_minor.so)\n"
                   "  it was built with the headers of ABI 1.7\n"
                   "  update hwnas, or rebuild the plugin with the SDK of this hwnas");
}

Test(registry, loads_a_named_file_besides_the_scanned_ones) {
  put("two_names_a");
  scan();
  cr_assert_null(hwnas_plugins_load(plugins, "./sound.so", HWNAS_TEST_BROKEN_DIR));
  cr_assert_null(hwnas_plugins_load(plugins, fixture("sound"), "."));
  cr_assert_null(hwnas_plugins_load(plugins, "two_names_a", "."));
  cr_expect_str_eq(hwnas_plugins_file(plugins, 1)->path, fixture("sound"));
  cr_expect_str_eq(hwnas_plugins_file(plugins, 1)->origin, "plugins.load");
  cr_expect_null(hwnas_plugins_file(plugins, 2));
  cr_expect_str_eq(describe(hwnas_plugins_load(plugins, "./absent.so", folder), folder),
                   "E0401 No such file or directory (FOLDER/./absent.so)");
}
