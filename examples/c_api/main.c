/* What a network of MobileNetV3's space costs, and a small space written in C. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include <hwnas/hwnas.h>

/* Prints an error and destroys it; the exit status of a process that fails with it, 0 if there is none. */
static int report(hwnas_status_t *status) {
  int code = hwnas_status_exit_code(status);
  char *text = hwnas_status_format(status);
  fputs(text ? text : "out of memory\n", stderr);
  free(text);
  hwnas_status_destroy(status);
  return code;
}

static void *allocate(size_t size) {
  void *memory = malloc(size + 1);
  if (memory) return memory;
  fputs("out of memory\n", stderr);
  exit(1);
}

/* ---- A network of the hub -------------------------------------------------------------------- */

static hwnas_status_t *profile(const hwnas_space_t *space, const hwnas_metric_set_t *metrics) {
  uint16_t *point = allocate(hwnas_space_choices(space) * sizeof *point);
  int64_t *values = allocate(hwnas_metric_set_size(metrics) * sizeof *values);
  char *sample = NULL;
  hwnas_status_t *status = hwnas_space_draw(space, 1, 1, point); /* seed 1, one network */
  if (!status) status = hwnas_sample_json(space, point, &sample);
  if (!status) status = hwnas_metric_set_value(metrics, point, values); /* the call that takes nanoseconds */
  if (!status) {
    printf("sample %s\n", sample);
    for (size_t m = 0; m < hwnas_metric_set_size(metrics); m++)
      printf("%s %" PRId64 "\n", hwnas_metric_set_info(metrics, m)->name, values[m]);
  }
  free(sample);
  free(values);
  free(point);
  return status;
}

static hwnas_status_t *profile_mobilenet(hwnas_context_t *context) {
  hwnas_space_t *space = NULL;
  hwnas_metric_set_t *metrics = NULL;
  hwnas_status_t *status = hwnas_space_open(context, "mobilenet_v3", "{\"num_labels\": 100}", &space);
  if (!status) status = hwnas_metric_set_open(context, space, "flops,params", &metrics);
  if (!status) status = profile(space, metrics);
  hwnas_metric_set_destroy(metrics);
  hwnas_space_destroy(space);
  return status;
}

/* ---- A space in C ---------------------------------------------------------------------------- */

/* A convolution of as many channels as its input has, its kernel a choice; or nothing at all. */
static hwnas_draft_t *block(hwnas_builder_t *b) {
  hwnas_draft_t *choose = hwnas_draft_choose(b, "op_{i}"), *conv = hwnas_draft_op(b, "conv2d");
  hwnas_draft_set_expr(conv, "out_channels", "in0[1]");
  hwnas_draft_set_expr(conv, "kernel_size", "choice('kernel_{i}', [3, 5])");
  hwnas_draft_set_string(conv, "padding", "same");
  hwnas_draft_add_candidate(choose, "conv", conv);
  hwnas_draft_add_candidate(choose, "skip", hwnas_draft_op(b, "identity"));
  return choose;
}

/* A stem of 16 or 32 channels, one to three blocks around which the input may pass, and a classifier. */
static hwnas_builder_t *describe(void) {
  hwnas_builder_t *b = hwnas_builder_create("tiny");
  hwnas_builder_add_input(b, "image", NULL, (const int64_t[]){1, 3, 32, 32}, 4);

  hwnas_draft_t *stem = hwnas_draft_set_name(hwnas_draft_op(b, "conv2d"), "stem");
  hwnas_draft_set_expr(stem, "out_channels", "choice('width', [16, 32])");
  hwnas_draft_set_int(stem, "kernel_size", 3);

  hwnas_draft_t *blocks =
      hwnas_draft_repeat(b, "choice('depth', [1, 2, 3])", hwnas_draft_residual(b, block(b), NULL));
  hwnas_draft_set_index(hwnas_draft_set_name(blocks, "blocks"), "i");

  hwnas_draft_t *network = hwnas_draft_sequential(b);
  hwnas_draft_add(network, stem);
  hwnas_draft_add(network, blocks);
  hwnas_draft_add(network, hwnas_draft_set_int(hwnas_draft_op(b, "adaptive_avg_pool2d"), "output_size", 1));
  hwnas_draft_add(network, hwnas_draft_op(b, "flatten"));
  hwnas_draft_add(network, hwnas_draft_set_int(hwnas_draft_op(b, "linear"), "out_features", 10));
  hwnas_builder_set_network(b, network);
  return b;
}

static hwnas_status_t *count_tiny(hwnas_context_t *context) {
  hwnas_builder_t *builder = describe();
  hwnas_space_t *space = NULL;
  char *networks = NULL, *file = NULL;
  hwnas_status_t *status =
      hwnas_builder_space(builder, context, &space); /* what went wrong above comes here */
  if (!status) status = hwnas_space_count_networks(space, NULL, &networks, NULL);
  if (!status) status = hwnas_builder_print(builder, &file);
  if (!status) printf("networks %s\nfile %s\n", networks, file);
  free(file);
  free(networks);
  hwnas_space_destroy(space);
  hwnas_builder_destroy(builder);
  return status;
}

int main(void) {
  hwnas_context_t *context = NULL;
  hwnas_status_t *status = hwnas_context_create(NULL, 0, &context);
  if (!status) status = profile_mobilenet(context);
  if (!status) status = count_tiny(context);
  hwnas_context_destroy(context);
  return report(status);
}
