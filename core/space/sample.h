/* Samples: one value for every choice, as JSON for people and as indices in memory. */
#ifndef HWNAS_CORE_SPACE_SAMPLE_H
#define HWNAS_CORE_SPACE_SAMPLE_H

#include "base/str.h"
#include "hwnas/sample.h"
#include "json/json.h"
#include "space/space.h"

/* hwnas_sample_parse from a document. */
hwnas_status_t *hwnas_sample_from_json(const hwnas_space_t *space, const hwnas_json_t *json, bool lenient,
                                       uint16_t *out_point);
/* The UNKNOWN_LABEL error for a text that is no label, with what was meant; without a place. */
hwnas_status_t *hwnas_space_unknown_label(const hwnas_space_t *space, const char *label,
                                          hwnas_arena_t *scratch);
/* The same for a member whose key is no label. */
hwnas_status_t *hwnas_sample_unknown_label(const hwnas_space_t *space, const hwnas_json_t *json,
                                           hwnas_arena_t *scratch);
/* The index of a value in the domain of a choice. OUT_OF_DOMAIN says what there is, without a place. */
hwnas_status_t *hwnas_choice_read_value(const hwnas_choice_t *choice, const hwnas_json_t *json,
                                        hwnas_arena_t *scratch, uint16_t *out_index);
/* The CONSTRAINT_VIOLATED error for a point that breaks a constraint, without a place. */
hwnas_status_t *hwnas_space_violation(const hwnas_space_t *space, const uint16_t *point,
                                      const hwnas_constraint_t *constraint);
/* Appends what hwnas_sample_json gives. */
void hwnas_sample_print(const hwnas_space_t *space, const uint16_t *point, hwnas_str_t *out);

#endif
