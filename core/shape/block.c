/* Block calls: a body with arguments, instantiated at every call. */
#include <string.h>

#include "shape/internal.h"

static hwnas_status_t *find_block(const hwnas_site_t *site, const hwnas_json_t *json, const char **out_name,
                                  const hwnas_json_t **out) {
  const hwnas_json_t *blocks = site->compiler->blocks;
  const hwnas_json_t *call = hwnas_json_get(json, "block");
  HWNAS_TRY(hwnas_lift_text(site->compiler, call, site->frame, out_name));
  *out = hwnas_json_get(blocks, *out_name);
  if (*out) {
    static const char *const keys[] = {"args", "let", "body", "inputs"};
    HWNAS_TRY(hwnas_json_check_keys(*out, keys, 4));
    const hwnas_json_t *args = hwnas_json_get(*out, "args");
    return args ? hwnas_json_expect(args, HWNAS_JSON_OBJECT) : NULL;
  }
  hwnas_status_t *status = hwnas_status_make(HWNAS_ERROR_SPACE_FORM, "there is no block '%s'", *out_name);
  hwnas_json_suggest(status, blocks, *out_name);
  return hwnas_status_in_module(hwnas_json_at(status, call), site->path);
}

static hwnas_status_t *unknown_argument(const hwnas_site_t *site, const hwnas_json_t *member,
                                        const char *block, const hwnas_json_t *args) {
  hwnas_status_t *status =
      hwnas_status_make(HWNAS_ERROR_UNKNOWN_KEY, "block '%s' has no argument '%s'", block, member->key);
  hwnas_json_suggest(status, args, member->key);
  return hwnas_status_in_module(hwnas_json_at(status, member), site->path);
}

/* Arguments are computed in the caller's frame when they are needed, defaults in the block's. */
static hwnas_status_t *bind_arguments(const hwnas_site_t *site, const hwnas_json_t *json, const char *block,
                                      const hwnas_json_t *args, hwnas_frame_t *frame) {
  hwnas_status_t *list = NULL;
  for (size_t i = 0; i < json->n; i++)
    if (strcmp(json->children[i].key, "block") != 0 && !hwnas_module_is_common_key(json->children[i].key) &&
        !hwnas_json_get(args, json->children[i].key))
      hwnas_status_append(&list, unknown_argument(site, &json->children[i], block, args));
  for (size_t i = 0; args && i < args->n; i++) {
    const hwnas_json_t *declared = &args->children[i], *given = hwnas_json_get(json, declared->key);
    if (given)
      hwnas_status_append(&list,
                          hwnas_frame_bind_lazy(site->compiler, frame, declared->key, given, site->frame));
    else if (declared->type != HWNAS_JSON_NULL)
      hwnas_status_append(&list,
                          hwnas_frame_bind_lazy(site->compiler, frame, declared->key, declared, frame));
    else
      hwnas_status_append(
          &list, hwnas_status_in_module(hwnas_json_at(hwnas_status_make(HWNAS_ERROR_MISSING_KEY,
                                                                        "block '%s' needs the argument '%s'",
                                                                        block, declared->key),
                                                      json),
                                        site->path));
  }
  return list;
}

static hwnas_status_t *bind_inputs(const hwnas_site_t *site, const hwnas_json_t *block,
                                   const hwnas_tensors_t *inputs, hwnas_frame_t *frame) {
  hwnas_compiler_t *compiler = site->compiler;
  const hwnas_json_t *names = hwnas_json_get(block, "inputs");
  hwnas_tensor_table_t *kept =
      hwnas_arena_grow(compiler->arena, inputs->items, inputs->n, inputs->n, sizeof *kept);
  HWNAS_TRY_ALLOC(kept);
  if (names) HWNAS_TRY(hwnas_json_expect(names, HWNAS_JSON_ARRAY));
  if (names && names->n != inputs->n)
    return hwnas_json_at(hwnas_status_make(HWNAS_ERROR_SPACE_FORM, "the block takes %zu inputs and gets %zu",
                                           names->n, inputs->n),
                         names);
  for (size_t i = 0; i < inputs->n; i++) {
    const char *name = hwnas_arena_printf(compiler->arena, "in%zu", i);
    HWNAS_TRY_ALLOC(name);
    HWNAS_TRY(hwnas_frame_bind_input(compiler, frame, name, &kept[i]));
    if (!names) continue;
    HWNAS_TRY(hwnas_json_expect(&names->children[i], HWNAS_JSON_STRING));
    HWNAS_TRY(hwnas_frame_bind_input(compiler, frame, names->children[i].string, &kept[i]));
  }
  return NULL;
}

