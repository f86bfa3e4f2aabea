/* Each broken module is refused for its own defect, in these words. */
#define _GNU_SOURCE
#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "plugin/plugin.h"
#include "support.h"

typedef struct defect {
  const char name[24];
  const char message[450];
} defect_t;

ParameterizedTestParameters(module, refuses) {
  static defect_t defects[] = {
    {"missing_entry",
     "E0402 no entry symbol 'missing_entry_LTX_hwnas_plugin_query' (BROKEN/missing_entry.so)\n"
     "  a module keeps the name it was linked with: build it with hwnas_add_plugin(missing_entry ...)"},
    {"renamed",
     "E0402 no entry symbol 'renamed_LTX_hwnas_plugin_query' (BROKEN/renamed.so)\n"
     "  a module keeps the name it was linked with: build it with hwnas_add_plugin(renamed ...)"},
    {"stolen_entry",
     "E0402 entry symbol 'stolen_entry_LTX_hwnas_plugin_query' comes from another file "
     "(BROKEN/stolen_entry.so)\n"
     "  found in BROKEN/libraries/libstolen_entry_library.so, which this file links\n"
     "  put HWNAS_PLUGIN() into a source of the module itself"},
    {"garbage",
     "E0402 the file is no shared object (BROKEN/garbage.so)\n  build it again, or take it out of the folder "
     "of plugins"},
    {"empty",
     "E0402 the file is empty (BROKEN/empty.so)\n  build it again, or take it out of the folder of plugins"},
    {"undefined_symbol",
     "E0401 plugin 'undefined_symbol' cannot be loaded (BROKEN/undefined_symbol.so)\n"
     "  undefined symbol: function_that_nobody_has\n"
     "  `ldd -r` on the file shows which libraries and symbols it lacks"},
    {"crashes_in_query",
     "E0407 plugin 'crashes_in_query' crashes while it is asked what it offers (signal 11) "
     "(BROKEN/crashes_in_query.so)\n"
     "  to see it happen: HELPER BROKEN/crashes_in_query.so\n"
     "  report it to its author, or rebuild it with the SDK of this hwnas"},
    {"crashes_at_load",
     "E0407 plugin 'crashes_at_load' crashes while it is asked what it offers (signal 6) "
     "(BROKEN/crashes_at_load.so)\n"
     "  to see it happen: HELPER BROKEN/crashes_at_load.so\n"
     "  report it to its author, or rebuild it with the SDK of this hwnas"},
    {"exits_in_query",
     "E0407 plugin 'exits_in_query' exits while it is asked what it offers (status 3) "
     "(BROKEN/exits_in_query.so)\n"
     "  to see it happen: HELPER BROKEN/exits_in_query.so\n"
     "  report it to its author, or rebuild it with the SDK of this hwnas"},
    {"hangs_in_query",
     "E0408 plugin 'hangs_in_query' gives no answer when it is asked what it offers (0.2 s) "
     "(BROKEN/hangs_in_query.so)\n"
     "  to see it happen: HELPER BROKEN/hangs_in_query.so\n"
     "  if its disk is slow, set HWNAS_PLUGIN_TIMEOUT to more seconds\n"
     "  report it to its author, or rebuild it with the SDK of this hwnas"},
    {"absent", "E0401 No such file or directory (BROKEN/absent.so)"},
    {"null_descriptor", "E0406 the entry function returned nothing (BROKEN/null_descriptor.so)"},
    {"bad_magic",
     "E0406 the descriptor does not begin with the mark of hwnas (BROKEN/bad_magic.so)\n"
     "  magic is 0x12345678, must be 0x534e5748"},
    {"small_descriptor",
     "E0406 the descriptor is too small (BROKEN/small_descriptor.so)\n"
     "  struct_size is 24, must be at least 56: set it to sizeof(hwnas_plugin_t)"},
    {"other_major",
     "E0403 plugin needs ABI 2.0, this host offers 1.1 (BROKEN/other_major.so)\n"
     "  it was built with the headers of ABI 2.0\n"
     "  update hwnas, or rebuild the plugin with the SDK of this hwnas"},
    {"older_major",
     "E0403 plugin needs ABI 0.0, this host offers 1.1 (BROKEN/older_major.so)\n"
     "  it was built with the headers of ABI 0.0\n"
     "  rebuild the plugin with the SDK of this hwnas"},
    {"newer_minor",
     "E0403 plugin needs ABI 1.7, this host offers 1.1 (BROKEN/newer_minor.so)\n"
     "  it was built with the headers of ABI 1.7\n"
     "  update hwnas, or rebuild the plugin with the SDK of this hwnas"},
#if HWNAS_SANITIZER == 0u
    {"other_sanitizer",
     "E0403 plugin is built with ThreadSanitizer, this host with no sanitizer (BROKEN/other_sanitizer.so)\n"
     "  build hwnas with -fsanitize=thread too, or the plugin without"},
#endif
#ifdef HWNAS_TEST_ADDRESS_SANITIZER
    {"address_sanitizer",
     "E0403 plugin is built with AddressSanitizer, this host with no sanitizer "
     "(BROKEN/address_sanitizer.so)\n"
     "  build hwnas with -fsanitize=address too, or the plugin without"},
#endif
    {"no_summary", "E0406 the descriptor has no summary (BROKEN/no_summary.so)"},
    {"small_component",
     "E0406 component number 1 is too small (BROKEN/small_component.so)\n"
     "  struct_size is 16, must be at least 56: set it to sizeof(hwnas_component_t)"},
    {"bad_name",
     "E0406 'Bad-Name' cannot be a component's name (BROKEN/bad_name.so)\n"
     "  names are lower-case letters, digits and '_', and begin with a letter"},
    {"no_table", "E0406 shape formula 'no_table' has no table of functions (BROKEN/no_table.so)"},
    {"no_infer", "E0406 shape formula 'no_infer' has no function infer (BROKEN/no_infer.so)"},
    {"cost_and_profile",
     "E0406 profiler 'cost_and_profile' has both of cost and profile (BROKEN/cost_and_profile.so)"},
    {"peak_of_tables",
     "E0406 profiler 'peak_of_tables' has no cost, but a metric that is the largest one: nothing "
     "(BROKEN/peak_of_tables.so)"},
    {"cost_and_tables",
     "E0406 profiler 'cost_and_tables' has both of tables and cost (BROKEN/cost_and_tables.so)"},
    {"no_cost", "E0406 profiler 'no_cost' has no function cost, profile or tables (BROKEN/no_cost.so)"},
    {"json_attribute",
     "E0406 option 'tables' of shape formula 'json_attribute' is JSON, which attributes of operators cannot "
     "be "
     "(BROKEN/json_attribute.so)"},
    {"unknown_option_type",
     "E0406 option 'size' of shape formula 'unknown_option_type' has a type that does not exist "
     "(BROKEN/unknown_option_type.so)\n"
     "  type is 42, must be 1..10"},
    {"repeated_option",
     "E0406 option 'size' of shape formula 'repeated_option' stands there twice (BROKEN/repeated_option.so)"},
    {"refused_default",
     "E0406 option 'size' of shape formula 'refused_default' has a default that it would refuse "
     "(BROKEN/refused_default.so)"},
    {"unreadable_default",
     "E0406 option 'size' of shape formula 'unreadable_default' has a default that it would refuse "
     "(BROKEN/unreadable_default.so)"},
  };
  return cr_make_param_array(defect_t, defects, sizeof defects / sizeof *defects);
}

