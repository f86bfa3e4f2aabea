#define _GNU_SOURCE
#include <criterion/criterion.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/own_file.h"
#include "base/str.h"
#include "support.h"

/* Criterion runs every test in a process of its own: what stays here ends with it. */
static hwnas_arena_t kept;

static const char *replace(const char *text, const char *from, const char *to) {
  hwnas_str_t out;
  hwnas_str_init(&out);
  for (const char *hit; from && (hit = strstr(text, from)); text = hit + strlen(from)) {
    hwnas_str_append_n(&out, text, (size_t)(hit - text));
    hwnas_str_append(&out, to);
  }
  hwnas_str_append(&out, text);
  const char *copy = hwnas_arena_strdup(&kept, out.text);
  hwnas_str_deinit(&out);
  return copy;
}

static void append_status(hwnas_str_t *out, const hwnas_status_t *status) {
  hwnas_str_appendf(out, "E%04d %s", (int)status->error, status->what);
  if (status->place) hwnas_str_appendf(out, " (%s)", status->place);
  for (size_t i = 0; i < status->n_details; i++) hwnas_str_appendf(out, "\n  %s", status->details[i]);
}

/* The program that asks modules, as messages name it. */
static const char *helper(void) {
  hwnas_arena_t *arena = &kept;
  const char *folder = NULL;
  cr_assert_null(hwnas_find_own(arena, "libexec/hwnas-1", &folder));
  return hwnas_arena_printf(arena, "%s/hwnas-plugin-query", folder);
}

const char *describe(hwnas_status_t *status, const char *folder) {
  if (!status) return "no error";
  hwnas_str_t out;
  hwnas_str_init(&out);
  append_status(&out, status);
  const char *text = replace(replace(out.text, folder, "FOLDER"), HWNAS_TEST_BROKEN_DIR, "BROKEN");
  text = replace(text, helper(), "HELPER");
  hwnas_str_deinit(&out);
  hwnas_status_destroy(status);
  return text;
}

const char *fixture(const char *name) {
  const char *path = hwnas_arena_printf(&kept, "%s/%s.so", HWNAS_TEST_BROKEN_DIR, name);
  cr_assert_not_null(path);
  return path;
}

const char *new_folder(void) {
  char *pattern = hwnas_arena_strdup(&kept, HWNAS_TEST_BROKEN_DIR "/folder-XXXXXX");
  cr_assert_not_null(mkdtemp(pattern));
  return pattern;
}

static int remove_entry(const char *path, const struct stat *info, int type, struct FTW *walk) {
  (void)info;
  (void)type;
  (void)walk;
  return remove(path);
}

void remove_folder(const char *folder) {
  cr_expect_eq(nftw(folder, remove_entry, 8, FTW_DEPTH | FTW_PHYS), 0);
}

const char *in_folder(const char *folder, const char *name) {
  return hwnas_arena_printf(&kept, "%s/%s", folder, name);
}

void copy_fixture(const char *name, const char *path) {
  FILE *in = fopen(fixture(name), "rb"), *out = fopen(path, "wb");
  cr_assert(in && out);
  char buffer[65536];
  for (size_t n; (n = fread(buffer, 1, sizeof buffer, in)) > 0;) cr_assert_eq(fwrite(buffer, 1, n, out), n);
  fclose(in);
  cr_assert_eq(fclose(out), 0);
}
