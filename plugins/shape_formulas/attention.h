/* Counts of multi-head attention, shared by attention.c and transformer.c; each is 0 when it overflows.
 *
 * Softmax counts as it does alone: three elementwise operations per element. The scale is one multiplication
 * per element of the queries, where torch.nn.MultiheadAttention has it.
 */
#ifndef HWNAS_PLUGINS_SHAPE_FORMULAS_ATTENTION_H
#define HWNAS_PLUGINS_SHAPE_FORMULAS_ATTENTION_H

#include "common.h"

/* Products of `matrices` heads in all: target x features queries with source keys, softmax over the source,
 * times source x values. The whole matrix counts, masked or not. */
static inline int add_head_work(int64_t matrices, int64_t target, int64_t source, int64_t features,
                                int64_t values, int64_t *out) {
  int64_t per_score, queries = target;
  return !__builtin_add_overflow(features, values, &per_score) && multiply(&queries, features) &&
         multiply(&target, source) && add_product(&out[HWNAS_WORK_MACS], per_score, target, matrices) &&
         add_product(&out[HWNAS_WORK_ELEMENTWISE], 3, target, matrices) &&
         add_product(&out[HWNAS_WORK_ELEMENTWISE], queries, matrices, 1);
}

/* One layer of attention with its projections. */
typedef struct attention {
  int64_t batch, target, source; /* rows of the queries, and of keys and values */
  int64_t added;                 /* rows that the layer adds to keys and values */
  int64_t embed, key, value;     /* features of the three */
  int64_t heads, masks;
  int bias, learned; /* a bias per projection; whether a row of those added is learned */
} attention_t;

static inline int add_attention_weights(const attention_t *a, int64_t *out) {
  int64_t *weight = &out[HWNAS_WEIGHTS_WEIGHT], *bias = &out[HWNAS_WEIGHTS_BIAS];
  return add_product(weight, a->embed, a->embed, 2) && add_product(weight, a->embed, a->key, 1) &&
         add_product(weight, a->embed, a->value, 1) && (!a->bias || add_product(bias, a->embed, 4, 1)) &&
         (!a->learned || add_product(bias, a->embed, 2, 1));
}

/* rows x from features, for every sample, projected to embed features. */
static inline int add_projection_work(const attention_t *a, int64_t rows, int64_t from, int64_t *out) {
  if (!multiply(&rows, a->embed)) return 0;
  return add_product(&out[HWNAS_WORK_MACS], rows, from, a->batch) &&
         (!a->bias || add_product(&out[HWNAS_WORK_BIAS], rows, a->batch, 1));
}

/* One addition per score, for each of the masks. */
static inline int add_mask_work(int64_t masks, int64_t matrices, int64_t target, int64_t source,
                                int64_t *out) {
  return multiply(&target, source) && multiply(&target, masks) &&
         add_product(&out[HWNAS_WORK_ELEMENTWISE], target, matrices, 1);
}

/* A mask is true or false, or what is added to a score. */
static inline hwnas_result_t check_mask_type(hwnas_call_t *call, const char *name, int32_t dtype) {
  if (dtype == HWNAS_DTYPE_BOOL || dtype == HWNAS_DTYPE_F32 || dtype == HWNAS_DTYPE_F16) return HWNAS_OK;
  return call->fail(call, HWNAS_E_ARGUMENT, "%s must be of type bool, f32 or f16", name);
}

/* All but the bytes. */
static inline int add_attention_work(const attention_t *a, int64_t *out) {
  int64_t matrices = a->heads, source, head = a->embed / a->heads;
  return !__builtin_add_overflow(a->source, a->added, &source) && multiply(&matrices, a->batch) &&
         add_projection_work(a, a->target, a->embed, out) && add_projection_work(a, a->source, a->key, out) &&
         add_projection_work(a, a->source, a->value, out) &&
         add_head_work(matrices, a->target, source, head, head, out) &&
         add_mask_work(a->masks, matrices, a->target, source, out) &&
         add_projection_work(a, a->target, a->embed, out);
}

static inline hwnas_result_t check_heads(hwnas_call_t *call, int64_t embed, int64_t heads) {
  if (embed % heads == 0) return HWNAS_OK;
  return call->fail(call, HWNAS_E_ARGUMENT, "%lld features do not divide into %lld heads", (long long)embed,
                    (long long)heads);
}

#endif
