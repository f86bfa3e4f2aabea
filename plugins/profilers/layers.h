/* The layers in an operator, for the profilers depth and entropy: inner products of what comes in with
 * weights that are learned, which is what convolutions and linear layers are. An operator that holds several
 * has as many as if they were written out.
 *
 *                                layers   fan-in: terms of the inner product
 *   conv, linear                 1        c_in k^2 / groups; features
 *   conv_transpose               1        the same over the square of the stride: the mean over the output
 *   bilinear                     1        features of the one input times those of the other
 *   multihead_attention          4        features of query, key, value, and of the query again
 *   transformer_encoder_layer    6        attention, two linear layers; a stack has num_layers times as many
 *   transformer_decoder_layer    10       attention twice, two linear layers; so has a stack
 *   transformer                           those of its encoder and decoder
 *
 * None: operators that learn nothing, and those in which no weights meet in a sum: normalisations, prelu,
 * embedding (a weight is looked up), free parameters. A product of two tensors has no weights of its own,
 * whatever computed them.
 *
 * Unknown: all other operators with weights. A recurrent layer passes its own output through the same weights
 * at every step, so what it comes to depends on a length, not on layers; embedding_bag may take a mean or a
 * maximum; of an operator that a user brings nobody but the user knows.
 */
#ifndef HWNAS_PLUGINS_PROFILERS_LAYERS_H
#define HWNAS_PLUGINS_PROFILERS_LAYERS_H

#include <math.h>
#include <string.h>

#include "hwnas/profiler.h"

typedef struct layers {
  double count, fan_in; /* so many, each of that fan-in; NaN where no work is known */
} layers_t;

#define LAYERS_MAX 3 /* different fan-ins of one operator */
#define LAYERS_UNKNOWN (-1)

/* conv2d, conv_transpose2d and the like, but no operator whose name merely begins so. */
static inline int is_single_layer(const char *type) {
  if (strcmp(type, "linear") == 0 || strcmp(type, "bilinear") == 0) return 1;
  if (strncmp(type, "conv", 4) != 0) return 0;
  const char *dims = type + (strncmp(type, "conv_transpose", 14) == 0 ? 14 : 4);
  return dims[0] >= '1' && dims[0] <= '3' && strcmp(dims + 1, "d") == 0;
}

/* Multiply-accumulates per output element are the fan-in. An empty batch does not tell it: 1. */
static inline double single_fan_in(const hwnas_op_t *op) {
  if (!op->work) return NAN;
  if (op->work[HWNAS_WORK_MACS] == 0) return 1;
  double elements = 1;
  for (uint32_t d = 0; d < op->outputs[0].rank; d++) elements *= (double)op->outputs[0].dims[d];
  return (double)op->work[HWNAS_WORK_MACS] / elements;
}

/* An operator of that type may come from elsewhere: then it has other attributes or inputs. */
static inline int takes_sequences(const hwnas_op_t *op, const char *attribute) {
  return op->n_inputs > 0 && op->inputs[0].rank == 3 && op->attributes->has(op->attributes, attribute);
}

static inline int list_attention(const hwnas_op_t *op, layers_t out[LAYERS_MAX]) {
  uint32_t masks = 0;
  if (op->attributes->integer(op->attributes, "attn_mask")) masks++;
  if (op->attributes->integer(op->attributes, "key_padding_mask")) masks++;
  int separate = op->n_inputs == masks + 3;
  out[0] = (layers_t){2, (double)op->inputs[0].dims[2]};
  out[1] = (layers_t){1, (double)op->inputs[separate ? 1 : 0].dims[2]};
  out[2] = (layers_t){1, (double)op->inputs[separate ? 2 : 0].dims[2]};
  return 3;
}

/* All but the second linear layer of each reads d_model features. */
static inline int list_transformer(const hwnas_op_t *op, layers_t out[LAYERS_MAX]) {
  const hwnas_options_t *attributes = op->attributes;
  double encoders = 0, decoders = 0;
  if (strcmp(op->type, "transformer") == 0) {
    encoders = (double)attributes->integer(attributes, "num_encoder_layers");
    decoders = (double)attributes->integer(attributes, "num_decoder_layers");
  } else {
    double *count = strstr(op->type, "decoder") ? &decoders : &encoders;
    *count = 1;
    if (attributes->has(attributes, "num_layers"))
      *count = (double)attributes->integer(attributes, "num_layers");
  }
  out[0] = (layers_t){5 * encoders + 9 * decoders, (double)op->inputs[0].dims[2]};
  out[1] = (layers_t){encoders + decoders, (double)attributes->integer(attributes, "dim_feedforward")};
  return 2;
}

static inline int is_of(const char *type, const char *const *types) {
  for (; *types; types++)
    if (strcmp(type, *types) == 0) return 1;
  return 0;
}

/* Layers by fan-in: how many there are of such, or LAYERS_UNKNOWN. */
static inline int list_layers(const hwnas_op_t *op, layers_t out[LAYERS_MAX]) {
  static const char *const transformers[] = {"transformer_encoder_layer",
                                             "transformer_decoder_layer",
                                             "transformer_encoder",
                                             "transformer_decoder",
                                             "transformer",
                                             NULL};
  static const char *const without[] = {"prelu", "embedding", NULL};
  if (is_single_layer(op->type)) {
    out[0] = (layers_t){1, single_fan_in(op)};
    return 1;
  }
  if (strcmp(op->type, "multihead_attention") == 0 && takes_sequences(op, "num_heads"))
    return list_attention(op, out);
  if (is_of(op->type, transformers) && takes_sequences(op, "dim_feedforward"))
    return list_transformer(op, out);
  if (is_of(op->type, without)) return 0;
  return op->weights && op->weights[HWNAS_WEIGHTS_WEIGHT] == 0 ? 0 : LAYERS_UNKNOWN;
}

#endif
