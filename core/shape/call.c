#include "shape/call.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/log.h"

static hwnas_result_t call_fail(hwnas_call_t *call, hwnas_result_t code, const char *format, ...) {
  hwnas_host_call_t *host = call->host;
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(host->message, sizeof host->message, format, arguments);
  va_end(arguments);
  return code;
}

static void call_log(hwnas_call_t *call, int32_t level, const char *text) {
  const hwnas_host_call_t *host = call->host;
  hwnas_log(host->topic, level, "%s", text);
}

static int32_t call_cancelled(hwnas_call_t *call) {
  const hwnas_host_call_t *host = call->host;
  return host->cancelled && *host->cancelled != 0;
}

static void *call_scratch(hwnas_call_t *call, size_t size) {
  hwnas_host_call_t *host = call->host;
  return hwnas_arena_alloc(&host->scratch, size);
}

static const void *call_service(hwnas_call_t *call, const char *id) {
  const hwnas_host_call_t *host = call->host;
  return host->service ? host->service(host->service_self, id) : NULL;
}

void hwnas_host_call_init(hwnas_host_call_t *call, const char *topic) {
  memset(call, 0, sizeof *call);
  hwnas_arena_init(&call->scratch);
  call->topic = topic;
  call->call = (hwnas_call_t){.struct_size = sizeof call->call,
                              .host = call,
                              .fail = call_fail,
                              .log = call_log,
                              .cancelled = call_cancelled,
                              .scratch = call_scratch,
                              .service = call_service};
}

void hwnas_host_call_reset(hwnas_host_call_t *call) {
  call->message[0] = '\0';
  hwnas_arena_deinit(&call->scratch);
  hwnas_arena_init(&call->scratch);
}

void hwnas_host_call_deinit(hwnas_host_call_t *call) { hwnas_arena_deinit(&call->scratch); }
