/* Modules: what all kinds share (name, let, when, for), and which kind an object is. */
#include <string.h>

#include "shape/internal.h"

typedef hwnas_status_t *(*instantiate_fn)(const hwnas_site_t *, const hwnas_json_t *, const hwnas_tensors_t *,
                                          hwnas_tensors_t *);

static hwnas_status_t *sequential(const hwnas_site_t *site, const hwnas_json_t *json,
                                  const hwnas_tensors_t *inputs, hwnas_tensors_t *out);

/* The key that makes the kind, and the other keys that it takes. NULL: any (attributes, arguments). */
static const struct kind {
  const char *key;
  instantiate_fn instantiate;
  const char *const *keys;
} kinds[] = {
    {"op", hwnas_module_operator, NULL},
    {"block", hwnas_module_block, NULL},
    {"sequential", sequential, (const char *const[]){NULL}},
    {"choose", hwnas_module_choose, (const char *const[]){"of", NULL}},
    {"switch", hwnas_module_switch, (const char *const[]){"cases", "default", NULL}},
    {"input_choice", hwnas_module_input_choice, (const char *const[]){"n_chosen", "merge", NULL}},
    {"repeat", hwnas_module_repeat, (const char *const[]){"count", "index", NULL}},
    {"residual", hwnas_module_residual, (const char *const[]){"shortcut", NULL}},
    {"branches", hwnas_module_branches, (const char *const[]){"merge", NULL}},
    {"graph", hwnas_module_graph, (const char *const[]){"input", "output", "prune", NULL}},
    {"cell", hwnas_module_cell, (const char *const[]){"nodes", "operands", "merge", "of", NULL}},
    {"parameter", hwnas_module_parameter, (const char *const[]){NULL}},
};
#define N_KINDS (sizeof kinds / sizeof *kinds)

static const char *const common_keys[] = {"name",    "when", "let",  "for",    "leaf",
                                          "weights", "from", "node", "include"};
#define N_COMMON (sizeof common_keys / sizeof *common_keys)

bool hwnas_module_is_common_key(const char *key) {
  for (size_t i = 0; i < N_COMMON; i++)
    if (strcmp(common_keys[i], key) == 0) return true;
  return false;
}

/* ---- Sites and nodes ------------------------------------------------------------------------- */

hwnas_status_t *hwnas_site_child(const hwnas_site_t *site, const hwnas_json_t *json, hwnas_frame_t *frame,
                                 const hwnas_table_t *guard, const char *fallback, hwnas_site_t *out) {
  hwnas_arena_t *arena = site->compiler->arena;
  *out = *site;
  out->frame = frame;
  out->guard = guard;
  out->listed = out->in_graph = out->merged = false;
  const hwnas_json_t *name = json->type == HWNAS_JSON_OBJECT ? hwnas_json_get(json, "name") : NULL;
  out->name = fallback;
  if (name) HWNAS_TRY(hwnas_lift_text(site->compiler, name, frame, &out->name));
  HWNAS_TRY(hwnas_compiler_check_name(out->name, name ? name : json));
  out->name = hwnas_arena_strdup(arena, out->name);
  HWNAS_TRY_ALLOC(out->name);
  out->path = site->path[0] ? hwnas_arena_printf(arena, "%s.%s", site->path, out->name) : out->name;
  return out->path ? NULL : hwnas_status_no_memory();
}

hwnas_status_t *hwnas_site_item(const hwnas_site_t *site, const hwnas_json_t *json, hwnas_frame_t *frame,
                                const hwnas_table_t *guard, size_t index, hwnas_site_t *out) {
  const char *number = hwnas_arena_printf(site->compiler->arena, "%zu", index);
  HWNAS_TRY_ALLOC(number);
  return hwnas_site_child(site, json, frame, guard, number, out);
}

hwnas_module_t *hwnas_module_node(const hwnas_site_t *site, hwnas_module_kind_t kind, const char *title,
                                  const hwnas_json_t *json) {
  hwnas_module_t *node = hwnas_arena_alloc(site->compiler->arena, sizeof *node);
  if (!node) return NULL;
  *node = (hwnas_module_t){.kind = kind,
                           .path = site->path,
                           .name = site->name,
                           .place = hwnas_compiler_place(site->compiler, json),
                           .title = title,
                           .guard = site->guard,
                           .inputs = site->inputs,
                           .n_inputs = site->n_inputs,
                           .use = -1};
  if (!site->parent) {
    site->compiler->space->root = node;
    return node;
  }
  if (site->parent->last_child)
    site->parent->last_child->next_sibling = node;
  else
    site->parent->first_child = node;
  site->parent->last_child = node;
  return node;
}

hwnas_module_t *hwnas_module_made(const hwnas_site_t *site) {
  return site->parent ? site->parent->last_child : site->compiler->space->root;
}

