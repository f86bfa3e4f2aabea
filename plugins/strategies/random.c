/* Random search: every network is as likely as any other, and by default none is proposed twice. */
#include <stdlib.h>
#include <string.h>

#include "hwnas/plugin.h"
#include "hwnas/strategy.h"

#define MIN_CAPACITY 1024u
/* Saved states begin with this; it also tells byte orders apart. */
#define STATE_MAGIC UINT64_C(0x01726e6477616e68)

/* Keys of the networks that were proposed, open addressing; 0 marks a free slot. */
typedef struct key_set {
  uint64_t *slots;
  uint64_t n, capacity; /* a power of two */
} key_set_t;

typedef struct random_search {
  const hwnas_space_service_t *space;
  hwnas_random_t random;
  key_set_t seen;
  int32_t repeats;
} random_search_t;

/* ---- Keys ------------------------------------------------------------------------------------ */

/* Exact keys are below 2^64 - 1, so that adding 1 keeps them apart. */
static uint64_t slot_key(uint64_t key) { return key + 1 ? key + 1 : 1; }

static uint64_t *first_slot(const key_set_t *set, uint64_t key) {
  uint64_t mixed = key * UINT64_C(0x9e3779b97f4a7c15);
  return &set->slots[(mixed ^ (mixed >> 32)) & (set->capacity - 1)];
}

static uint64_t *find_slot(const key_set_t *set, uint64_t key) {
  uint64_t i = (uint64_t)(first_slot(set, key) - set->slots);
  while (set->slots[i] && set->slots[i] != key) i = (i + 1) & (set->capacity - 1);
  return &set->slots[i];
}

/* Room for n more keys; 0 when memory ran out. */
static int reserve(key_set_t *set, uint64_t n) {
  uint64_t capacity = set->capacity ? set->capacity : MIN_CAPACITY;
  while (capacity / 2 < set->n + n) {
    if (capacity > SIZE_MAX / 2 / sizeof(uint64_t)) return 0;
    capacity *= 2;
  }
  if (capacity == set->capacity) return 1;
  key_set_t larger = {calloc((size_t)capacity, sizeof(uint64_t)), set->n, capacity};
  if (!larger.slots) return 0;
  for (uint64_t i = 0; i < set->capacity; i++)
    if (set->slots[i]) *find_slot(&larger, set->slots[i]) = set->slots[i];
  free(set->slots);
  *set = larger;
  return 1;
}

/* 1 if the key is new; there must be room. */
static int insert(key_set_t *set, uint64_t key) {
  uint64_t *slot = find_slot(set, key);
  if (*slot) return 0;
  *slot = key;
  set->n++;
  return 1;
}

/* ---- Proposals ------------------------------------------------------------------------------- */

static hwnas_result_t random_create(hwnas_call_t *call, const hwnas_make_t *make, hwnas_object_t **out) {
  const hwnas_space_service_t *space = call->service(call, HWNAS_SERVICE_SPACE);
  if (!space)
    return call->fail(call, HWNAS_E_UNSUPPORTED, "random search needs the host's service %s",
                      HWNAS_SERVICE_SPACE);
  random_search_t *self = calloc(1, sizeof *self);
  if (!self) return call->fail(call, HWNAS_E_RESOURCE, "out of memory");
  self->space = space;
  self->repeats = (int32_t)make->options->integer(make->options, "repeats");
  space->seed(space, make->seed, 0, &self->random);
  *out = (hwnas_object_t *)self;
  return HWNAS_OK;
}

static void random_destroy(hwnas_object_t *object) {
  random_search_t *self = (random_search_t *)object;
  if (!self) return;
  free(self->seen.slots);
  free(self);
}

/* Points whose slots are fetched together: the set outgrows every cache, and one miss after the other would
 * cost more than the drawing. */
#define BLOCK 32

static void fetch(const key_set_t *set, uint64_t key) {
#if defined(__GNUC__)
  __builtin_prefetch(first_slot(set, key));
#else
  (void)set;
  (void)key;
#endif
}

/* Keeps those of n points that were never proposed, in order; returns how many. */
static size_t keep_new(random_search_t *self, uint16_t *points, size_t n) {
  size_t kept = 0, width = self->space->n_choices;
  uint64_t keys[BLOCK];
  for (size_t first = 0; first < n; first += BLOCK) {
    size_t count = n - first < BLOCK ? n - first : BLOCK;
    int32_t exact;
    for (size_t i = 0; i < count; i++) {
      keys[i] = slot_key(self->space->key(self->space, &points[(first + i) * width], &exact));
      fetch(&self->seen, keys[i]);
    }
    for (size_t i = 0; i < count; i++) {
      if (!insert(&self->seen, keys[i])) continue;
      if (kept != first + i)
        memcpy(&points[kept * width], &points[(first + i) * width], width * sizeof *points);
      kept++;
    }
  }
  return kept;
}

/* All of them were proposed. The number of networks may only be a bound, so repeats decide too: had one
 * network been left, so many draws in a row would miss it with a chance below exp(-32). */
static int exhausted(const random_search_t *self, uint64_t repeats_in_a_row) {
  return (double)self->seen.n >= self->space->networks(self->space) ||
         repeats_in_a_row > 10000 + 32 * self->seen.n;
}

