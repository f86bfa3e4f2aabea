/* Which messages reach stderr, and how they look there. */
#define _GNU_SOURCE
#include <criterion/criterion.h>
#include <criterion/redirect.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"

Test(log, levels_go_by_topic) {
  static const struct {
    const char *setting, *topic;
    int level;
    bool enabled;
  } cases[] = {
      {NULL, "space", HWNAS_LOG_WARNING, true},
      {NULL, "space", HWNAS_LOG_INFO, false},
      {"", "space", HWNAS_LOG_WARNING, true},
      {"error", "space", HWNAS_LOG_WARNING, false},
      {"debug", "space", HWNAS_LOG_DEBUG, true},
      {"warning,plugin=debug", "plugin", HWNAS_LOG_DEBUG, true},
      {"warning,plugin=debug", "plug", HWNAS_LOG_INFO, false},
      {"warning,plugin=debug", "plugins", HWNAS_LOG_INFO, false},
      {"plugin=error,debug", "plugin", HWNAS_LOG_WARNING, false},
      {"plugin=error,debug", "space", HWNAS_LOG_DEBUG, true},
      {"loud", "space", HWNAS_LOG_INFO, false},
      {"loud", "space", HWNAS_LOG_WARNING, true},
      {"space=loud,info", "space", HWNAS_LOG_INFO, true},
      {",,info,", "space", HWNAS_LOG_INFO, true},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    if (cases[i].setting)
      setenv("HWNAS_LOG", cases[i].setting, 1);
    else
      unsetenv("HWNAS_LOG");
    cr_expect_eq(hwnas_log_enabled(cases[i].topic, cases[i].level), cases[i].enabled, "case %zu", i);
  }
}

static void redirect(void) { cr_redirect_stderr(); }

Test(log, one_line_per_message, .init = redirect) {
  setenv("HWNAS_LOG", "info", 1);
  hwnas_log("space", HWNAS_LOG_WARNING, "%d choices", 3);
  hwnas_log("plugin", HWNAS_LOG_INFO, "two\nlines\t");
  hwnas_log("plugin", HWNAS_LOG_DEBUG, "not seen");
  hwnas_log("plugin", 9, "no such level");
  hwnas_log("plugin", -1, "no such level");
  hwnas_log("run", HWNAS_LOG_ERROR, "failed");
  fflush(stderr);
  cr_expect_stderr_eq_str(
      "hwnas: warning: [space] 3 choices\nhwnas: info: [plugin] two lines \nhwnas: error: [run] failed\n");
}

Test(log, a_long_message_is_cut, .init = redirect) {
  char *text = calloc(5001, 1);
  cr_assert_not_null(text);
  memset(text, 'x', 5000);
  hwnas_log("run", HWNAS_LOG_ERROR, "%s", text);
  fflush(stderr);
  text[2047] = '\0';
  char expected[2200];
  snprintf(expected, sizeof expected, "hwnas: error: [run] %s\n", text);
  cr_expect_stderr_eq_str(expected);
  free(text);
}
