/* Samples read fast: plain JSON whose values are written as the space writes them. */
#ifndef HWNAS_CORE_SPACE_QUICK_READER_H
#define HWNAS_CORE_SPACE_QUICK_READER_H

#include "space/space.h"

typedef struct hwnas_quick_reader hwnas_quick_reader_t;

/* Borrows space. One thread at a time. */
hwnas_status_t *hwnas_quick_reader_create(const hwnas_space_t *space, hwnas_quick_reader_t **out);
void hwnas_quick_reader_destroy(hwnas_quick_reader_t *reader); /* NULL is allowed */
/* True if text is a sample of the space; then out_point is what hwnas_sample_parse gives. False: it is
 * something else, or only written in another way (5.0 for 5, an escape in a string, an unknown label):
 * hwnas_sample_parse tells, and says what is wrong. */
bool hwnas_quick_reader_read(hwnas_quick_reader_t *reader, const char *text, size_t length,
                             uint16_t *out_point);

#endif