static hwnas_result_t ask_new(random_search_t *self, hwnas_call_t *call, size_t cap, uint16_t *points,
                              size_t *out_n) {
  uint64_t repeats_in_a_row = 0;
  if (!reserve(&self->seen, cap))
    return call->fail(call, HWNAS_E_RESOURCE, "out of memory for %llu proposals",
                      (unsigned long long)self->seen.n);
  while (*out_n < cap) {
    if (exhausted(self, repeats_in_a_row)) return HWNAS_EXHAUSTED;
    if (call->cancelled(call)) return HWNAS_E_CANCELLED;
    /* Only as many as are missing: then the proposals do not depend on cap. */
    size_t missing = cap - *out_n;
    uint16_t *begin = &points[*out_n * self->space->n_choices];
    hwnas_result_t result = self->space->sample(self->space, call, &self->random, missing, begin);
    if (result != HWNAS_OK) return result;
    size_t kept = keep_new(self, begin, missing);
    repeats_in_a_row = kept ? 0 : repeats_in_a_row + missing;
    *out_n += kept;
  }
  return HWNAS_OK;
}

static hwnas_result_t random_ask(hwnas_object_t *object, hwnas_call_t *call, size_t cap, uint16_t *points,
                                 size_t *out_n) {
  random_search_t *self = (random_search_t *)object;
  *out_n = 0;
  if (!self->repeats) return ask_new(self, call, cap, points, out_n);
  hwnas_result_t result = self->space->sample(self->space, call, &self->random, cap, points);
  if (result == HWNAS_OK) *out_n = cap;
  return result;
}

/* ---- State ----------------------------------------------------------------------------------- */

typedef struct state_header {
  uint64_t magic, random[4], n_choices, n_keys;
} state_header_t;

static hwnas_result_t random_save(hwnas_object_t *object, hwnas_call_t *call, hwnas_stream_t *stream) {
  const random_search_t *self = (const random_search_t *)object;
  state_header_t header = {.magic = STATE_MAGIC, .n_choices = self->space->n_choices, .n_keys = self->seen.n};
  memcpy(header.random, self->random.state, sizeof header.random);
  (void)call;
  hwnas_result_t result = stream->write(stream, &header, sizeof header);
  for (uint64_t i = 0; i < self->seen.capacity && result == HWNAS_OK; i++)
    if (self->seen.slots[i]) result = stream->write(stream, &self->seen.slots[i], sizeof(uint64_t));
  return result;
}

static const char *check_header(const random_search_t *self, const state_header_t *header) {
  if (header->magic != STATE_MAGIC)
    return "it is no state of random search, or of a machine with another byte order";
  if (header->n_choices != self->space->n_choices)
    return "it belongs to a space with another number of choices";
  if (!(header->random[0] | header->random[1] | header->random[2] | header->random[3]))
    return "its random numbers are worn out";
  return NULL;
}

/* Keys are read one by one and room is made as they come: a wrong count cannot make it take all memory. */
static const char *read_keys(hwnas_stream_t *stream, uint64_t n, key_set_t *set) {
  for (uint64_t i = 0; i < n; i++) {
    uint64_t key;
    if (!hwnas_stream_read_all(stream, &key, sizeof key)) return "it ends too early";
    if (!reserve(set, 1)) return "there is not enough memory";
    if (key == 0 || !insert(set, key)) return "one of its keys is wrong";
  }
  return NULL;
}

static hwnas_result_t random_load(hwnas_object_t *object, hwnas_call_t *call, hwnas_stream_t *stream) {
  random_search_t *self = (random_search_t *)object;
  state_header_t header;
  key_set_t seen = {0};
  const char *wrong = hwnas_stream_read_all(stream, &header, sizeof header) ? check_header(self, &header)
                                                                            : "it ends too early";
  if (!wrong) wrong = read_keys(stream, header.n_keys, &seen);
  if (wrong) {
    free(seen.slots);
    return call->fail(call, HWNAS_E_DATA, "the saved state cannot be used: %s", wrong);
  }
  free(self->seen.slots);
  self->seen = seen;
  memcpy(self->random.state, header.random, sizeof header.random);
  return HWNAS_OK;
}

/* ---- Descriptor ------------------------------------------------------------------------------ */

static const hwnas_option_t options[] = {{.name = "repeats",
                                          .help = "propose networks again that were proposed before",
                                          .type = HWNAS_OPTION_BOOL,
                                          .default_json = "false"}};
static const hwnas_strategy_t table = {.struct_size = sizeof table,
                                       .create = random_create,
                                       .destroy = random_destroy,
                                       .ask = random_ask,
                                       .save = random_save,
                                       .load = random_load};
static const hwnas_component_t component = {
    .struct_size = sizeof component,
    .flags = HWNAS_COMPONENT_FLAG_NO_REPORTS | HWNAS_COMPONENT_FLAG_DETERMINISTIC,
    .kind = HWNAS_KIND_STRATEGY,
    .name = "random",
    .summary = "proposes networks at random, uniformly over the space, none twice",
    .options = options,
    .n_options = sizeof options / sizeof options[0],
    .option_size = sizeof options[0],
    .table = &table};

HWNAS_PLUGIN_OF("0.1.0", "MIT", "random search", &component);
