/* hwnas/middleware.h - a strategy made from a strategy: filters, de-duplication, retries. */
#ifndef HWNAS_MIDDLEWARE_H
#define HWNAS_MIDDLEWARE_H

#include "hwnas/plugin.h"
#include "hwnas/strategy.h"

#ifdef __cplusplus
extern "C" {
#endif

#define HWNAS_KIND_MIDDLEWARE "hwnas.middleware/1"
typedef struct hwnas_middleware {
  uint32_t struct_size, reserved;
  /* inner outlives the instance; its n_choices is the length of a point. [any] */
  hwnas_result_t (*create)(hwnas_call_t *, const hwnas_make_t *, const hwnas_strategy_ref_t *inner,
                           hwnas_object_t **out);
  /* The functions of the strategy that it is; its create is NULL. Every point that inner proposed and
   * that does not come back by tell must be told to inner by the middleware itself. */
  const hwnas_strategy_t *strategy;
} hwnas_middleware_t;

#ifdef __cplusplus
}
#endif
#endif
