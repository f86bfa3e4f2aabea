/* Drafts as a tree: making them, and putting them into each other. */
#include "space/draft.h"

#include <string.h>

/* The module that a value belongs to, for messages; NULL: the space. */
static const hwnas_draft_t *module_of(const hwnas_draft_t *draft) {
  while (draft && !draft->title) draft = draft->parent;
  return draft;
}

void hwnas_builder_fail(hwnas_builder_t *builder, const hwnas_draft_t *draft, hwnas_status_t *status) {
  if (!builder || builder->failure) {
    hwnas_status_destroy(status);
    return;
  }
  const hwnas_draft_t *module = module_of(draft);
  hwnas_status_at(status, "%s", builder->name);
  if (module) hwnas_status_within(status, "%s", module->title);
  builder->failure = status;
}

const char *hwnas_builder_keep(const hwnas_draft_t *where, const char *text, const char *what) {
  if (!where) return NULL;
  const char *kept = text ? hwnas_arena_strdup(&where->builder->arena, text) : NULL;
  if (!text)
    hwnas_builder_fail(where->builder, where,
                       hwnas_status_make(HWNAS_ERROR_SPACE_FORM, "NULL was given for %s", what));
  else if (!kept)
    hwnas_builder_fail(where->builder, where, hwnas_status_no_memory());
  return kept;
}

hwnas_draft_t *hwnas_draft_make(hwnas_builder_t *builder, hwnas_draft_kind_t kind, hwnas_json_type_t type) {
  if (!builder) return NULL;
  hwnas_draft_t *draft = hwnas_arena_alloc(&builder->arena, sizeof *draft);
  if (!draft) {
    hwnas_builder_fail(builder, NULL, hwnas_status_no_memory());
    return NULL;
  }
  draft->builder = builder;
  draft->kind = kind;
  draft->type = type;
  if (kind == HWNAS_DRAFT_VALUE) return draft;
  if (builder->made_last)
    builder->made_last->made_next = draft;
  else
    builder->made_first = draft;
  builder->made_last = draft;
  return draft;
}

/* ---- The tree -------------------------------------------------------------------------------- */

hwnas_draft_t *hwnas_draft_get(const hwnas_draft_t *object, const char *key) {
  hwnas_draft_t *child = object ? object->first : NULL;
  while (child && strcmp(child->key, key) != 0) child = child->next;
  return child;
}

static void append(hwnas_draft_t *container, hwnas_draft_t *child) {
  if (container->last)
    container->last->next = child;
  else
    container->first = child;
  container->last = child;
}

static void replace(hwnas_draft_t *container, hwnas_draft_t *old, hwnas_draft_t *child) {
  hwnas_draft_t **link = &container->first;
  while (*link != old) link = &(*link)->next;
  child->next = old->next;
  *link = child;
  if (container->last == old) container->last = child;
}

static void fail_taken(const hwnas_draft_t *container, const char *key) {
  hwnas_builder_fail(container->builder, container,
                     hwnas_status_make(HWNAS_ERROR_DUPLICATE_KEY, "'%s' was given already", key));
}

static void put(hwnas_draft_t *container, const char *key, hwnas_draft_t *child, bool may_replace) {
  if (!container || !child) return;
  const char *kept = NULL;
  if (container->type == HWNAS_JSON_OBJECT) {
    kept = hwnas_builder_keep(container, key, "a key or a name");
    if (!kept) return;
  }
  hwnas_draft_t *old = kept ? hwnas_draft_get(container, kept) : NULL;
  if (old && (!may_replace || old->fixed)) {
    fail_taken(container, kept);
    return;
  }
  child->key = kept;
  child->parent = container;
  if (old)
    replace(container, old, child);
  else
    append(container, child);
}

void hwnas_draft_put(hwnas_draft_t *container, const char *key, hwnas_draft_t *value) {
  put(container, key, value, true);
}

void hwnas_draft_put_new(hwnas_draft_t *container, const char *key, hwnas_draft_t *value) {
  if (value) value->fixed = true;
  put(container, key, value, false);
}

hwnas_draft_t *hwnas_draft_section(hwnas_draft_t *object, const char *key, hwnas_json_type_t type) {
  if (!object) return NULL;
  hwnas_draft_t *section = hwnas_draft_get(object, key);
  if (!section) {
    section = hwnas_draft_make(object->builder, HWNAS_DRAFT_VALUE, type);
    hwnas_draft_put_new(object, key, section);
    return section;
  }
  if (section->fixed && section->type == type) return section;
  fail_taken(object, key); /* as a whole, by a setter */
  return NULL;
}

/* ---- Places of modules ----------------------------------------------------------------------- */

static bool is_inside(const hwnas_draft_t *draft, const hwnas_draft_t *module) {
  while (draft && draft != module) draft = draft->parent;
  return draft != NULL;
}

/* Why the module may not be put there; NULL if it may. */
static hwnas_status_t *judge(const hwnas_draft_t *container, const hwnas_draft_t *module) {
  if (!module) return hwnas_status_make(HWNAS_ERROR_SPACE_FORM, "NULL was given for a module");
  if (module->builder != container->builder)
    return hwnas_status_make(HWNAS_ERROR_SPACE_FORM, "%s belongs to another builder", module->title);
  if (module->kind == HWNAS_DRAFT_BLOCK)
    return hwnas_status_detail(
        hwnas_status_make(HWNAS_ERROR_SPACE_FORM, "the definition of %s is no module", module->title),
        "hwnas_draft_call makes one from it");
  if (module->parent)
    return hwnas_status_detail(
        hwnas_status_make(HWNAS_ERROR_SPACE_FORM, "%s has a place already", module->title),
        "make it anew, or a block of it, to have it more than once");
  if (is_inside(container, module))
    return hwnas_status_make(HWNAS_ERROR_SPACE_FORM, "%s was put into itself", module->title);
  bool in_graph = container->parent && container->parent->kind == HWNAS_DRAFT_GRAPH;
  if (module->kind == HWNAS_DRAFT_MERGE && !in_graph)
    return hwnas_status_detail(
        hwnas_status_make(HWNAS_ERROR_SPACE_FORM, "%s can only be a node of a graph", module->title),
        "hwnas_draft_branches merges modules anywhere else");
  return NULL;
}

void hwnas_draft_place(hwnas_draft_t *container, const char *key, hwnas_draft_t *module) {
  if (!container) {
    if (module)
      hwnas_builder_fail(module->builder, module,
                         hwnas_status_make(HWNAS_ERROR_SPACE_FORM, "a module was put into NULL"));
    return;
  }
  hwnas_status_t *status = judge(container, module);
  if (status)
    hwnas_builder_fail(container->builder, container, status);
  else
    hwnas_draft_put_new(container, key, module);
}
