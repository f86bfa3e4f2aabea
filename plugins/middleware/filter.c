/* Tests every proposal of a strategy and lets only those through that satisfy an expression. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hwnas/middleware.h"
#include "hwnas/profiler.h"

#define STATE_MAGIC UINT64_C(0x01746c6677616e68)

typedef struct filter_counts {
  uint64_t tested, kept, dropped_in_a_row;
} filter_counts_t;

typedef struct filter {
  const hwnas_strategy_ref_t *inner;
  const hwnas_metric_service_t *metric;
  const hwnas_loop_service_t *loop;
  const hwnas_predicate_t *keep;
  uint64_t patience;
  double *answer; /* the objectives of an invalid network; NULL: it is only dropped */
  filter_counts_t counts;
  size_t capacity; /* of the two below */
  uint8_t *kept;
  hwnas_report_t *reports;
} filter_t;

static void filter_destroy(hwnas_object_t *object) {
  filter_t *self = (filter_t *)object;
  if (!self) return;
  free(self->answer);
  free(self->kept);
  free(self->reports);
  free(self);
}

/* ---- Making one ------------------------------------------------------------------------------ */

static hwnas_result_t find_services(filter_t *self, hwnas_call_t *call) {
  self->metric = call->service(call, HWNAS_SERVICE_METRIC);
  self->loop = call->service(call, HWNAS_SERVICE_LOOP);
  if (self->metric && self->loop) return HWNAS_OK;
  return call->fail(call, HWNAS_E_UNSUPPORTED, "filter needs the host's services %s and %s",
                    HWNAS_SERVICE_METRIC, HWNAS_SERVICE_LOOP);
}

/* The value as reports carry it: smaller is better. */
static hwnas_result_t make_answer(filter_t *self, hwnas_call_t *call, double value) {
  if (!HWNAS_HAS(self->loop, hwnas_loop_service_t, goals) ||
      !HWNAS_FITS(self->loop, hwnas_loop_service_t, n_objectives))
    return call->fail(call, HWNAS_E_UNSUPPORTED,
                      "this host does not tell its objectives; set when_invalid to drop");
  self->answer = calloc((size_t)self->loop->n_objectives + 1, sizeof *self->answer);
  if (!self->answer) return call->fail(call, HWNAS_E_RESOURCE, "out of memory");
  for (uint32_t i = 0; i < self->loop->n_objectives; i++) {
    int maximize = self->loop->goals[i] == HWNAS_GOAL_MAXIMIZE;
    if (!maximize && value == -1)
      return call->fail(
          call, HWNAS_E_OPTION,
          "value -1 would look good in an objective that is minimised: set value to something worse "
          "than any network, such as 1e12");
    self->answer[i] = maximize ? -value : value;
  }
  return HWNAS_OK;
}

static hwnas_result_t set_up(filter_t *self, hwnas_call_t *call, const hwnas_options_t *options) {
  hwnas_predicate_t *keep = NULL;
  hwnas_result_t result = find_services(self, call);
  if (result != HWNAS_OK) return result;
  self->patience = (uint64_t)options->integer(options, "patience");
  result = self->metric->predicate(self->metric, call, options->string(options, "keep"), &keep);
  if (result != HWNAS_OK) return result;
  self->keep = keep;
  const char *when_invalid = options->string(options, "when_invalid");
  return when_invalid && strcmp(when_invalid, "report") == 0
             ? make_answer(self, call, options->number(options, "value"))
             : HWNAS_OK;
}

static hwnas_result_t filter_create(hwnas_call_t *call, const hwnas_make_t *make,
                                    const hwnas_strategy_ref_t *inner, hwnas_object_t **out) {
  filter_t *self = calloc(1, sizeof *self);
  if (!self) return call->fail(call, HWNAS_E_RESOURCE, "out of memory");
  self->inner = inner;
  hwnas_result_t result = set_up(self, call, make->options);
  if (result != HWNAS_OK) {
    filter_destroy((hwnas_object_t *)self);
    return result;
  }
  *out = (hwnas_object_t *)self;
  return HWNAS_OK;
}