void hwnas_site_set_inputs(hwnas_site_t *site, const hwnas_tensors_t *inputs) {
  site->inputs = inputs->items;
  site->n_inputs = inputs->n;
}

void hwnas_module_set_outputs(hwnas_module_t *node, const hwnas_tensors_t *outputs) {
  node->outputs = outputs->items;
  node->n_outputs = outputs->n;
}

/* ---- Unrolling `for` ------------------------------------------------------------------------- */

typedef struct unroll {
  const hwnas_site_t *site;
  const hwnas_json_t *item, *loops;
  size_t *index;
  hwnas_item_fn fn;
  void *self;
} unroll_t;

static hwnas_status_t *unroll_from(const unroll_t *u, size_t loop, hwnas_frame_t *frame) {
  if (!u->loops || loop == u->loops->n) return u->fn(u->self, u->item, frame, (*u->index)++);
  hwnas_compiler_t *compiler = u->site->compiler;
  const hwnas_json_t *json = &u->loops->children[loop];
  hwnas_value_t list;
  HWNAS_TRY(hwnas_lift_constant(compiler, json, frame, "the list of a 'for'", &list));
  if (list.type != HWNAS_VALUE_LIST)
    return hwnas_json_at(hwnas_status_make(HWNAS_ERROR_SPACE_FORM, "'for' needs a list to run over, not %s",
                                           hwnas_value_type_name(&list)),
                         json);
  for (size_t i = 0; i < list.list->n; i++) {
    HWNAS_TRY(hwnas_compiler_count_turn(compiler, json));
    hwnas_frame_t *turn = hwnas_frame_push(compiler, frame, u->site->guard);
    HWNAS_TRY_ALLOC(turn);
    HWNAS_TRY(hwnas_frame_bind_value(compiler, turn, json->key, list.list->items[i]));
    HWNAS_TRY(unroll_from(u, loop + 1, turn));
  }
  return NULL;
}

hwnas_status_t *hwnas_module_unroll(const hwnas_site_t *site, const hwnas_json_t *item, hwnas_frame_t *frame,
                                    size_t *index, hwnas_item_fn fn, void *self) {
  unroll_t u = {.site = site, .item = item, .index = index, .fn = fn, .self = self};
  u.loops = item->type == HWNAS_JSON_OBJECT ? hwnas_json_get(item, "for") : NULL;
  if (u.loops) HWNAS_TRY(hwnas_json_expect(u.loops, HWNAS_JSON_OBJECT));
  return unroll_from(&u, 0, frame);
}

hwnas_status_t *hwnas_module_each(const hwnas_site_t *site, const hwnas_json_t *list, hwnas_item_fn fn,
                                  void *self) {
  HWNAS_TRY(hwnas_json_expect(list, HWNAS_JSON_ARRAY));
  size_t index = 0;
  for (size_t i = 0; i < list->n; i++)
    HWNAS_TRY(hwnas_module_unroll(site, &list->children[i], site->frame, &index, fn, self));
  return NULL;
}

/* ---- Sequences ------------------------------------------------------------------------------- */

typedef struct sequence {
  hwnas_site_t site;
  hwnas_tensors_t *tensors;
} sequence_t;

static hwnas_status_t *add_to_sequence(void *self, const hwnas_json_t *item, hwnas_frame_t *frame,
                                       size_t index) {
  sequence_t *sequence = self;
  hwnas_site_t child;
  HWNAS_TRY(hwnas_site_item(&sequence->site, item, frame, sequence->site.guard, index, &child));
  child.listed = true;
  return hwnas_module_instantiate(&child, item, sequence->tensors, sequence->tensors);
}

static hwnas_status_t *sequential(const hwnas_site_t *site, const hwnas_json_t *json,
                                  const hwnas_tensors_t *inputs, hwnas_tensors_t *out) {
  const hwnas_json_t *list = json->type == HWNAS_JSON_ARRAY ? json : hwnas_json_get(json, "sequential");
  /* The list that is a block's body belongs to the block. */
  bool is_body = site->parent && site->parent->path == site->path;
  hwnas_module_t *node =
      is_body ? site->parent : hwnas_module_node(site, HWNAS_MODULE_SEQUENTIAL, "sequential", json);
  HWNAS_TRY_ALLOC(node);
  if (out != inputs) *out = *inputs;
  sequence_t sequence = {.site = *site, .tensors = out};
  sequence.site.parent = node;
  HWNAS_TRY(hwnas_module_each(&sequence.site, list, add_to_sequence, &sequence));
  hwnas_module_set_outputs(node, out);
  return NULL;
}

/* ---- Kinds ----------------------------------------------------------------------------------- */

