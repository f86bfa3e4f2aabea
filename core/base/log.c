#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const level_names[] = {"error", "warning", "info", "debug"};

static int level_of(const char *text, size_t length) {
  for (int i = 0; i < 4; i++)
    if (strlen(level_names[i]) == length && strncmp(level_names[i], text, length) == 0) return i;
  return -1;
}

/* The last entry that fits the topic decides, one that names it before one for all. */
static int threshold(const char *topic) {
  const char *entry = getenv("HWNAS_LOG");
  int general = HWNAS_LOG_WARNING, own = -1;
  while (entry && *entry) {
    size_t length = strcspn(entry, ",");
    const char *equals = memchr(entry, '=', length);
    if (!equals) {
      int level = level_of(entry, length);
      if (level >= 0) general = level;
    } else if (strlen(topic) == (size_t)(equals - entry) &&
               strncmp(topic, entry, (size_t)(equals - entry)) == 0) {
      own = level_of(equals + 1, length - (size_t)(equals - entry) - 1);
    }
    entry += length;
    if (*entry) entry++;
  }
  return own >= 0 ? own : general;
}

bool hwnas_log_enabled(const char *topic, int level) { return level <= threshold(topic); }

void hwnas_log(const char *topic, int level, const char *format, ...) {
  if (level < 0 || level > HWNAS_LOG_DEBUG || !hwnas_log_enabled(topic, level)) return;
  char text[2048];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  for (char *c = text; *c; c++) /* one line per message, whatever a plugin sends */
    if ((unsigned char)*c < 0x20) *c = ' ';
  fprintf(stderr, "hwnas: %s: [%s] %s\n", level_names[level], topic, text);
}
