/* hwnas/space.h - a compiled space: its choices, when each is active, and how many networks it has. */
#ifndef HWNAS_SPACE_H
#define HWNAS_SPACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "hwnas/context.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Does not change once made; any number of threads may read it. Texts that it returns live as long as it
 * does.
 */
typedef struct hwnas_space hwnas_space_t;

/* ---- Opening --------------------------------------------------------------------------------- */

/* name: of a hub space ("mobilenet_v3": NAME.json in the folders of HWNAS_SPACE_PATH, the user folder, or
 * share/hwnas-1/spaces beside this library), or a path (it has a '/' or ends in .json). parameters: a JSON
 * object such as {"num_labels": 10}; NULL: the defaults. Errors: UNKNOWN_SPACE, FILE, and everything that can
 * be wrong with a space file, each with its line. */
HWNAS_API hwnas_status_t *hwnas_space_open(hwnas_context_t *context, const char *name, const char *parameters,
                                           hwnas_space_t **out);
/* The same from the text of a space file; source stands for the file in messages, relative paths are taken
 * against the current directory. */
HWNAS_API hwnas_status_t *hwnas_space_parse(hwnas_context_t *context, const char *text, const char *source,
                                            const char *parameters, hwnas_space_t **out);
/* NULL is allowed. */
HWNAS_API void hwnas_space_destroy(hwnas_space_t *space);

/* ---- Choices --------------------------------------------------------------------------------- */

/* "" if the file names none. */
HWNAS_API const char *hwnas_space_name(const hwnas_space_t *space);
/* Number of choices; a point has as many indices. */
HWNAS_API size_t hwnas_space_choices(const hwnas_space_t *space);
/* Label of choice number c. */
HWNAS_API const char *hwnas_space_label(const hwnas_space_t *space, size_t c);
/* Number of the choice of that label, or -1. */
HWNAS_API int64_t hwnas_space_find_label(const hwnas_space_t *space, const char *label);
/* How many values choice number c has: 2 to 65536. */
HWNAS_API uint32_t hwnas_space_domain_size(const hwnas_space_t *space, size_t c);
/* Value number index of choice number c, as JSON: 3, 0.5, "conv_3x3", [0,2]. Errors: NO_MEMORY. */
HWNAS_API hwnas_status_t *hwnas_space_domain_value(const hwnas_space_t *space, size_t c, uint32_t index,
                                                   char **out_json);

/* ---- Points ---------------------------------------------------------------------------------- */

/* True if choice number c is active in the network of the point: some module of it reads the choice. */
HWNAS_API bool hwnas_space_active(const hwnas_space_t *space, size_t c, const uint16_t *point);
/* Sets inactive choices to index 0: the one point that stands for the network. */
HWNAS_API void hwnas_space_canonicalize(const hwnas_space_t *space, uint16_t *point);
/* Errors unless every index lies in its domain and the point keeps the constraints of the space:
 * OUT_OF_DOMAIN, CONSTRAINT_VIOLATED. */
HWNAS_API hwnas_status_t *hwnas_space_check_point(const hwnas_space_t *space, const uint16_t *point);

/* ---- Networks -------------------------------------------------------------------------------- */

/* Counts exactly, as decimal numbers of any length: all combinations of labels, the distinct networks among
 * them (labels that change nothing are not counted), and those that the constraints of the space allow. Each
 * of the results may be NULL. Errors: TABLE_BUDGET where too many choices hang together, NO_MEMORY. */
HWNAS_API hwnas_status_t *hwnas_space_count_networks(const hwnas_space_t *space, char **out_samples,
                                                     char **out_networks, char **out_feasible);

/* Uses of operators in the module tree, in its order: what a breakdown of costs lists. */
HWNAS_API size_t hwnas_space_operators(const hwnas_space_t *space);
/* Path of the module of use number u: "s1.0.expand.0". */
HWNAS_API const char *hwnas_space_operator_path(const hwnas_space_t *space, size_t u);

#ifdef __cplusplus
}
#endif

#endif
