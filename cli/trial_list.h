/* Trials of a stored run, as a table or as JSON Lines. */
#ifndef HWNAS_CLI_TRIAL_LIST_H
#define HWNAS_CLI_TRIAL_LIST_H

#include "store/store.h"

/* Prints the trials with these ids, in their order. Errors: STORE. */
hwnas_status_t *hwnas_trial_list_print(hwnas_store_t *store, const int64_t *ids, size_t n, bool json);
/* Prints all trials as JSON Lines while it reads them. */
hwnas_status_t *hwnas_trial_list_stream(hwnas_store_t *store);

#endif
