/* Conditions, one per line, on a space small enough to be gone through: what a region of it counts and draws
 * is what the conditions say of every network, one by one. */
#define _GNU_SOURCE
#include "hwnas/region.h"

#include "search/predicate.h"
#include "space/sample.h"
#include "target.h"

#define CONDITIONS_MAX 16
#define CHOICES_MAX 16
#define DRAWS 8
#define EDGES 100 /* of a graph that has no room for all */

/* All combinations of labels, by number, the last choice fastest. */
typedef struct world {
  hwnas_context_t *context;
  hwnas_space_t *space;
  hwnas_metric_set_t *set;
  size_t n;
  uint16_t (*networks)[CHOICES_MAX]; /* that they stand for */
  int64_t (*quanta)[2];
  bool *is_network; /* they are it, and the constraints allow it */
  bool *is_allowed; /* the constraints allow it */
} world_t;

typedef struct conditions {
  const char *texts[CONDITIONS_MAX];
  hwnas_predicate_t *predicates[CONDITIONS_MAX];
  size_t n;
} conditions_t;

static size_t number_of(const hwnas_space_t *space, const uint16_t *point) {
  size_t number = 0;
  for (size_t c = 0; c < space->n_choices; c++) number = number * space->choices[c].n + point[c];
  return number;
}

static void add_point(world_t *world, size_t number) {
  const hwnas_space_t *space = world->space;
  uint16_t *network = world->networks[number];
  for (size_t c = space->n_choices, rest = number; c-- > 0; rest /= space->choices[c].n)
    network[c] = (uint16_t)(rest % space->choices[c].n);
  hwnas_space_canonicalize(space, network);
  fuzz_must(hwnas_metric_set_value(world->set, network, world->quanta[number]));
  world->is_allowed[number] = !hwnas_space_violated(space, network);
  world->is_network[number] = world->is_allowed[number] && number_of(space, network) == number;
}

static void make(world_t *world) {
  world->context = fuzz_context_create();
  fuzz_must(hwnas_space_open(world->context, "small", NULL, &world->space));
  fuzz_must(hwnas_metric_set_open(world->context, world->space, "flops,params", &world->set));
  FUZZ_REQUIRE(world->space->n_choices <= CHOICES_MAX);
  world->n = 1;
  for (size_t c = 0; c < world->space->n_choices; c++) world->n *= world->space->choices[c].n;
  world->networks = calloc(world->n, sizeof *world->networks);
  world->quanta = calloc(world->n, sizeof *world->quanta);
  world->is_network = calloc(world->n, sizeof *world->is_network);
  world->is_allowed = calloc(world->n, sizeof *world->is_allowed);
  FUZZ_REQUIRE(world->networks && world->quanta && world->is_network && world->is_allowed);
  for (size_t i = 0; i < world->n; i++) add_point(world, i);
}

static bool holds(const world_t *world, const conditions_t *conditions, size_t number) {
  bool all = true;
  for (size_t i = 0; i < conditions->n && all; i++)
    all = hwnas_predicate_test(conditions->predicates[i], world->networks[number], world->quanta[number]);
  return all;
}

static unsigned long count_directly(const world_t *world, const conditions_t *conditions, hwnas_law_t law) {
  unsigned long n = 0;
  for (size_t i = 0; i < world->n; i++)
    if (law == HWNAS_LAW_LABELS ? world->is_allowed[i] : world->is_network[i])
      n += holds(world, conditions, i);
  return n;
}

static void check_draws(const world_t *world, const conditions_t *conditions, hwnas_region_t *region) {
  uint16_t points[DRAWS * CHOICES_MAX];
  hwnas_random_t random;
  hwnas_random_seed(&random, 1, 0);
  fuzz_must(hwnas_region_draw(region, &random, DRAWS, points));
  for (size_t i = 0; i < DRAWS; i++) {
    size_t number = number_of(world->space, &points[i * world->space->n_choices]);
    FUZZ_REQUIRE(number < world->n && world->is_network[number] && holds(world, conditions, number));
  }
}

/* A walk finds networks too, if it finds any. */
static void check_walk(const world_t *world, const conditions_t *conditions, hwnas_region_t *region) {
  uint16_t point[CHOICES_MAX];
  hwnas_random_t random;
  hwnas_random_seed(&random, 1, 0);
  hwnas_status_t *status = hwnas_region_draw_mcmc(region, &random, 1, point);
  FUZZ_REQUIRE(!status || status->error == HWNAS_ERROR_SAMPLING);
  if (!fuzz_is_good(status)) return;
  size_t number = number_of(world->space, point);
  FUZZ_REQUIRE(number < world->n && world->is_network[number] && holds(world, conditions, number));
}

static void check_empty(hwnas_region_t *region) {
  uint16_t point[CHOICES_MAX];
  hwnas_random_t random;
  hwnas_random_seed(&random, 1, 0);
  hwnas_status_t *status = hwnas_region_draw(region, &random, 1, point);
  FUZZ_REQUIRE(status && status->error == HWNAS_ERROR_EMPTY_RANGE);
  fuzz_is_good(status);
}

static void check_region(const world_t *world, const conditions_t *conditions,
                         hwnas_region_options_t options) {
  hwnas_region_t *region;
  hwnas_region_count_t count;
  unsigned long expected = count_directly(world, conditions, options.law);
  fuzz_must(
      hwnas_region_create(world->space, world->set, conditions->texts, conditions->n, &options, &region));
  fuzz_must(hwnas_region_count(region, false, &count));
  FUZZ_REQUIRE(count.exact && strtoul(count.networks, NULL, 10) == expected);
  if (expected > 0) {
    check_draws(world, conditions, region);
    check_walk(world, conditions, region);
  } else if (!options.max_edges) { /* else networks may be tried, very many of them */
    check_empty(region);
  }
  hwnas_region_count_deinit(&count);
  hwnas_region_destroy(region);
}

/* What is no condition for a predicate is none for a region. */
static void check_refused(const world_t *world, const char *text) {
  hwnas_region_t *region;
  FUZZ_REQUIRE(!fuzz_is_good(hwnas_region_create(world->space, world->set, &text, 1, NULL, &region)));
}

/* Cuts the text into lines; false if one is no condition. */
static bool read_conditions(const world_t *world, char *text, conditions_t *out) {
  for (char *line; out->n < CONDITIONS_MAX && (line = strsep(&text, "\n"));) {
    hwnas_predicate_t *predicate = NULL;
    if (!fuzz_is_good(hwnas_predicate_create(world->space, world->set, line, NULL, &predicate))) {
      check_refused(world, line);
      return false;
    }
    out->texts[out->n] = line;
    out->predicates[out->n++] = predicate;
  }
  return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static world_t world;
  if (!world.context) make(&world);
  conditions_t conditions = {0};
  char *text = fuzz_copy(data, size);
  if (read_conditions(&world, text, &conditions)) {
    check_region(&world, &conditions, (hwnas_region_options_t){.law = HWNAS_LAW_NETWORKS});
    check_region(&world, &conditions, (hwnas_region_options_t){.law = HWNAS_LAW_LABELS});
    check_region(&world, &conditions, (hwnas_region_options_t){.max_edges = EDGES});
  }
  for (size_t i = 0; i < conditions.n; i++) hwnas_predicate_destroy(conditions.predicates[i]);
  free(text);
  return 0;
}
