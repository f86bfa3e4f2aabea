#include "space/quick_reader.h"

#include <stdlib.h>
#include <string.h>

#include "json/json.h"

/* A text with its length, as it stands in a sample: strings with their quotes. */
typedef struct token {
  const char *text;
  size_t length;
} token_t;

typedef struct known {
  token_t label;
  token_t *values;
  uint32_t n;
} known_t;

struct hwnas_quick_reader {
  const hwnas_space_t *space;
  hwnas_arena_t arena;
  known_t *choices;
  uint32_t *given; /* number of the read in which the choice was last given */
  uint32_t reads;
};

/* ---- Making ---------------------------------------------------------------------------------- */

/* Leaves text empty. */
static token_t keep(hwnas_arena_t *arena, hwnas_str_t *text) {
  size_t length = text->length;
  return (token_t){hwnas_arena_keep(arena, text), length};
}

static bool learn_choice(hwnas_quick_reader_t *reader, const hwnas_choice_t *choice, known_t *out) {
  hwnas_str_t text;
  hwnas_str_init(&text);
  hwnas_json_print_string(choice->label, &text);
  out->label = keep(&reader->arena, &text);
  out->values = hwnas_arena_alloc_array(&reader->arena, choice->n, sizeof *out->values);
  out->n = choice->n;
  bool good = out->label.text && out->values;
  for (uint32_t k = 0; k < choice->n && good; k++) {
    hwnas_value_print_json(&choice->domain[k], &text);
    out->values[k] = keep(&reader->arena, &text);
    good = out->values[k].text != NULL;
  }
  return good;
}

static bool learn(hwnas_quick_reader_t *reader) {
  size_t n = reader->space->n_choices;
  reader->choices = hwnas_arena_alloc_array(&reader->arena, n, sizeof *reader->choices);
  reader->given = hwnas_arena_alloc_array(&reader->arena, n, sizeof *reader->given);
  bool good = reader->choices && reader->given;
  for (size_t c = 0; c < n && good; c++)
    good = learn_choice(reader, &reader->space->choices[c], &reader->choices[c]);
  return good;
}

hwnas_status_t *hwnas_quick_reader_create(const hwnas_space_t *space, hwnas_quick_reader_t **out) {
  hwnas_quick_reader_t *reader = calloc(1, sizeof *reader);
  HWNAS_TRY_ALLOC(reader);
  hwnas_arena_init(&reader->arena);
  reader->space = space;
  if (!learn(reader)) {
    hwnas_quick_reader_destroy(reader);
    return hwnas_status_no_memory();
  }
  *out = reader;
  return NULL;
}

void hwnas_quick_reader_destroy(hwnas_quick_reader_t *reader) {
  if (!reader) return;
  hwnas_arena_deinit(&reader->arena);
  free(reader);
}

/* ---- Reading --------------------------------------------------------------------------------- */

typedef struct cursor {
  const char *at, *end;
} cursor_t;

static void skip_blanks(cursor_t *cursor) {
  while (cursor->at < cursor->end &&
         (*cursor->at == ' ' || *cursor->at == '\t' || *cursor->at == '\n' || *cursor->at == '\r'))
    cursor->at++;
}

static bool take(cursor_t *cursor, char c) {
  skip_blanks(cursor);
  if (cursor->at == cursor->end || *cursor->at != c) return false;
  cursor->at++;
  return true;
}

static bool ends_word(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == ',' || c == '}';
}

/* A string without escapes, a number or a word. What JSON forbids in it is in no domain either. */
static bool take_token(cursor_t *cursor, token_t *out) {
  skip_blanks(cursor);
  const char *start = cursor->at;
  if (start == cursor->end) return false;
  const char *at = start;
  if (*start == '"') {
    for (at++; at < cursor->end && *at != '"'; at++)
      if (*at == '\\') return false;
    if (at++ == cursor->end) return false;
  } else {
    while (at < cursor->end && !ends_word(*at)) at++;
  }
  cursor->at = at;
  *out = (token_t){start, (size_t)(cursor->at - start)};
  return out->length > 0;
}

static bool same(const token_t *a, const token_t *b) {
  return a->length == b->length && memcmp(a->text, b->text, a->length) == 0;
}

/* The label of the next choice, which stands there mostly: samples have their labels in the order of the
 * space. */
static bool take_next(const hwnas_quick_reader_t *reader, cursor_t *cursor, size_t choice) {
  if (choice >= reader->space->n_choices) return false;
  const token_t *label = &reader->choices[choice].label;
  skip_blanks(cursor);
  if ((size_t)(cursor->end - cursor->at) < label->length ||
      memcmp(cursor->at, label->text, label->length) != 0)
    return false;
  cursor->at += label->length;
  return true;
}

/* The search begins behind the last one found. */
static bool take_label(const hwnas_quick_reader_t *reader, cursor_t *cursor, size_t *choice) {
  token_t label;
  if (take_next(reader, cursor, *choice)) return true;
  if (!take_token(cursor, &label)) return false;
  size_t n = reader->space->n_choices;
  for (size_t i = 0, c = *choice; i < n; i++, c++) {
    if (c >= n) c = 0;
    if (!same(&reader->choices[c].label, &label)) continue;
    *choice = c;
    return true;
  }
  return false;
}

static bool find_value(const known_t *choice, const token_t *value, uint16_t *out) {
  for (uint32_t k = 0; k < choice->n; k++)
    if (same(&choice->values[k], value)) {
      *out = (uint16_t)k;
      return true;
    }
  return false;
}

static bool take_members(hwnas_quick_reader_t *reader, cursor_t *cursor, uint16_t *point) {
  size_t c = 0;
  token_t value;
  do {
    if (!take_label(reader, cursor, &c) || reader->given[c] == reader->reads) return false;
    if (!take(cursor, ':') || !take_token(cursor, &value)) return false;
    if (!find_value(&reader->choices[c], &value, &point[c])) return false;
    reader->given[c++] = reader->reads;
  } while (take(cursor, ','));
  return true;
}

/* Inactive choices at 0; false if an active one was not given. */
static bool complete(const hwnas_quick_reader_t *reader, uint16_t *point) {
  bool canonical = true;
  uint16_t room[hwnas_space_room(reader->space)];
  const uint16_t *full = hwnas_space_full(reader->space, point, room);
  for (size_t c = 0; c < reader->space->n_choices; c++) {
    bool active = hwnas_choice_active(&reader->space->choices[c], full);
    if (active && reader->given[c] != reader->reads) return false;
    canonical &= active || point[c] == 0;
  }
  if (!canonical) hwnas_space_canonicalize(reader->space, point);
  return !hwnas_space_violated(reader->space, point);
}

bool hwnas_quick_reader_read(hwnas_quick_reader_t *reader, const char *text, size_t length,
                             uint16_t *out_point) {
  cursor_t cursor = {text, text + length};
  if (++reader->reads == 0) return false; /* numbers have run around: once in 2^32 reads */
  memset(out_point, 0, reader->space->n_choices * sizeof *out_point);
  if (!take(&cursor, '{')) return false;
  if (!take(&cursor, '}') && !(take_members(reader, &cursor, out_point) && take(&cursor, '}'))) return false;
  skip_blanks(&cursor);
  return cursor.at == cursor.end && complete(reader, out_point);
}
