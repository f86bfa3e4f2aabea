/* The space as a whole: its sections, and the document that they make. */
#include "space/builder.h"

#include <stdlib.h>

#include "space/draft.h"

static void set_format(hwnas_builder_t *builder) {
  hwnas_draft_put_new(builder->root, "format", hwnas_draft_of_plain(builder->root, "hwnas-space/1"));
  hwnas_draft_put_new(builder->root, "name", hwnas_draft_of_plain(builder->root, builder->name));
}

hwnas_builder_t *hwnas_builder_create(const char *name) {
  hwnas_builder_t *builder = calloc(1, sizeof *builder);
  if (!builder) return NULL;
  hwnas_arena_init(&builder->arena);
  builder->name = "builder"; /* for the message if the name is none */
  builder->root = hwnas_draft_make(builder, HWNAS_DRAFT_VALUE, HWNAS_JSON_OBJECT);
  const char *kept = hwnas_builder_keep(builder->root, name, "the name of the space");
  if (kept) builder->name = kept;
  if (builder->root) set_format(builder);
  return builder;
}

void hwnas_builder_destroy(hwnas_builder_t *builder) {
  if (!builder) return;
  hwnas_status_destroy(builder->failure);
  hwnas_arena_deinit(&builder->arena);
  free(builder);
}

/* ---- Sections -------------------------------------------------------------------------------- */

static hwnas_draft_t *root_of(hwnas_builder_t *builder) { return builder ? builder->root : NULL; }

static hwnas_draft_t *section(hwnas_builder_t *builder, const char *key) {
  return hwnas_draft_section(root_of(builder), key, HWNAS_JSON_OBJECT);
}

void hwnas_builder_set_network(hwnas_builder_t *builder, hwnas_draft_t *module) {
  hwnas_draft_place(root_of(builder), "network", module);
}

static void add_input(hwnas_builder_t *builder, const char *name, const char *dtype, hwnas_draft_t *shape) {
  hwnas_draft_t *root = root_of(builder), *input = shape;
  if (dtype) {
    input = root ? hwnas_draft_make(builder, HWNAS_DRAFT_VALUE, HWNAS_JSON_OBJECT) : NULL;
    hwnas_draft_put(input, "shape", shape);
    hwnas_draft_put(input, "dtype", hwnas_draft_of_plain(root, dtype));
  }
  hwnas_draft_put_new(section(builder, "input"), name, input);
}

void hwnas_builder_add_input(hwnas_builder_t *builder, const char *name, const char *dtype,
                             const int64_t *dims, size_t n) {
  add_input(builder, name, dtype, hwnas_draft_of_ints(root_of(builder), dims, n));
}

void hwnas_builder_add_input_exprs(hwnas_builder_t *builder, const char *name, const char *dtype,
                                   const char *const *dims, size_t n) {
  hwnas_draft_t *root = root_of(builder);
  hwnas_draft_t *shape = hwnas_draft_of_ints(root, NULL, 0);
  for (size_t i = 0; i < n; i++)
    hwnas_draft_put(shape, NULL, hwnas_draft_of_expr(root, dims ? dims[i] : NULL));
  add_input(builder, name, dtype, shape);
}

void hwnas_builder_add_parameter(hwnas_builder_t *builder, const char *name, const char *json) {
  hwnas_draft_t *value = hwnas_draft_of_json(root_of(builder), name, json);
  hwnas_draft_put_new(section(builder, "parameters"), name, value);
}

void hwnas_builder_add_let(hwnas_builder_t *builder, const char *name, const char *expr) {
  hwnas_draft_put_new(section(builder, "let"), name, hwnas_draft_of_expr(root_of(builder), expr));
}

void hwnas_builder_add_derived(hwnas_builder_t *builder, const char *name, const char *expr) {
  hwnas_draft_put_new(section(builder, "derived"), name, hwnas_draft_of_expr(root_of(builder), expr));
}

void hwnas_builder_add_constraint(hwnas_builder_t *builder, const char *expr) {
  hwnas_draft_t *list = hwnas_draft_section(root_of(builder), "constraints", HWNAS_JSON_ARRAY);
  hwnas_draft_put(list, NULL, hwnas_draft_of_expr(root_of(builder), expr));
}

void hwnas_builder_add_formula(hwnas_builder_t *builder, const char *op_type, const char *json) {
  hwnas_draft_t *value = hwnas_draft_of_json(root_of(builder), op_type, json);
  hwnas_draft_put_new(section(builder, "formulas"), op_type, value);
}

hwnas_draft_t *hwnas_builder_add_block(hwnas_builder_t *builder, const char *name, hwnas_draft_t *body) {
  hwnas_draft_t *block = hwnas_draft_make(builder, HWNAS_DRAFT_BLOCK, HWNAS_JSON_OBJECT);
  if (!block) return NULL;
  block->title = hwnas_arena_printf(&builder->arena, "block '%s'", name ? name : "");
  if (!block->title) {
    block->title = "block";
    hwnas_builder_fail(builder, NULL, hwnas_status_no_memory());
  }
  hwnas_draft_place(block, "body", body);
  hwnas_draft_put_new(section(builder, "blocks"), name, block);
  return block;
}

