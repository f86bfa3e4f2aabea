#include "verbs.h"

#include <string.h>

#include "output.h"

static const hwnas_verb_t *const verbs[] = {
    &hwnas_verb_space_list,     &hwnas_verb_space_show,   &hwnas_verb_space_check,   &hwnas_verb_space_count,
    &hwnas_verb_space_sample,   &hwnas_verb_space_stats,  &hwnas_verb_space_best,    &hwnas_verb_space_diff,
    &hwnas_verb_profile,        &hwnas_verb_run,          &hwnas_verb_trials,        &hwnas_verb_plugin_list,
    &hwnas_verb_plugin_inspect, &hwnas_verb_plugin_paths, &hwnas_verb_plugin_doctor, &hwnas_verb_explain,
    &hwnas_verb_help,
};
#define N_VERBS (sizeof verbs / sizeof *verbs)

const hwnas_verb_t *hwnas_verb_at(size_t i) { return i < N_VERBS ? verbs[i] : NULL; }

/* Length of the first word of a verb's name. */
static size_t first_length(const hwnas_verb_t *verb) { return strcspn(verb->name, " "); }

static bool first_is(const hwnas_verb_t *verb, const char *word) {
  size_t length = first_length(verb);
  return strlen(word) == length && strncmp(verb->name, word, length) == 0;
}

/* The second word of a verb of a group, or NULL. */
static const char *second_word(const hwnas_verb_t *verb) {
  size_t length = first_length(verb);
  return verb->name[length] ? verb->name + length + 1 : NULL;
}

static bool is_group(const char *word) {
  for (size_t i = 0; i < N_VERBS; i++)
    if (first_is(verbs[i], word) && second_word(verbs[i])) return true;
  return false;
}

/* ---- Finding --------------------------------------------------------------------------------- */

/* First words of all verbs, or, with a group, the second words of its verbs. */
static size_t list_words(hwnas_arena_t *arena, const char *group, const char **out) {
  size_t n = 0;
  for (size_t i = 0; i < N_VERBS; i++) {
    if (group) {
      if (first_is(verbs[i], group)) out[n++] = second_word(verbs[i]);
    } else if (n == 0 || !first_is(verbs[i], out[n - 1])) {
      const char *word = hwnas_arena_strndup(arena, verbs[i]->name, first_length(verbs[i]));
      if (word) out[n++] = word;
    }
  }
  return n;
}

static hwnas_status_t *unknown(const char *group, const char *word) {
  hwnas_arena_t arena;
  hwnas_arena_init(&arena);
  const char *known[N_VERBS];
  size_t n = list_words(&arena, group, known);
  const char *space = group ? " " : "";
  hwnas_status_t *status = word ? hwnas_status_make(HWNAS_ERROR_UNKNOWN_VERB, "unknown command '%s%s%s'",
                                                    group ? group : "", space, word)
                                : hwnas_status_make(HWNAS_ERROR_USAGE, "'%s' needs one more word", group);
  hwnas_status_suggest(status, word ? word : "", known, n);
  hwnas_arena_deinit(&arena);
  return hwnas_status_detail(status, "see: hwnas help%s%s", space, group ? group : "");
}

hwnas_status_t *hwnas_verb_find(size_t n, const char *const *words, const hwnas_verb_t **out,
                                size_t *out_used) {
  bool group = is_group(words[0]);
  const char *second = group && n > 1 && words[1][0] != '-' ? words[1] : NULL;
  if (group && !second) return unknown(words[0], NULL);
  for (size_t i = 0; i < N_VERBS; i++) {
    if (!first_is(verbs[i], words[0]) || (group && strcmp(second_word(verbs[i]), second) != 0)) continue;
    *out = verbs[i];
    *out_used = group ? 2 : 1;
    return NULL;
  }
  return group ? unknown(words[0], second) : unknown(NULL, words[0]);
}

/* ---- Help ------------------------------------------------------------------------------------ */

static void append_list(const char *group, hwnas_str_t *out) {
  hwnas_str_t line;
  hwnas_str_init(&line);
  for (size_t i = 0; i < N_VERBS; i++) {
    if (group && !first_is(verbs[i], group)) continue;
    hwnas_str_clear(&line);
    hwnas_str_appendf(&line, "hwnas %s %s", verbs[i]->name, verbs[i]->operands);
    hwnas_str_appendf(out, "  %-28s  %s\n", line.text, verbs[i]->summary);
  }
  hwnas_str_deinit(&line);
}

static void append_overview(hwnas_str_t *out) {
  hwnas_str_append(out,
                   "hwnas: hardware-aware neural architecture search\n\n"
                   "usage: hwnas VERB [ARGUMENT]...\n\n");
  append_list(NULL, out);
  hwnas_str_append(
      out,
      "\n  hwnas VERB --help             what a verb takes\n"
      "  hwnas --version               version, ABI and build\n\n"
      "SPACE is a space of the hub (see hwnas space list) or a path to a space file. Results go to standard\n"
      "output, all else to standard error. Exit status: 0 done; 1 the work failed or found nothing; 2 wrong\n"
      "usage or input; 130 stopped by a signal.\n");
}

hwnas_status_t *hwnas_verbs_help(size_t n, const char *const *words) {
  const hwnas_verb_t *verb = NULL;
  size_t used = 0;
  hwnas_str_t text;
  hwnas_str_init(&text);
  if (n == 0) {
    append_overview(&text);
  } else if (is_group(words[0]) && (n == 1 || words[1][0] == '-')) {
    append_list(words[0], &text);
  } else {
    HWNAS_TRY(hwnas_verb_find(n, words, &verb, &used));
    hwnas_args_usage(verb, &text);
  }
  hwnas_status_t *status = hwnas_output_write(&text);
  hwnas_str_deinit(&text);
  return status;
}
