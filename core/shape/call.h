/* One call into a plugin: the context it gets, and its failure as a status. */
#ifndef HWNAS_CORE_SHAPE_CALL_H
#define HWNAS_CORE_SHAPE_CALL_H

#include "base/arena.h"
#include "base/status.h"
#include "hwnas/plugin.h"

/* Host side of hwnas_call_t. The struct must not move between init and deinit. */
typedef struct hwnas_host_call {
  hwnas_call_t call;
  hwnas_arena_t scratch;
  char message[1024]; /* what fail said; "" if nothing */
  const char *topic;  /* of the log */
  const void *(*service)(void *self, const char *id);
  void *service_self;
  const volatile int *cancelled; /* NULL: never */
} hwnas_host_call_t;

void hwnas_host_call_init(hwnas_host_call_t *call, const char *topic);
/* Forgets message and scratch, before the next call. */
void hwnas_host_call_reset(hwnas_host_call_t *call);
void hwnas_host_call_deinit(hwnas_host_call_t *call);

#endif
