#include "stats_html.h"

#include <math.h>

#include "output.h"

enum { WIDTH = 720, HEIGHT = 240, LEFT = 56, BOTTOM = 28, TOP = 10, RIGHT = 56, GRID = 48, SIDE = 420 };

static const char style[] =
    "<style>:root{color-scheme:light dark;--ink:#222;--dim:#777;--bar:#4a7bb5;--line:#c2532d;--page:#fff}"
    "@media(prefers-color-scheme:dark){:root{--ink:#ddd;--dim:#999;--bar:#6b9bd1;--line:#ef8a62;--page:#"
    "181a1c}}"
    "body{font:15px/1.45 system-ui,sans-serif;color:var(--ink);background:var(--page);max-width:760px;"
    "margin:2em auto;padding:0 1em}h1{font-size:1.4em}h2{font-size:1.1em;margin-top:2em}"
    "table{border-collapse:collapse;font-variant-numeric:tabular-nums}td,th{padding:.15em "
    ".7em;text-align:right}"
    "th{font-weight:normal;color:var(--dim)}svg{width:100%;height:auto}svg "
    "text{font-size:12px;fill:var(--dim)}"
    ".bar{fill:var(--bar)}.curve{fill:none;stroke:var(--line);stroke-width:2}.axis{stroke:var(--dim)}"
    ".mark{stroke:var(--line);stroke-dasharray:3 "
    "3}.note{color:var(--dim)}code{white-space:pre-wrap}</style>\n";

/* The share under the place that the pointer is at. */
static const char script[] =
    "<script>for(const svg of document.querySelectorAll('svg[data-bins]')){"
    "const bins=JSON.parse(svg.dataset.bins),low=+svg.dataset.low,high=+svg.dataset.high,"
    "say=svg.parentNode.querySelector('.say'),mark=svg.querySelector('.mark'),L=56,R=720-56;"
    "svg.addEventListener('pointermove',e=>{const box=svg.getBoundingClientRect();"
    "let x=(e.clientX-box.left)/box.width*720;x=Math.min(R,Math.max(L,x));const at=(x-L)/(R-L)*bins.length;"
    "let sum=0;for(let i=0;i<bins.length;i++)sum+=bins[i]*Math.min(1,Math.max(0,at-i));"
    "mark.setAttribute('x1',x);mark.setAttribute('x2',x);mark.style.display='';"
    "const v=low+(high-low)*(x-L)/(R-L);say.textContent='at most '+v.toPrecision(4)+' '+svg.dataset.unit+': "
    "'+"
    "(100*sum).toPrecision(3)+' % of the networks'})}</script>\n";

static void append_text(const char *text, hwnas_str_t *out) {
  for (; *text; text++) {
    if (*text == '&')
      hwnas_str_append(out, "&amp;");
    else if (*text == '<')
      hwnas_str_append(out, "&lt;");
    else if (*text == '>')
      hwnas_str_append(out, "&gt;");
    else if (*text == '"')
      hwnas_str_append(out, "&quot;");
    else
      hwnas_str_appendf(out, "%c", *text);
  }
}

static const char *unit_of(const hwnas_metric_info_entry_t *info) {
  return info->unit && !(info->unit[0] == '1' && !info->unit[1]) ? info->unit : "";
}

static void append_value(const hwnas_metric_stats_t *metric, double quanta, hwnas_str_t *out) {
  hwnas_print_human(quanta * metric->info->quantum, out);
}

/* ---- One metric ------------------------------------------------------------------------------ */

static double place(double share) { return LEFT + share * (WIDTH - LEFT - RIGHT); }
static double height(double share) { return HEIGHT - BOTTOM - share * (HEIGHT - BOTTOM - TOP); }

