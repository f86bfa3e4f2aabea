/* 64-bit hashes of memory (XXH3). */
#ifndef HWNAS_CORE_BASE_HASH_H
#define HWNAS_CORE_BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

uint64_t hwnas_hash(const void *data, size_t size, uint64_t seed);

#endif