/* ---- Proposals ------------------------------------------------------------------------------- */

static int reserve(filter_t *self, size_t cap) {
  if (cap <= self->capacity) return 1;
  if (cap > SIZE_MAX / sizeof(hwnas_report_t)) return 0;
  uint8_t *kept = realloc(self->kept, cap);
  if (!kept) return 0;
  self->kept = kept;
  hwnas_report_t *reports = realloc(self->reports, cap * sizeof *reports);
  if (!reports) return 0;
  self->reports = reports;
  self->capacity = cap;
  return 1;
}

/* Counts what was kept; returns how many points to look at: fewer than n if patience ends within them. */
static size_t count(filter_t *self, size_t n) {
  filter_counts_t *counts = &self->counts;
  size_t i = 0;
  while (i < n && counts->dropped_in_a_row < self->patience) {
    counts->tested++;
    counts->kept += self->kept[i];
    counts->dropped_in_a_row = self->kept[i] ? 0 : counts->dropped_in_a_row + 1;
    i++;
  }
  return i;
}

static hwnas_result_t tell_dropped(filter_t *self, hwnas_call_t *call, const uint16_t *points, size_t n) {
  size_t width = self->inner->n_choices, n_reports = 0;
  if (!self->inner->table->tell) return HWNAS_OK;
  for (size_t i = 0; i < n; i++)
    if (!self->kept[i])
      self->reports[n_reports++] =
          (hwnas_report_t){.struct_size = sizeof(hwnas_report_t),
                           .status = HWNAS_TRIAL_INVALID,
                           .point = &points[i * width],
                           .n_objectives = self->answer ? self->loop->n_objectives : 0,
                           .objectives = self->answer};
  return n_reports ? self->inner->table->tell(self->inner->self, call, self->reports, n_reports) : HWNAS_OK;
}

static size_t close_gaps(const filter_t *self, uint16_t *points, size_t n) {
  size_t width = self->inner->n_choices, kept = 0;
  for (size_t i = 0; i < n; i++) {
    if (!self->kept[i]) continue;
    if (kept != i) memcpy(&points[kept * width], &points[i * width], width * sizeof *points);
    kept++;
  }
  return kept;
}

static hwnas_result_t give_up(const filter_t *self, hwnas_call_t *call) {
  char text[160];
  snprintf(text, sizeof text, "filter: the last %llu proposals were dropped, %llu of %llu were kept so far",
           (unsigned long long)self->counts.dropped_in_a_row, (unsigned long long)self->counts.kept,
           (unsigned long long)self->counts.tested);
  call->log(call, HWNAS_LOG_WARNING, text);
  return HWNAS_EXHAUSTED;
}

/* Asks for cap proposals and returns those of them that pass, maybe none: the caller's budget counts
 * proposals, so none are made beyond what it asked for. */
static hwnas_result_t filter_ask(hwnas_object_t *object, hwnas_call_t *call, size_t cap, uint16_t *points,
                                 size_t *out_n) {
  filter_t *self = (filter_t *)object;
  size_t n = 0;
  *out_n = 0;
  if (self->counts.dropped_in_a_row >= self->patience) return HWNAS_EXHAUSTED;
  if (!reserve(self, cap)) return call->fail(call, HWNAS_E_RESOURCE, "out of memory");
  hwnas_result_t asked = self->inner->table->ask(self->inner->self, call, cap, points, &n);
  if (asked < 0) return asked;
  if (n > cap) return call->fail(call, HWNAS_E_INTERNAL, "the strategy wrote %zu points, not %zu", n, cap);
  hwnas_result_t result = self->metric->test(self->metric, call, self->keep, n, points, self->kept);
  if (result < 0) return result;
  size_t tested = count(self, n);
  result = tell_dropped(self, call, points, tested);
  if (result < 0) return result;
  *out_n = close_gaps(self, points, tested);
  self->loop->dropped(self->loop, tested, tested - *out_n);
  if (self->counts.dropped_in_a_row >= self->patience) return give_up(self, call);
  /* The reports that the strategy waits for have just been given. */
  return asked == HWNAS_NEED_REPORTS && n > 0 && *out_n == 0 ? HWNAS_OK : asked;
}