static hwnas_status_t *wrong_kind(const hwnas_json_t *json) {
  const char *keys[N_KINDS];
  for (size_t k = 0; k < N_KINDS; k++) keys[k] = kinds[k].key;
  hwnas_status_t *status =
      hwnas_status_make(HWNAS_ERROR_SPACE_FORM, "a module needs exactly one key that says what it is");
  for (size_t i = 0; i < json->n; i++) {
    const char *near = hwnas_suggest(json->children[i].key, keys, N_KINDS);
    if (near) hwnas_status_detail(status, "'%s': did you mean '%s'?", json->children[i].key, near);
  }
  hwnas_status_detail(status,
                      "one of: op, block, sequential, choose, switch, input_choice, repeat, residual, "
                      "branches, graph, cell, parameter");
  return hwnas_json_at(status, json);
}

static hwnas_status_t *check_keys(const hwnas_json_t *json, const struct kind *kind) {
  const char *known[N_COMMON + 8];
  size_t n = 0;
  if (!kind->keys) return NULL;
  for (size_t i = 0; i < N_COMMON; i++) known[n++] = common_keys[i];
  for (const char *const *key = kind->keys; *key; key++) known[n++] = *key;
  known[n++] = kind->key;
  return hwnas_json_check_keys(json, known, n);
}

static hwnas_status_t *find_kind(const hwnas_json_t *json, const struct kind **out) {
  *out = NULL;
  for (size_t k = 0; k < N_KINDS; k++) {
    if (!hwnas_json_get(json, kinds[k].key)) continue;
    /* Operators and blocks have attributes and arguments of any name. */
    if (*out && (*out)->keys) return wrong_kind(json);
    if (!*out) *out = &kinds[k];
  }
  if (!*out) return wrong_kind(json);
  return check_keys(json, *out);
}

/* A closed container is an operator of the named type; a closed block one of the block's name. */
static hwnas_status_t *check_leaf(const hwnas_json_t *json, const struct kind *kind) {
  const hwnas_json_t *leaf = hwnas_json_get(json, "leaf");
  if (!leaf) return NULL;
  HWNAS_TRY(hwnas_json_expect(leaf, HWNAS_JSON_BOOL));
  if (!leaf->boolean || strcmp(kind->key, "op") == 0 || strcmp(kind->key, "block") == 0) return NULL;
  hwnas_status_t *status =
      hwnas_status_make(HWNAS_ERROR_SPACE_FORM, "only an operator or a block can be closed with 'leaf'");
  hwnas_status_detail(status,
                      "make a block of this module; its name is then the op type of the closed module");
  return hwnas_json_at(status, leaf);
}

/* Keys that every kind takes, but not everywhere. */
static hwnas_status_t *check_place(const hwnas_site_t *site, const hwnas_json_t *json,
                                   const struct kind *kind) {
  const hwnas_json_t *leaf = hwnas_json_get(json, "leaf");
  bool owns = strcmp(kind->key, "op") == 0 || strcmp(kind->key, "parameter") == 0 || (leaf && leaf->boolean);
  const struct {
    const char *key, *where;
    bool allowed;
  } rules[] = {{"for", "modules are listed: put the module into [ ]", site->listed},
               {"node", "a graph lists its nodes", site->in_graph},
               {"from", "a graph lists its nodes", site->in_graph},
               {"include", "modules are merged, or a graph lists its nodes", site->merged || site->in_graph},
               {"weights", "a module owns parameters: op, parameter, or a block with \"leaf\": true", owns}};
  for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
    const hwnas_json_t *member = rules[i].allowed ? NULL : hwnas_json_get(json, rules[i].key);
    if (!member) continue;
    hwnas_status_t *status =
        hwnas_status_make(HWNAS_ERROR_SPACE_FORM, "'%s' has no meaning here", rules[i].key);
    hwnas_status_detail(status, "it belongs where %s", rules[i].where);
    return hwnas_status_in_module(hwnas_json_at(status, member), site->path);
  }
  return NULL;
}

static hwnas_status_t *push_module_frame(const hwnas_site_t *site, const hwnas_json_t *json,
                                         hwnas_frame_t **out) {
  hwnas_compiler_t *compiler = site->compiler;
  *out = hwnas_frame_push(compiler, site->frame, site->guard);
  HWNAS_TRY_ALLOC(*out);
  for (size_t i = 0; i < site->n_inputs; i++) {
    const char *name = hwnas_arena_printf(compiler->arena, "in%zu", i);
    HWNAS_TRY_ALLOC(name);
    HWNAS_TRY(hwnas_frame_bind_input(compiler, *out, name, &site->inputs[i]));
  }
  return hwnas_frame_bind_let(compiler, *out, hwnas_json_get(json, "let"));
}

/* ---- when ------------------------------------------------------------------------------------ */

