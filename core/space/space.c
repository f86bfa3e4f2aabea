#include "space/space.h"

#include <stdlib.h>

#include "expr/derive.h"
#include "space/truth.h"

const char *hwnas_dtype_name(int32_t dtype) {
  static const char *const names[] = {"f32", "f16", "i64", "i32", "i8", "bool"};
  return dtype >= HWNAS_DTYPE_F32 && dtype <= HWNAS_DTYPE_BOOL ? names[dtype - HWNAS_DTYPE_F32] : NULL;
}

void hwnas_space_destroy(hwnas_space_t *space) {
  if (!space) return;
  hwnas_map_deinit(&space->labels);
  if (space->arena) hwnas_arena_deinit(space->arena);
  free(space->arena);
  free(space);
}

const hwnas_choice_t *hwnas_space_find(const hwnas_space_t *space, const char *label) {
  return hwnas_map_get(&space->labels, label);
}

/* ---- Points ---------------------------------------------------------------------------------- */

const uint16_t *hwnas_space_full(const hwnas_space_t *space, const uint16_t *point, uint16_t *room) {
  if (!hwnas_space_derives(space)) return point;
  for (size_t c = 0; c < space->n_choices; c++) room[space->choices[c].variable] = point[c];
  hwnas_variables_complete(&space->variables, room);
  return room;
}

void hwnas_space_point(const hwnas_space_t *space, const uint16_t *full, uint16_t *point) {
  for (size_t c = 0; c < space->n_choices; c++) point[c] = full[space->choices[c].variable];
}

void hwnas_space_number_values(const hwnas_space_t *space, size_t *out_first) {
  out_first[0] = 0;
  for (size_t c = 0; c < space->n_choices; c++) out_first[c + 1] = out_first[c] + space->choices[c].n;
}

int64_t hwnas_use_op(const hwnas_use_t *use, const uint16_t *full) {
  if (!hwnas_condition_holds(use->guard, full)) return -1;
  const hwnas_value_t *cell = hwnas_table_at(use->ops, full);
  return cell->type == HWNAS_VALUE_INT ? cell->integer : -1;
}

bool hwnas_choice_active(const hwnas_choice_t *choice, const uint16_t *full) {
  for (size_t i = 0; i < choice->n_active; i++)
    if (hwnas_condition_holds(choice->active[i], full)) return true;
  return choice->n_active == 0;
}

bool hwnas_space_active(const hwnas_space_t *space, size_t c, const uint16_t *point) {
  uint16_t room[hwnas_space_room(space)];
  return hwnas_choice_active(&space->choices[c], hwnas_space_full(space, point, room));
}

/* Whether a choice is active is decided by active choices alone, so one that is set to 0 here cannot change
 * what the others are: any order will do. */
void hwnas_space_canonicalize(const hwnas_space_t *space, uint16_t *point) {
  uint16_t room[hwnas_space_room(space)];
  const uint16_t *full = hwnas_space_full(space, point, room);
  for (size_t c = 0; c < space->n_choices; c++)
    if (point[c] != 0 && !hwnas_choice_active(&space->choices[c], full)) point[c] = 0;
}

const hwnas_constraint_t *hwnas_space_violated(const hwnas_space_t *space, const uint16_t *point) {
  if (space->n_constraints == 0) return NULL;
  uint16_t room[hwnas_space_room(space)];
  const uint16_t *full = hwnas_space_full(space, point, room);
  for (size_t i = 0; i < space->n_constraints; i++)
    if (!hwnas_condition_holds(space->constraints[i].table, full)) return &space->constraints[i];
  return NULL;
}
