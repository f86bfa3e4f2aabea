/* hwnas/sample.h - networks of a space: as JSON for people, as points in memory, and drawn at random. */
#ifndef HWNAS_SAMPLE_H
#define HWNAS_SAMPLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "hwnas/random.h"
#include "hwnas/space.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- JSON ------------------------------------------------------------------------------------ */

/* Reads {label: value}, text of length bytes, into a canonical point. name stands in messages. Unknown labels
 * (unless lenient), missing active labels and values outside the domain are errors, all reported at once; a
 * sample that breaks a constraint of the space is one too. A list with one number stands for the number.
 * Errors: JSON_SYNTAX, UNKNOWN_LABEL, MISSING_LABEL, OUT_OF_DOMAIN, CONSTRAINT_VIOLATED. */
HWNAS_API hwnas_status_t *hwnas_sample_parse(const hwnas_space_t *space, const char *text, size_t length,
                                             const char *name, bool lenient, uint16_t *out_point);
/* The JSON object of a point: the active labels only, in the order of the space. Errors: NO_MEMORY. */
HWNAS_API hwnas_status_t *hwnas_sample_json(const hwnas_space_t *space, const uint16_t *point, char **out);

/* ---- Random networks ------------------------------------------------------------------------- */

/* Draws canonical points. Does not change once made; borrows its space. */
typedef struct hwnas_sampler hwnas_sampler_t;
typedef enum hwnas_law {
  HWNAS_LAW_NETWORKS, /* uniform over networks that the constraints allow */
  HWNAS_LAW_LABELS    /* every label uniform over its domain, then canonical; constraints by rejection */
} hwnas_law_t;

/* EMPTY_SPACE if no network is allowed. Falls back to exact rejection where elimination is too large. */
HWNAS_API hwnas_status_t *hwnas_sampler_create(const hwnas_space_t *space, hwnas_law_t law,
                                               hwnas_sampler_t **out);
HWNAS_API void hwnas_sampler_destroy(hwnas_sampler_t *sampler);
/* Number of allowed networks: exact below 2^53, else rounded; a bound from above after a fallback. */
HWNAS_API double hwnas_sampler_networks(const hwnas_sampler_t *sampler);
/* n points, row-major n x choices. SAMPLING error after 2^24 rejected draws in a row (only after a fallback
 * or by labels). */
HWNAS_API hwnas_status_t *hwnas_sampler_draw(const hwnas_sampler_t *sampler, hwnas_random_t *random, size_t n,
                                             uint16_t *out_points);
/* All in one, for a single batch: n networks, uniformly, the same for the same seed and those that `hwnas
 * space sample -n N --seed SEED` prints. Errors: as above. */
HWNAS_API hwnas_status_t *hwnas_space_draw(const hwnas_space_t *space, uint64_t seed, size_t n,
                                           uint16_t *out_points);

#ifdef __cplusplus
}
#endif

#endif