void hwnas_builder_set_text(hwnas_builder_t *builder, const char *key, const char *text) {
  hwnas_draft_put(root_of(builder), key, hwnas_draft_of_plain(root_of(builder), text));
}

void hwnas_builder_set_json(hwnas_builder_t *builder, const char *key, const char *json) {
  hwnas_draft_put(root_of(builder), key, hwnas_draft_of_json(root_of(builder), key, json));
}

/* ---- The document ---------------------------------------------------------------------------- */

typedef struct writer {
  hwnas_arena_t *arena;
  const hwnas_json_source_t *source;
} writer_t;

static size_t count_children(const hwnas_draft_t *draft) {
  size_t n = 0;
  for (const hwnas_draft_t *child = draft->first; child; child = child->next) n++;
  return n;
}

/* A sequence that says nothing but its modules is a plain list, as people write it. */
static const hwnas_draft_t *form_of(const hwnas_draft_t *draft) {
  bool plain = draft->kind == HWNAS_DRAFT_SEQUENTIAL && draft->first == draft->last;
  return plain ? draft->content : draft;
}

static hwnas_status_t *write_value(const writer_t *writer, const hwnas_draft_t *draft, size_t depth,
                                   hwnas_json_t *out) {
  const hwnas_draft_t *form = form_of(draft);
  if (depth > HWNAS_JSON_MAX_DEPTH)
    return hwnas_status_at(
        hwnas_status_make(HWNAS_ERROR_LIMIT, "modules nest more than %d levels deep", HWNAS_JSON_MAX_DEPTH),
        "%s", writer->source->name);
  out->source = writer->source;
  out->type = form->type;
  out->boolean = form->boolean;
  out->integer = form->integer;
  out->real = form->real;
  out->string = form->string ? hwnas_arena_strdup(writer->arena, form->string) : NULL;
  out->key = draft->key ? hwnas_arena_strdup(writer->arena, draft->key) : NULL;
  out->n = count_children(form);
  out->children = hwnas_arena_alloc_array(writer->arena, out->n, sizeof *out->children);
  if ((form->string && !out->string) || (draft->key && !out->key) || !out->children)
    return hwnas_status_no_memory();
  size_t i = 0;
  for (const hwnas_draft_t *child = form->first; child; child = child->next, i++) {
    out->children[i].parent = out;
    out->children[i].index = i;
    HWNAS_TRY(write_value(writer, child, depth + 1, &out->children[i]));
  }
  return NULL;
}

/* Nothing that was made is dropped in silence. */
static hwnas_status_t *check_placed(const hwnas_builder_t *builder) {
  size_t n = 0;
  hwnas_status_t *status = NULL;
  for (const hwnas_draft_t *draft = builder->made_first; draft; draft = draft->made_next) {
    if (draft->parent) continue;
    if (n++ == 0)
      status = hwnas_status_make(HWNAS_ERROR_SPACE_FORM, "%s was made and put nowhere", draft->title);
  }
  if (n > 1) status = hwnas_status_detail(status, "and %zu more", n - 1);
  status = hwnas_status_detail(status, "put it into a container, or make it the network");
  return hwnas_status_at(status, "%s", builder->name);
}

hwnas_status_t *hwnas_builder_document(const hwnas_builder_t *builder, hwnas_arena_t *arena,
                                       hwnas_json_t **out) {
  if (!builder) return hwnas_status_no_memory();
  if (builder->failure) return hwnas_status_copy(builder->failure);
  HWNAS_TRY(check_placed(builder));
  hwnas_json_source_t *source = hwnas_arena_alloc(arena, sizeof *source);
  hwnas_json_t *document = hwnas_arena_alloc(arena, sizeof *document);
  if (!source || !document) return hwnas_status_no_memory();
  *source = (hwnas_json_source_t){.name = hwnas_arena_strdup(arena, builder->name), .folder = "."};
  HWNAS_TRY_ALLOC(source->name);
  HWNAS_TRY(write_value(&(writer_t){arena, source}, builder->root, 1, document));
  *out = document;
  return NULL;
}

hwnas_status_t *hwnas_builder_print(hwnas_builder_t *builder, char **out_text) {
  hwnas_arena_t arena;
  hwnas_json_t *document = NULL;
  hwnas_str_t text;
  hwnas_arena_init(&arena);
  hwnas_str_init(&text);
  hwnas_status_t *status = hwnas_builder_document(builder, &arena, &document);
  if (!status) hwnas_json_print(document, &text);
  char *kept = hwnas_str_take(&text);
  hwnas_arena_deinit(&arena);
  if (!status && !kept) return hwnas_status_no_memory();
  if (status)
    free(kept);
  else
    *out_text = kept;
  return status;
}
