/* Printing many samples of one space: the texts of labels and values are made once. */
#ifndef HWNAS_CORE_SPACE_SAMPLE_PRINTER_H
#define HWNAS_CORE_SPACE_SAMPLE_PRINTER_H

#include "space/sample.h"

/* "label":value of one index of a choice. */
typedef struct hwnas_sample_member {
  const char *text;
  size_t length;
} hwnas_sample_member_t;

typedef struct hwnas_sample_printer {
  hwnas_arena_t arena;
  const hwnas_space_t *space;
  const hwnas_sample_member_t *
      *members; /* per choice and index; NULL for domains that are too large to keep */
} hwnas_sample_printer_t;

/* Borrows space. Deinit it also after an error. Errors: NO_MEMORY. */
hwnas_status_t *hwnas_sample_printer_init(hwnas_sample_printer_t *printer, const hwnas_space_t *space);
void hwnas_sample_printer_deinit(hwnas_sample_printer_t *printer);
/* Appends what hwnas_sample_print does. */
void hwnas_sample_printer_print(const hwnas_sample_printer_t *printer, const uint16_t *point,
                                hwnas_str_t *out);

#endif
