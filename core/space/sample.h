/* Samples: one value for every choice, as JSON for people and as indices in memory. */
#ifndef HWNAS_CORE_SPACE_SAMPLE_H
#define HWNAS_CORE_SPACE_SAMPLE_H

#include "base/str.h"
#include "json/json.h"
#include "space/space.h"

/* Reads {label: value} into a canonical point of space->n_choices indices. Unknown labels (unless lenient),
 * missing active labels and values outside the domain are errors, all reported at once; a sample that breaks
 * a constraint of the space is one too. A list with one number stands for the number. */
hwnas_status_t *hwnas_sample_from_json(const hwnas_space_t *space, const hwnas_json_t *json, bool lenient,
                                       uint16_t *out_point);
/* Reads JSON text; name stands in messages ("--sample"). */
hwnas_status_t *hwnas_sample_parse(const hwnas_space_t *space, const char *text, size_t length,
                                   const char *name, bool lenient, uint16_t *out_point);
/* Appends the JSON object of a point: the active labels only, in the order of the space. */
void hwnas_sample_print(const hwnas_space_t *space, const uint16_t *point, hwnas_str_t *out);

#endif