/* Where '=' was forgotten, for all texts but the empty one are true. */
static hwnas_status_t *text_condition(const hwnas_json_t *json, const char *text) {
  hwnas_status_t *status = hwnas_status_make(HWNAS_ERROR_SPACE_FORM, "the text '%s' is no condition", text);
  hwnas_status_detail(status, "an expression begins with '=': \"=%s\"", text);
  return hwnas_json_at(status, json);
}

hwnas_status_t *hwnas_site_condition(const hwnas_site_t *site, const hwnas_json_t *json, hwnas_frame_t *frame,
                                     hwnas_lifted_t *out) {
  hwnas_compiler_t *compiler = site->compiler;
  HWNAS_TRY(hwnas_lift(compiler, json, frame, site->guard, out));
  const hwnas_value_t *constant = hwnas_table_is_constant(out->table);
  if (constant && constant->type == HWNAS_VALUE_STRING) return text_condition(json, constant->string);
  HWNAS_TRY(hwnas_compiler_suspect(compiler, out->table, site->guard, site->path,
                                   hwnas_compiler_place(compiler, json), NULL));
  return hwnas_table_truth(compiler->arena, &compiler->space->variables, out->table, &out->table);
}

hwnas_status_t *hwnas_module_condition(const hwnas_site_t *site, const hwnas_json_t *when,
                                       const hwnas_table_t **out_when, bool *out_never) {
  *out_when = NULL;
  *out_never = false;
  if (!when) return NULL;
  hwnas_lifted_t lifted = {0};
  HWNAS_TRY(hwnas_site_condition(site, when, site->frame, &lifted));
  HWNAS_TRY(hwnas_compiler_use_reads(site->compiler, &lifted, site->guard));
  const hwnas_value_t *constant = hwnas_table_is_constant(lifted.table);
  if (constant)
    *out_never = !hwnas_value_truth(constant);
  else
    *out_when = lifted.table;
  return NULL;
}

/* Makes the module where its condition, if it has one, holds, and lets the inputs through elsewhere. */
static hwnas_status_t *instantiate_if(const hwnas_site_t *site, const hwnas_json_t *json,
                                      const struct kind *kind, const hwnas_table_t *when,
                                      const hwnas_tensors_t *inputs, hwnas_tensors_t *out) {
  if (!when) return kind->instantiate(site, json, inputs, out);
  hwnas_compiler_t *compiler = site->compiler;
  hwnas_site_t inner = *site;
  hwnas_tensors_t *alternatives = hwnas_arena_alloc_array(compiler->arena, 2, sizeof *alternatives);
  HWNAS_TRY_ALLOC(alternatives);
  alternatives[0] = *inputs;
  HWNAS_TRY(hwnas_table_and(compiler->arena, &compiler->space->variables, site->guard, when, &inner.guard));
  inner.frame->guard = inner.guard;
  HWNAS_TRY(kind->instantiate(&inner, json, &alternatives[0], &alternatives[1]));
  hwnas_module_t *made = hwnas_module_made(site);
  made->when = when;
  HWNAS_TRY(hwnas_tensors_select(site, json, when, alternatives, 2, out));
  made->joined = out->items;
  return NULL;
}

static hwnas_status_t *instantiate_object(const hwnas_site_t *site, const hwnas_json_t *json,
                                          const hwnas_tensors_t *inputs, hwnas_tensors_t *out) {
  const struct kind *kind;
  hwnas_site_t inner = *site;
  const hwnas_table_t *when;
  bool never;
  HWNAS_TRY(find_kind(json, &kind));
  HWNAS_TRY(check_leaf(json, kind));
  HWNAS_TRY(check_place(site, json, kind));
  HWNAS_TRY(push_module_frame(site, json, &inner.frame));
  HWNAS_TRY(hwnas_module_condition(&inner, hwnas_json_get(json, "when"), &when, &never));
  if (never) {
    if (out != inputs) *out = *inputs;
    return hwnas_module_node(site, HWNAS_MODULE_ABSENT, "absent", json) ? NULL : hwnas_status_no_memory();
  }
  return instantiate_if(&inner, json, kind, when, inputs, out);
}

hwnas_status_t *hwnas_module_instantiate(const hwnas_site_t *site, const hwnas_json_t *json,
                                         const hwnas_tensors_t *inputs, hwnas_tensors_t *out) {
  hwnas_site_t own = *site;
  HWNAS_TRY(hwnas_compiler_begin_module(site->compiler, json));
  hwnas_site_set_inputs(&own, inputs);
  if (json->type == HWNAS_JSON_ARRAY) {
    HWNAS_TRY(sequential(&own, json, inputs, out));
  } else {
    HWNAS_TRY(hwnas_json_expect(json, HWNAS_JSON_OBJECT));
    HWNAS_TRY(instantiate_object(&own, json, inputs, out));
  }
  hwnas_compiler_leave_module(site->compiler); /* after an error nothing more is made */
  return NULL;
}
