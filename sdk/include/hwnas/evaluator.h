/* hwnas/evaluator.h - evaluators: what a network is worth, found out by training it, asking a program, or
 * looking it up.
 *
 * The host calls evaluate for one trial at a time and instance. What the evaluator reports as final becomes
 * metrics of the trial; the objectives of the run must be among them, unless a profiler gives them. */
#ifndef HWNAS_EVALUATOR_H
#define HWNAS_EVALUATOR_H

#include "hwnas/strategy.h"

#ifdef __cplusplus
extern "C" {
#endif

/* One network to evaluate; valid during the call. */
typedef struct hwnas_trial {
  uint32_t struct_size, n_choices;
  uint64_t number;       /* of the trial, from 1 */
  uint64_t seed;         /* of this trial: the only source of randomness allowed */
  const uint16_t *point; /* canonical */
  const char *sample;    /* the same as JSON: {"label": value, ...}, active labels only */
  const char *space;     /* name of the space */
  const char *metrics;   /* what the profilers of the run know, as JSON: {"flops": 130269834} */
  const char *folder;    /* a folder of this trial alone, absolute; NULL unless the component asks for one */
  uint32_t worker, reserved; /* which worker evaluates it, from 0; trials of one worker never overlap */
} hwnas_trial_t;
/* The component writes files: every trial gets a folder. */
#define HWNAS_COMPONENT_FLAG_FOLDER 4u
/* Evaluators: nothing outside changes by an evaluation, so that one which was lost with its process may be
 * repeated unseen. The host then need not write the trial down before it is evaluated. */
#define HWNAS_COMPONENT_FLAG_PURE 8u

/* Takes what is reported. Names are those of metrics; values may be any double but NaN. */
typedef struct hwnas_reporter hwnas_reporter_t;
struct hwnas_reporter {
  uint32_t struct_size, reserved;
  void *host;
  /* How a metric stands after a step (epoch, 1000 batches ...), ascending. [serial] */
  hwnas_result_t (*step)(hwnas_reporter_t *, hwnas_call_t *, int64_t step, const char *name, double value);
  /* What a metric is in the end; the same name again replaces it. [serial] */
  hwnas_result_t (*final)(hwnas_reporter_t *, hwnas_call_t *, const char *name, double value);
};

#define HWNAS_KIND_EVALUATOR "hwnas.evaluator/1"
typedef struct hwnas_evaluator {
  uint32_t struct_size, reserved;
  hwnas_result_t (*create)(hwnas_call_t *, const hwnas_make_t *, hwnas_object_t **out); /* [any] */
  void (*destroy)(hwnas_object_t *);                                                    /* [serial] */
  /* HWNAS_OK when all is reported; HWNAS_E_CANCELLED when the host asked to stop (call->cancelled); else the
   * trial has failed for the reason given to call->fail, and the run goes on. [serial] */
  hwnas_result_t (*evaluate)(hwnas_object_t *, hwnas_call_t *, const hwnas_trial_t *, hwnas_reporter_t *);
} hwnas_evaluator_t;

/* ---- JSON, for plugins that read reports or tables ------------------------------------------- */

#define HWNAS_JSON_KIND_NULL 0
#define HWNAS_JSON_KIND_BOOL 1   /* number is 0 or 1 */
#define HWNAS_JSON_KIND_NUMBER 2 /* number */
#define HWNAS_JSON_KIND_STRING 3 /* text: the string itself */
#define HWNAS_JSON_KIND_OTHER 4  /* an object or array; text: its JSON */

/* One member of an object, or entry of an array, which has no key (NULL); key and text are valid during the
 * call. Not HWNAS_OK ends the reading with that. */
typedef hwnas_result_t (*hwnas_json_visit_fn)(void *self, const char *key, int32_t kind, double number,
                                              const char *text);

#define HWNAS_SERVICE_JSON "hwnas.json/1"
typedef struct hwnas_json_service {
  uint32_t struct_size, reserved;
  const void *host;
  /* Calls visit for every member of one JSON object, in order. Fails with HWNAS_E_DATA and a message if text
   * is not one JSON object (RFC 8259: no NaN); name stands in the message. [any] */
  hwnas_result_t (*object)(const struct hwnas_json_service *, hwnas_call_t *, const char *text, size_t length,
                           const char *name, hwnas_json_visit_fn visit, void *self);
  /* Since ABI 1.1. The same for every entry of one JSON array. [any] */
  hwnas_result_t (*array)(const struct hwnas_json_service *, hwnas_call_t *, const char *text, size_t length,
                          const char *name, hwnas_json_visit_fn visit, void *self);
} hwnas_json_service_t;

#ifdef __cplusplus
}
#endif
#endif
