/* What the tests of the store share: a folder of their own and trials that are made from their number. */
#ifndef HWNAS_TESTS_UNIT_STORE_SUPPORT_H
#define HWNAS_TESTS_UNIT_STORE_SUPPORT_H

#include "store/store.h"

#define CHOICES 3

/* A run with the metrics flops and ms. */
extern const hwnas_store_config_t config;
/* Of the present test; each runs in a process of its own. */
extern char folder[];

void make_folder(void);
/* Removes run.db and what SQLite puts beside it. */
void empty_folder(void);
void remove_folder(void);
/* A file in the folder; the text lives until the next call. */
const char *path_of(const char *name);
void write_store(const void *bytes, size_t size);
/* The bytes of run.db, malloc'ed. */
unsigned char *read_store(size_t *out_size);

void expect_error(hwnas_status_t *status, hwnas_error_t error, const char *words);
/* Adds trial number id. */
hwnas_status_t *add(hwnas_store_t *store, int64_t id);
/* For hwnas_store_each_trial: self is an int64_t that counts the trials, which must be those of add(). */
hwnas_status_t *check(void *self, const hwnas_store_trial_t *trial);
/* Runs SQL on run.db, past hwnas. */
void run_sql(const char *sql);

#endif
