#include "check_json.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "expr/derive.h"
#include "json/json.h"
#include "tree.h"

typedef struct writer {
  const hwnas_space_t *space;
  hwnas_str_t *out;
  bool *depends; /* per variable: the module at hand depends on it */
  bool any;      /* a module was written */
} writer_t;

static int by_size(const void *a, const void *b) {
  int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;
  return (left > right) - (left < right);
}

/* The sizes of a dimension: "[16,24]". */
static hwnas_status_t *append_sizes(const hwnas_table_t *table, hwnas_str_t *out) {
  int64_t *sizes = calloc(table->n_cells + 1, sizeof *sizes);
  HWNAS_TRY_ALLOC(sizes);
  size_t n = 0;
  for (size_t i = 0; i < table->n_cells; i++)
    if (table->cells[i].type == HWNAS_VALUE_INT) sizes[n++] = table->cells[i].integer;
  qsort(sizes, n, sizeof *sizes, by_size);
  hwnas_str_append(out, "[");
  for (size_t i = 0; i < n; i++)
    if (i == 0 || sizes[i] != sizes[i - 1]) hwnas_str_appendf(out, "%s%" PRId64, i ? "," : "", sizes[i]);
  hwnas_str_append(out, "]");
  free(sizes);
  return NULL;
}

static hwnas_status_t *append_output(writer_t *writer, const hwnas_tensor_table_t *tensor) {
  hwnas_str_append(writer->out, "[");
  for (uint32_t d = 0; d < hwnas_tensor_dims(tensor); d++) {
    const hwnas_table_t *table = tensor->dims[d];
    if (d) hwnas_str_append(writer->out, ",");
    HWNAS_TRY(append_sizes(table, writer->out));
    hwnas_variables_mark(&writer->space->variables, table, writer->depends);
  }
  hwnas_str_append(writer->out, "]");
  return NULL;
}

/* Also forgets them, for the next module. */
static void append_labels(writer_t *writer) {
  const char *separator = "";
  for (size_t c = 0; c < writer->space->n_choices; c++) {
    if (!writer->depends[writer->space->choices[c].variable]) continue;
    hwnas_str_append(writer->out, separator);
    hwnas_json_print_string(writer->space->choices[c].label, writer->out);
    separator = ",";
  }
  memset(writer->depends, 0, writer->space->variables.n * sizeof *writer->depends);
}

static hwnas_status_t *append_module(writer_t *writer, const hwnas_module_t *module) {
  hwnas_str_t title;
  hwnas_str_init(&title);
  hwnas_tree_title(module, &title);
  hwnas_str_append(writer->out, writer->any ? ",{\"path\":" : "{\"path\":");
  writer->any = true;
  hwnas_json_print_string(module->path, writer->out);
  hwnas_str_append(writer->out, ",\"what\":");
  hwnas_json_print_string(title.text, writer->out);
  writer->out->failed |= title.failed;
  hwnas_str_deinit(&title);
  hwnas_str_append(writer->out, ",\"outputs\":[");
  for (size_t i = 0; i < module->n_outputs; i++) {
    if (i) hwnas_str_append(writer->out, ",");
    HWNAS_TRY(append_output(writer, &module->outputs[i]));
  }
  hwnas_str_append(writer->out, "],\"depends_on\":[");
  append_labels(writer);
  hwnas_str_append(writer->out, "]}");
  return NULL;
}

static hwnas_status_t *append_tree(writer_t *writer, const hwnas_module_t *module) {
  if (module->kind == HWNAS_MODULE_ABSENT) return NULL;
  HWNAS_TRY(append_module(writer, module));
  for (const hwnas_module_t *child = module->first_child; child; child = child->next_sibling)
    HWNAS_TRY(append_tree(writer, child));
  return NULL;
}

hwnas_status_t *hwnas_check_append_modules(const hwnas_space_t *space, hwnas_str_t *out) {
  writer_t writer = {.space = space, .out = out};
  writer.depends = calloc(space->variables.n + 1, sizeof *writer.depends);
  HWNAS_TRY_ALLOC(writer.depends);
  hwnas_str_append(out, "[");
  hwnas_status_t *status = append_tree(&writer, space->root);
  hwnas_str_append(out, "]");
  free(writer.depends);
  return status;
}
