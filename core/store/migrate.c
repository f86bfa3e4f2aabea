/* From the schemas of earlier versions to the present one. */
#include "store/internal.h"

/* steps[i] takes schema i + 1 to i + 2. A step that was released never changes: stores in the field depend on
 * it. */
static const char *const steps[] = {
    "ALTER TABLE plugins ADD COLUMN build_id TEXT NOT NULL DEFAULT ''",
};
#define N_STEPS (sizeof steps / sizeof *steps)

_Static_assert(N_STEPS + 1 == HWNAS_STORE_SCHEMA, "each schema but the first is reached by one step");

/* The schema is read inside of the transaction, so that of two processes only one takes the steps. */
static hwnas_status_t *take_steps(hwnas_store_t *store) {
  uint64_t schema;
  HWNAS_TRY(hwnas_store_schema(store, &schema));
  for (uint64_t i = schema - 1; i < N_STEPS; i++) HWNAS_TRY(hwnas_store_exec(store, steps[i]));
  return hwnas_store_set_meta(store, "schema", HWNAS_STORE_TEXT(HWNAS_STORE_SCHEMA));
}

hwnas_status_t *hwnas_store_migrate(hwnas_store_t *store) {
  HWNAS_TRY(hwnas_store_exec(store, "BEGIN IMMEDIATE"));
  hwnas_status_t *status = take_steps(store);
  if (!status) status = hwnas_store_exec(store, "COMMIT");
  if (status && !sqlite3_get_autocommit(store->db)) sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
  return status;
}
