#include "search/predicate.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "search/program.h"

hwnas_status_t *hwnas_predicate_error(const hwnas_predicate_t *predicate, const char *format, ...) {
  char text[512];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  hwnas_status_t *status = hwnas_status_make(HWNAS_ERROR_PREDICATE, "%s", text);
  if (predicate->place) status = hwnas_status_at(status, "%s", predicate->place);
  return hwnas_status_detail(status, "in: %s", predicate->text);
}

/* Labels that are no names are read as something else, and that is what the error is of. */
static hwnas_status_t *hint_label(hwnas_status_t *status, const hwnas_space_t *space, const char *text) {
  for (size_t c = 0; status && space && c < space->n_choices; c++) {
    const char *label = space->choices[c].label;
    if (!hwnas_is_identifier(label) && strstr(text, label))
      return hwnas_status_detail(status, "a label that is no name is written label('%s')", label);
  }
  return status;
}

static hwnas_status_t *parse(hwnas_predicate_t *predicate, const char *text, const char *place) {
  predicate->text = hwnas_arena_strdup(&predicate->arena, text);
  HWNAS_TRY_ALLOC(predicate->text);
  if (place) {
    predicate->place = hwnas_arena_strdup(&predicate->arena, place);
    HWNAS_TRY_ALLOC(predicate->place);
  }
  return hint_label(hwnas_expr_parse(&predicate->arena, predicate->text, predicate->place, &predicate->expr),
                    predicate->space, text);
}

hwnas_status_t *hwnas_predicate_create(const hwnas_space_t *space, const hwnas_metric_set_t *set,
                                       const char *text, const char *place, hwnas_predicate_t **out) {
  hwnas_predicate_t *predicate = calloc(1, sizeof *predicate);
  HWNAS_TRY_ALLOC(predicate);
  hwnas_arena_init(&predicate->arena);
  predicate->space = space;
  predicate->set = set;
  hwnas_status_t *status = parse(predicate, text, place);
  if (!status) status = hwnas_predicate_compile(predicate);
  if (status) {
    hwnas_predicate_destroy(predicate);
    return status;
  }
  *out = predicate;
  return NULL;
}

void hwnas_predicate_destroy(hwnas_predicate_t *predicate) {
  if (!predicate) return;
  hwnas_arena_deinit(&predicate->arena);
  free(predicate);
}

const char *hwnas_predicate_text(const hwnas_predicate_t *predicate) { return predicate->text; }
bool hwnas_predicate_needs_metrics(const hwnas_predicate_t *predicate) { return predicate->needs_metrics; }

/* ---- Testing --------------------------------------------------------------------------------- */

static inline double look_up(const hwnas_label_table_t *table, const uint16_t *point) {
  size_t cell = 0;
  for (size_t i = 0; i < table->n_axes; i++) cell = cell * table->sizes[i] + point[table->axes[i]];
  return table->cells[cell];
}

static inline double unary(hwnas_opcode_t opcode, double x) {
  switch (opcode) {
    case HWNAS_OP_NOT:
      return x == 0;
    case HWNAS_OP_TRUTH:
      return x != 0;
    case HWNAS_OP_NEGATE:
      return -x;
    case HWNAS_OP_ABS:
      return fabs(x);
    case HWNAS_OP_FLOOR:
      return floor(x);
    default:
      return ceil(x);
  }
}

static inline double binary(hwnas_opcode_t opcode, double a, double b) {
  switch (opcode) {
    case HWNAS_OP_ADD:
      return a + b;
    case HWNAS_OP_SUBTRACT:
      return a - b;
    case HWNAS_OP_MULTIPLY:
      return a * b;
    case HWNAS_OP_DIVIDE:
      return a / b;
    case HWNAS_OP_FLOOR_DIVIDE:
      return floor(a / b);
    case HWNAS_OP_MODULO:
      return a - b * floor(a / b);
    case HWNAS_OP_POWER:
      return pow(a, b);
    case HWNAS_OP_MIN: /* what has no value stays so */
      return a <= b || isnan(a) ? a : b;
    case HWNAS_OP_MAX:
      return a >= b || isnan(a) ? a : b;
    case HWNAS_OP_EQUAL:
      return a == b;
    case HWNAS_OP_NOT_EQUAL:
      return a < b || a > b;
    case HWNAS_OP_LESS:
      return a < b;
    case HWNAS_OP_LESS_EQUAL:
      return a <= b;
    case HWNAS_OP_GREATER:
      return a > b;
    default:
      return a >= b;
  }
}

// The compiler of predicates checks that no program runs out of the stack; the analyzer cannot know.
// NOLINTBEGIN(clang-analyzer-core.*)
/* Whether the program goes on elsewhere; an operand that settles nothing leaves the stack. */
static bool jumps(hwnas_opcode_t opcode, const double *stack, size_t *n) {
  if (opcode == HWNAS_OP_JUMP) return true;
  double top = stack[*n - 1];
  if (opcode == HWNAS_OP_AND && top == 0) return true;
  if (opcode == HWNAS_OP_OR && top != 0) return true;
  --*n;
  return top == 0 && opcode == HWNAS_OP_JUMP_ZERO;
}

bool hwnas_predicate_test(const hwnas_predicate_t *predicate, const uint16_t *point, const int64_t *quanta) {
  double stack[HWNAS_PREDICATE_STACK];
  size_t n = 0;
  for (size_t pc = 0; pc < predicate->n_code; pc++) {
    const hwnas_instruction_t *instruction = &predicate->code[pc];
    hwnas_opcode_t opcode = instruction->opcode;
    if (opcode == HWNAS_OP_CONSTANT) {
      stack[n++] = instruction->number;
    } else if (opcode == HWNAS_OP_METRIC) {
      stack[n++] = hwnas_metric_to_unit(instruction->info, quanta[instruction->index]);
    } else if (opcode == HWNAS_OP_TABLE) {
      stack[n++] = look_up(instruction->table, point);
    } else if (opcode <= HWNAS_OP_CEIL) {
      stack[n - 1] = unary(opcode, stack[n - 1]);
    } else if (opcode <= HWNAS_OP_GREATER_EQUAL) {
      n--;
      stack[n - 1] = binary(opcode, stack[n - 1], stack[n]);
    } else if (jumps(opcode, stack, &n)) {
      pc = instruction->index - 1;
    }
  }
  // cppcheck-suppress uninitvar ; every program leaves one value
  return stack[0] != 0;
}
// NOLINTEND(clang-analyzer-core.*)

/* ---- Names ----------------------------------------------------------------------------------- */

typedef struct name_walk {
  const hwnas_space_t *space;
  hwnas_status_t *(*fn)(void *self, const char *name);
  void *self;
  hwnas_status_t *status;
} name_walk_t;

static void visit_name(void *self, const char *name, bool is_call) {
  name_walk_t *walk = self;
  if (is_call || walk->status || (walk->space && hwnas_space_find(walk->space, name))) return;
  walk->status = walk->fn(walk->self, name);
}

hwnas_status_t *hwnas_predicate_names(const hwnas_space_t *space, const char *text, const char *place,
                                      hwnas_status_t *(*fn)(void *self, const char *name), void *self) {
  hwnas_arena_t arena;
  hwnas_arena_init(&arena);
  const hwnas_expr_t *expr = NULL;
  name_walk_t walk = {.space = space, .fn = fn, .self = self};
  hwnas_status_t *status = hint_label(hwnas_expr_parse(&arena, text, place, &expr), space, text);
  if (!status) hwnas_expr_names(expr, visit_name, &walk);
  hwnas_arena_deinit(&arena);
  return status ? status : walk.status;
}