static void append_bars(const hwnas_metric_stats_t *metric, hwnas_str_t *out) {
  double most = 0, step = (place(1) - place(0)) / HWNAS_STATS_BINS;
  for (size_t i = 0; i < HWNAS_STATS_BINS; i++) most = fmax(most, metric->bins[i]);
  for (size_t i = 0; i < HWNAS_STATS_BINS; i++)
    hwnas_str_appendf(out, "<rect class=\"bar\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>",
                      place((double)i / HWNAS_STATS_BINS), height(metric->bins[i] / most), step - 1,
                      height(0) - height(metric->bins[i] / most));
}

static void append_curve(const hwnas_metric_stats_t *metric, hwnas_str_t *out) {
  double sum = 0;
  hwnas_str_appendf(out, "<path class=\"curve\" d=\"M%.1f %.1f", place(0), height(0));
  for (size_t i = 0; i < HWNAS_STATS_BINS; i++) {
    sum += metric->bins[i];
    hwnas_str_appendf(out, "L%.1f %.1f", place((double)(i + 1) / HWNAS_STATS_BINS), height(fmin(sum, 1)));
  }
  hwnas_str_append(out, "\"/>");
}

static void append_axes(const hwnas_metric_stats_t *metric, hwnas_str_t *out) {
  hwnas_str_appendf(out, "<line class=\"axis\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\"/>", place(0),
                    place(1), height(0), height(0));
  for (int i = 0; i <= 4; i++) {
    double share = i / 4.0, value = (double)metric->least + share * (double)(metric->most - metric->least);
    hwnas_str_appendf(out, "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">", place(share), HEIGHT - 8);
    append_value(metric, value, out);
    hwnas_str_appendf(out, "</text><text x=\"%d\" y=\"%.1f\">%d %%</text>", WIDTH - RIGHT + 8,
                      height(share) + 4, 25 * i);
  }
}

static void append_picture(const hwnas_metric_stats_t *metric, hwnas_str_t *out) {
  hwnas_str_appendf(out, "<svg viewBox=\"0 0 %d %d\" role=\"img\" data-unit=\"", WIDTH, HEIGHT);
  append_text(unit_of(metric->info), out);
  hwnas_str_appendf(out, "\" data-low=\"%.17g\" data-high=\"%.17g\" data-bins=\"[",
                    (double)metric->least * metric->info->quantum,
                    (double)metric->most * metric->info->quantum);
  for (size_t i = 0; i < HWNAS_STATS_BINS; i++)
    hwnas_str_appendf(out, "%s%.4g", i ? "," : "", metric->bins[i]);
  hwnas_str_append(out, "]\">");
  append_bars(metric, out);
  append_curve(metric, out);
  append_axes(metric, out);
  hwnas_str_appendf(out, "<line class=\"mark\" y1=\"%d\" y2=\"%.1f\" style=\"display:none\"/></svg>\n", TOP,
                    height(0));
}

static void append_metric(const hwnas_metric_stats_t *metric, hwnas_str_t *out) {
  hwnas_str_append(out, "<section><h2>");
  append_text(metric->info->name, out);
  if (*unit_of(metric->info)) hwnas_str_append(out, " in ");
  append_text(unit_of(metric->info), out);
  hwnas_str_append(out, "</h2>\n");
  append_picture(metric, out);
  hwnas_str_append(out,
                   "<p class=\"say note\">bars: networks by cost; curve: the share under a limit</p>\n"
                   "<table><tr><th>least</th>");
  for (size_t q = 0; q < HWNAS_STATS_QUANTILES; q++)
    hwnas_str_appendf(out, "<th>%.0f %%</th>", 100 * hwnas_stats_share(q));
  hwnas_str_append(out, "<th>most</th><th>mean</th><th>sd</th></tr>\n<tr><td>");
  append_value(metric, (double)metric->least, out);
  for (size_t q = 0; q < HWNAS_STATS_QUANTILES; q++) {
    hwnas_str_append(out, "</td><td>");
    append_value(metric, metric->quantiles[q], out);
  }
  const double rest[] = {(double)metric->most, metric->mean, metric->sd};
  for (size_t i = 0; i < 3; i++) {
    hwnas_str_append(out, "</td><td>");
    append_value(metric, rest[i], out);
  }
  hwnas_str_append(out, "</td></tr></table></section>\n");
}

/* ---- Two metrics ----------------------------------------------------------------------------- */

static size_t cell_of(const hwnas_metric_stats_t *metric, int64_t value) {
  double width = (double)(metric->most - metric->least);
  double at = width > 0 ? (double)(value - metric->least) / width * GRID : 0;
  return at < 0 ? 0 : at < GRID ? (size_t)at : GRID - 1;
}

static void append_pair(const hwnas_stats_t *stats, size_t a, size_t b, hwnas_str_t *out) {
  const hwnas_metric_stats_t *x = &stats->metrics[a], *y = &stats->metrics[b];
  size_t counts[GRID][GRID] = {{0}}, most = 1;
  for (size_t i = 0; i < stats->n_drawn; i++) {
    size_t *count =
        &counts[cell_of(y, stats->drawn[i * stats->n + b])][cell_of(x, stats->drawn[i * stats->n + a])];
    if (++*count > most) most = *count;
  }
  hwnas_str_append(out, "<section><h2>");
  append_text(x->info->name, out);
  hwnas_str_append(out, " (across) and ");
  append_text(y->info->name, out);
  hwnas_str_appendf(out, " (up)</h2>\n<svg viewBox=\"0 0 %d %d\" role=\"img\" style=\"max-width:%dpx\">",
                    SIDE, SIDE, SIDE);
  for (size_t r = 0; r < GRID; r++)
    for (size_t c = 0; c < GRID; c++)
      if (counts[r][c] > 0)
        hwnas_str_appendf(out,
                          "<rect class=\"bar\" x=\"%.2f\" y=\"%.2f\" width=\"%.2f\" height=\"%.2f\" "
                          "fill-opacity=\"%.2f\"/>",
                          (double)c * SIDE / GRID, (double)(GRID - 1 - r) * SIDE / GRID, (double)SIDE / GRID,
                          (double)SIDE / GRID, 0.08 + 0.92 * sqrt((double)counts[r][c] / (double)most));
  hwnas_str_appendf(
      out,
      "</svg>\n<p class=\"note\">%zu networks drawn at random, each equally likely; both axes from "
      "least to most</p></section>\n",
      stats->n_drawn);
}

/* ---- The page -------------------------------------------------------------------------------- */

void hwnas_stats_html(const hwnas_stats_t *stats, const char *space, const char *const *conditions,
                      size_t n_conditions, hwnas_str_t *out) {
  hwnas_str_append(out, "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>");
  append_text(space, out);
  hwnas_str_append(out, "</title>\n<meta name=\"viewport\" content=\"width=device-width\">\n");
  hwnas_str_append(out, style);
  hwnas_str_append(out, "</head><body><h1>What the networks of ");
  append_text(space, out);
  hwnas_str_append(out, " cost</h1>\n");
  for (size_t i = 0; i < n_conditions; i++) {
    hwnas_str_append(out, i ? "<p>and <code>" : "<p>where <code>");
    append_text(conditions[i], out);
    hwnas_str_append(out, "</code></p>\n");
  }
  bool exact = true;
  for (size_t m = 0; m < stats->n; m++) exact &= stats->metrics[m].exact;
  if (exact)
    hwnas_str_append(out, "<p class=\"note\">Of all networks.</p>\n");
  else
    hwnas_str_appendf(out, "<p class=\"note\">Of %zu networks drawn at random, each equally likely.</p>\n",
                      stats->n_drawn);
  for (size_t m = 0; m < stats->n; m++) append_metric(&stats->metrics[m], out);
  for (size_t m = 1; m < stats->n && stats->n_drawn > 0; m++) append_pair(stats, 0, m, out);
  hwnas_str_append(out, script);
  hwnas_str_append(out, "</body></html>\n");
}