ParameterizedTest(defect_t *defect, module, refuses) {
  hwnas_arena_t arena;
  hwnas_arena_init(&arena);
  hwnas_plugin_file_t *module = NULL;
  if (!strcmp(defect->name, "hangs_in_query")) setenv("HWNAS_PLUGIN_TIMEOUT", "0.2", 1);
  hwnas_status_t *status = hwnas_plugin_file_open(&arena, fixture(defect->name), "test", &module);
  cr_expect_str_eq(describe(status, NULL), defect->message);
  cr_expect_null(module);
  hwnas_arena_deinit(&arena);
}

static void write_byte(const char *path, long at, int byte) {
  FILE *file = fopen(path, "r+b");
  cr_assert(file && fseek(file, at, SEEK_SET) == 0 && fputc(byte, file) == byte && fclose(file) == 0);
}

Test(module, refuses_a_file_for_another_machine) {
  const char *folder = new_folder(), *path = in_folder(folder, "sound.so");
  copy_fixture("sound", path);
  write_byte(path, 18, 0x28); /* e_machine: 32-bit ARM */
  write_byte(path, 19, 0);
  write_byte(path, 4, 1); /* EI_CLASS: 32 bits */
  hwnas_arena_t arena;
  hwnas_arena_init(&arena);
  hwnas_plugin_file_t *module = NULL;
  hwnas_status_t *status = hwnas_plugin_file_open(&arena, path, "test", &module);
  cr_assert_not_null(status);
  cr_expect_eq(status->error, HWNAS_ERROR_NOT_A_PLUGIN);
  cr_expect_str_eq(status->what, "the file is for another architecture");
  cr_expect_eq(strncmp(status->details[0], "it is for arm (machine 40, 32 bits), ", 37), 0, "%s",
               status->details[0]);
  hwnas_status_destroy(status);
  hwnas_arena_deinit(&arena);
  remove_folder(folder);
}

