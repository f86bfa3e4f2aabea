#include "progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "output.h"

void hwnas_progress_line_init(hwnas_progress_line_t *line, const hwnas_metric_info_entry_t *objective) {
  *line = (hwnas_progress_line_t){.objective = objective, .terminal = isatty(STDERR_FILENO)};
}

double hwnas_progress_line_interval(const hwnas_progress_line_t *line) { return line->terminal ? 0.1 : 5; }

static void append_best(const hwnas_progress_line_t *line, const hwnas_progress_t *progress,
                        hwnas_str_t *out) {
  if (progress->front > 0) hwnas_str_appendf(out, "  Pareto set %zu", progress->front);
  if (progress->best == 0 || !line->objective) return;
  hwnas_str_appendf(out, "  best #%" PRIu64 " %s ", progress->best, line->objective->name);
  hwnas_print_human(progress->best_value, out);
}

static void append_progress(const hwnas_progress_line_t *line, const hwnas_progress_t *progress,
                            hwnas_str_t *out) {
  hwnas_str_appendf(out, "%" PRIu64 " trials of %" PRIu64 " proposals (%.1f%% accepted)  ", progress->trials,
                    progress->proposed, 100 * progress->share);
  hwnas_print_human(progress->rate, out);
  hwnas_str_append(out, "/s");
  append_best(line, progress, out);
  if (progress->seconds_left <= 0) return;
  hwnas_str_append(out, "  ");
  hwnas_print_seconds(progress->seconds_left, out);
  hwnas_str_append(out, " left");
}

void hwnas_progress_line_show(void *self, const hwnas_progress_t *progress) {
  hwnas_progress_line_t *line = self;
  hwnas_str_t text;
  hwnas_str_init(&text);
  append_progress(line, progress, &text);
  if (line->terminal) {
    size_t blanks = line->width > text.length ? line->width - text.length : 0;
    fprintf(stderr, "\r%s%*s", text.text, (int)blanks, "");
    line->width = text.length;
  } else {
    fprintf(stderr, "hwnas: %s\n", text.text);
  }
  fflush(stderr);
  hwnas_str_deinit(&text);
}

void hwnas_progress_line_end(hwnas_progress_line_t *line) {
  if (line->terminal && line->width) fputc('\n', stderr);
  line->width = 0;
}
