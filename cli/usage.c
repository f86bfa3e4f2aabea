#include <string.h>

#include "args.h"
#include "base/limits.h"

#define WIDTH 100
#define INDENT "       "

/* "--param NAME=VALUE", "-n N", "--json". */
static void spell(const hwnas_arg_option_t *option, hwnas_str_t *out) {
  hwnas_str_appendf(out, "%s%s", option->name[1] ? "--" : "-", option->name);
  if (option->value) hwnas_str_appendf(out, " %s", option->value);
}

static void append_item(const hwnas_arg_option_t *option, hwnas_str_t *out) {
  hwnas_str_append(out, "[");
  spell(option, out);
  hwnas_str_append(out, "]");
  if (option->flags & HWNAS_ARG_REPEATABLE) hwnas_str_append(out, "...");
}

static void append_synopsis(const hwnas_verb_t *verb, hwnas_str_t *out) {
  size_t line = out->length;
  hwnas_str_appendf(out, "usage: hwnas %s", verb->name);
  if (verb->operands[0]) hwnas_str_appendf(out, " %s", verb->operands);
  hwnas_str_t item;
  hwnas_str_init(&item);
  for (size_t i = 0; i < verb->n_options; i++) {
    hwnas_str_clear(&item);
    append_item(&verb->options[i], &item);
    if (out->length - line + item.length + 1 > WIDTH) {
      hwnas_str_append(out, "\n" INDENT);
      line = out->length - strlen(INDENT);
    }
    hwnas_str_appendf(out, " %s", item.text);
  }
  hwnas_str_deinit(&item);
  hwnas_str_append(out, "\n");
}

static void append_options(const hwnas_verb_t *verb, hwnas_str_t *out) {
  size_t width = 0;
  hwnas_str_t name;
  hwnas_str_init(&name);
  for (size_t i = 0; i < verb->n_options; i++) {
    hwnas_str_clear(&name);
    spell(&verb->options[i], &name);
    if (name.length > width) width = name.length;
  }
  for (size_t i = 0; i < verb->n_options; i++) {
    hwnas_str_clear(&name);
    spell(&verb->options[i], &name);
    hwnas_str_appendf(out, "  %-*s  %s\n", (int)width, name.text, verb->options[i].help);
  }
  hwnas_str_deinit(&name);
}

static void append_limits(const hwnas_verb_t *verb, hwnas_str_t *out) {
  for (size_t i = 0; i < verb->n_options; i++) {
    if (strcmp(verb->options[i].name, "limit") != 0) continue;
    hwnas_str_append(out, "\nlimits: name, default, range, of what\n");
    hwnas_limits_print(out);
  }
}

void hwnas_args_usage(const hwnas_verb_t *verb, hwnas_str_t *out) {
  append_synopsis(verb, out);
  hwnas_str_appendf(out, "\n%s\n", verb->summary);
  if (verb->text) hwnas_str_appendf(out, "\n%s", verb->text);
  if (verb->n_options == 0) return;
  hwnas_str_append(out, "\n");
  append_options(verb, out);
  append_limits(verb, out);
}