Test(module, refuses_a_file_that_was_copied_in_part) {
  const char *folder = new_folder(), *path = in_folder(folder, "sound.so");
  copy_fixture("sound", path);
  for (off_t size = 4096; size > 64; size /= 4) {
    cr_assert_eq(truncate(path, size), 0);
    hwnas_arena_t arena;
    hwnas_arena_init(&arena);
    hwnas_plugin_file_t *module = NULL;
    hwnas_status_t *status = hwnas_plugin_file_open(&arena, path, "test", &module);
    cr_assert_not_null(status);
    cr_expect_str_eq(status->what, "the file is cut short");
    hwnas_status_destroy(status);
    hwnas_arena_deinit(&arena);
  }
  remove_folder(folder);
}

Test(module, opens_a_sound_one) {
  hwnas_arena_t arena;
  hwnas_arena_init(&arena);
  hwnas_plugin_file_t *module = NULL;
  cr_assert_str_eq(describe(hwnas_plugin_file_open(&arena, fixture("sound"), "test", &module), NULL),
                   "no error");
  cr_expect_str_eq(module->name, "sound");
  cr_expect_str_eq(module->path, fixture("sound"));
  cr_expect_str_eq(module->origin, "test");
  cr_expect_str_eq(module->plugin->components[0]->name, "sound");
  hwnas_arena_deinit(&arena);
}

Test(module, refuses_a_folder) {
  hwnas_arena_t arena;
  hwnas_arena_init(&arena);
  hwnas_plugin_file_t *module = NULL;
  hwnas_status_t *status = hwnas_plugin_file_open(&arena, HWNAS_TEST_BROKEN_DIR, "test", &module);
  cr_expect_str_eq(describe(status, NULL), "E0402 not a regular file (BROKEN)");
  hwnas_arena_deinit(&arena);
}

Test(module, speaks_of_kinds_in_words) {
  char word[64];
  hwnas_plugin_kind_word("hwnas.shape-formula/1", word, sizeof word);
  cr_expect_str_eq(word, "shape formula");
  hwnas_plugin_kind_word("org.example.scheduler/3", word, sizeof word);
  cr_expect_str_eq(word, "org.example.scheduler/3");
  hwnas_plugin_kind_word("hwnas.profiler/1", word, 5);
  cr_expect_str_eq(word, "prof");
}
