#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

#include "output.h"
#include "verbs.h"

static hwnas_status_t *list_all(void) {
  static const char *const titles[] = {"error", "what"};
  hwnas_columns_t columns;
  hwnas_columns_init(&columns, titles, 2);
  for (size_t i = 0; hwnas_error_at(i); i++) {
    hwnas_columns_add(&columns, "E%04u", (unsigned)hwnas_error_at(i)->number);
    hwnas_columns_add(&columns, "%s", hwnas_error_at(i)->title);
  }
  hwnas_status_t *status = hwnas_columns_print(&columns);
  hwnas_columns_deinit(&columns);
  return status;
}

/* "E0123", "e123", "123". */
static const hwnas_error_info_t *find(const char *text) {
  if (*text == 'E' || *text == 'e') text++;
  if (!isdigit((unsigned char)*text)) return NULL;
  char *end = NULL;
  unsigned long number = strtoul(text, &end, 10);
  return *end || number > UINT32_MAX ? NULL : hwnas_error_find((uint32_t)number);
}

static hwnas_status_t *run(const hwnas_args_t *args) {
  if (args->operands.n == 0) return list_all();
  const hwnas_error_info_t *info = find(args->operands.items[0]);
  if (!info) {
    hwnas_status_t *status =
        hwnas_status_make(HWNAS_ERROR_USAGE, "explain: there is no error '%s'", args->operands.items[0]);
    return hwnas_status_detail(status, "`hwnas explain` lists all");
  }
  printf("%sE%04u: %s%s\n  cause: %s\n  cure:  %s\n", hwnas_style(HWNAS_STYLE_BOLD), (unsigned)info->number,
         info->title, hwnas_style(HWNAS_STYLE_PLAIN), info->cause, info->cure);
  return NULL;
}

const hwnas_verb_t hwnas_verb_explain = {
    .name = "explain",
    .operands = "[ERROR]",
    .n_max = 1,
    .summary = "cause and cure of an error",
    .text = "ERROR is the number in a message, such as E0210 or 210. Without it, all errors are listed.\n",
    .run = run,
};