static hwnas_result_t filter_tell(hwnas_object_t *object, hwnas_call_t *call, const hwnas_report_t *reports,
                                  size_t n) {
  const filter_t *self = (const filter_t *)object;
  if (!self->inner->table->tell) return HWNAS_OK;
  return self->inner->table->tell(self->inner->self, call, reports, n);
}

/* ---- State ----------------------------------------------------------------------------------- */

typedef struct filter_state {
  uint64_t magic;
  filter_counts_t counts;
} filter_state_t;

static hwnas_result_t filter_save(hwnas_object_t *object, hwnas_call_t *call, hwnas_stream_t *stream) {
  const filter_state_t state = {.magic = STATE_MAGIC, .counts = ((const filter_t *)object)->counts};
  (void)call;
  return stream->write(stream, &state, sizeof state);
}

static hwnas_result_t filter_load(hwnas_object_t *object, hwnas_call_t *call, hwnas_stream_t *stream) {
  filter_state_t state = {0};
  if (!hwnas_stream_read_all(stream, &state, sizeof state) || state.magic != STATE_MAGIC ||
      state.counts.kept > state.counts.tested ||
      state.counts.dropped_in_a_row > state.counts.tested - state.counts.kept)
    return call->fail(call, HWNAS_E_DATA, "the saved state cannot be used: it is no state of filter");
  ((filter_t *)object)->counts = state.counts;
  return HWNAS_OK;
}

/* ---- Descriptor ------------------------------------------------------------------------------ */

static const char *const when_invalid_choices[] = {"drop", "report", NULL};
static const hwnas_option_t options[] = {
    {.name = "keep",
     .help = "expression over metrics and labels that a network must satisfy",
     .type = HWNAS_OPTION_STRING,
     .flags = HWNAS_OPTION_FLAG_EXPRESSION},
    {.name = "when_invalid",
     .help = "drop the others, or also report them to the strategy with a bad value",
     .type = HWNAS_OPTION_ENUM,
     .default_json = "\"drop\"",
     .choices = when_invalid_choices},
    {.name = "value",
     .help = "the bad value, in the direction of each objective",
     .type = HWNAS_OPTION_NUMBER,
     .default_json = "-1"},
    {.name = "patience",
     .help = "the run ends after so many dropped proposals in a row",
     .type = HWNAS_OPTION_INTEGER,
     .default_json = "1000",
     .min = 1,
     .max = 1e9}};
static const hwnas_strategy_t strategy = {.struct_size = sizeof strategy,
                                          .destroy = filter_destroy,
                                          .ask = filter_ask,
                                          .tell = filter_tell,
                                          .save = filter_save,
                                          .load = filter_load};
static const hwnas_middleware_t table = {
    .struct_size = sizeof table, .create = filter_create, .strategy = &strategy};
static const hwnas_component_t component = {
    .struct_size = sizeof component,
    .flags = HWNAS_COMPONENT_FLAG_NO_REPORTS | HWNAS_COMPONENT_FLAG_DETERMINISTIC,
    .kind = HWNAS_KIND_MIDDLEWARE,
    .name = "filter",
    .summary = "lets only proposals through that satisfy an expression",
    .options = options,
    .n_options = sizeof options / sizeof options[0],
    .option_size = sizeof options[0],
    .table = &table};

HWNAS_PLUGIN_OF("0.1.0", "MIT", "filter of proposals", &component);
