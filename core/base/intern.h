/* Numbers strings of bytes in the order of their appearance; equal ones have the same number. */
#ifndef HWNAS_CORE_BASE_INTERN_H
#define HWNAS_CORE_BASE_INTERN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct hwnas_intern {
  uint8_t *bytes; /* of all strings, one after the other */
  size_t bytes_capacity;
  size_t *ends; /* per string: where it ends in bytes */
  uint64_t *hashes;
  size_t n, capacity;
  uint32_t *slots; /* 1 + number of a string; 0: free */
  size_t n_slots;  /* a power of two */
} hwnas_intern_t;

void hwnas_intern_init(hwnas_intern_t *intern);
void hwnas_intern_deinit(hwnas_intern_t *intern);
/* Forgets all strings and keeps the memory. */
void hwnas_intern_clear(hwnas_intern_t *intern);
/* The number of a string, which is kept if it is a new one; false when memory ran out. */
bool hwnas_intern_put(hwnas_intern_t *intern, const void *bytes, size_t size, uint32_t *out);
/* String number i; valid until the next put. Strings of multiples of 8 bytes are aligned for any number. */
const void *hwnas_intern_at(const hwnas_intern_t *intern, size_t i);

#endif