/* A closed block: an operator whose type is the block's name and whose attributes are the arguments. */
static hwnas_status_t *closed(const hwnas_site_t *site, const hwnas_json_t *json, const char *name,
                              const hwnas_tensors_t *inputs, hwnas_tensors_t *out) {
  hwnas_operator_t op = {.leaf = true};
  op.type.table = hwnas_table_constant(site->compiler->arena, hwnas_value_string(name));
  HWNAS_TRY_ALLOC(op.type.table);
  HWNAS_TRY(hwnas_operator_read(site, json, "block", &op));
  return hwnas_operator_apply(site, &op, inputs, out);
}

static hwnas_status_t *open_body(const hwnas_site_t *site, const hwnas_json_t *json, const char *name,
                                 const hwnas_json_t *block, hwnas_frame_t *frame,
                                 const hwnas_tensors_t *inputs, hwnas_tensors_t *out) {
  hwnas_compiler_t *compiler = site->compiler;
  const hwnas_json_t *body = hwnas_json_get(block, "body");
  if (!body)
    return hwnas_json_at(hwnas_status_make(HWNAS_ERROR_MISSING_KEY, "block '%s' has no 'body'", name), block);
  if (compiler->block_depth == HWNAS_BLOCK_DEPTH_MAX)
    return hwnas_json_at(hwnas_status_make(HWNAS_ERROR_RECURSION, "block '%s' contains itself", name), json);
  hwnas_module_t *node = hwnas_module_node(site, HWNAS_MODULE_BLOCK, name, json);
  HWNAS_TRY_ALLOC(node);
  hwnas_site_t inner = *site;
  inner.parent = node;
  inner.frame = frame;
  /* The parts of a body that is a list are children of the call itself. */
  hwnas_tensors_t *result = hwnas_arena_alloc(compiler->arena, sizeof *result);
  HWNAS_TRY_ALLOC(result);
  compiler->block_depth++;
  hwnas_site_t child = inner;
  if (body->type != HWNAS_JSON_ARRAY)
    HWNAS_TRY(hwnas_site_child(&inner, body, frame, site->guard, "body", &child));
  HWNAS_TRY(hwnas_module_instantiate(&child, body, inputs, result));
  compiler->block_depth--;
  *out = *result;
  hwnas_module_set_outputs(node, out);
  return NULL;
}

hwnas_status_t *hwnas_module_block(const hwnas_site_t *site, const hwnas_json_t *json,
                                   const hwnas_tensors_t *inputs, hwnas_tensors_t *out) {
  hwnas_compiler_t *compiler = site->compiler;
  const char *text;
  const hwnas_json_t *block, *leaf = hwnas_json_get(json, "leaf");
  HWNAS_TRY(find_block(site, json, &text, &block));
  const char *name = hwnas_arena_strdup(compiler->arena, text);
  HWNAS_TRY_ALLOC(name);
  if (leaf && leaf->boolean) return closed(site, json, name, inputs, out);
  hwnas_frame_t *frame = hwnas_frame_push(compiler, compiler->globals, site->guard);
  HWNAS_TRY_ALLOC(frame);
  HWNAS_TRY(bind_inputs(site, block, inputs, frame));
  HWNAS_TRY(bind_arguments(site, json, name, hwnas_json_get(block, "args"), frame));
  HWNAS_TRY(hwnas_frame_bind_let(compiler, frame, hwnas_json_get(block, "let")));
  return open_body(site, json, name, block, frame, inputs, out);
}
