/* Drafts: a JSON tree that may still change, of which some nodes are modules. Private to the builder. */
#ifndef HWNAS_CORE_SPACE_DRAFT_H
#define HWNAS_CORE_SPACE_DRAFT_H

#include "base/status.h"
#include "space/builder.h"

typedef enum hwnas_draft_kind {
  HWNAS_DRAFT_VALUE, /* no module: what modules and the space consist of */
  HWNAS_DRAFT_OP,
  HWNAS_DRAFT_CALL,
  HWNAS_DRAFT_PARAMETER,
  HWNAS_DRAFT_SEQUENTIAL,
  HWNAS_DRAFT_CHOOSE,
  HWNAS_DRAFT_SWITCH,
  HWNAS_DRAFT_REPEAT,
  HWNAS_DRAFT_RESIDUAL,
  HWNAS_DRAFT_BRANCHES,
  HWNAS_DRAFT_GRAPH,
  HWNAS_DRAFT_INPUT_CHOICE,
  HWNAS_DRAFT_CELL,
  HWNAS_DRAFT_MERGE, /* a node of a graph, no module of its own */
  HWNAS_DRAFT_BLOCK  /* a definition */
} hwnas_draft_kind_t;

struct hwnas_draft {
  hwnas_builder_t *builder;
  hwnas_draft_kind_t kind;
  const char *title;                  /* "choose 'op'"; NULL for values */
  hwnas_draft_t *content;             /* of containers: what takes the modules */
  bool fixed;                         /* setters may not replace it */
  hwnas_draft_t *parent;              /* NULL: stands nowhere yet */
  hwnas_draft_t *first, *last, *next; /* children, in order; the next sibling */
  hwnas_draft_t *made_next;           /* the next module of the builder */
  const char *key;                    /* in an object, else NULL */
  hwnas_json_type_t type;
  bool boolean;
  int64_t integer;
  double real;
  const char *string;
};

struct hwnas_builder {
  hwnas_arena_t arena;
  const char *name;
  hwnas_status_t *failure; /* the first one */
  hwnas_draft_t *root;     /* the document */
  hwnas_draft_t *made_first, *made_last;
};

/* Remembers a failure if it is the first, else destroys it. draft: where; NULL: the space as a whole. */
void hwnas_builder_fail(hwnas_builder_t *builder, const hwnas_draft_t *draft, hwnas_status_t *status);
/* A copy in the arena of where's builder; NULL is a failure. what: "a name", for its message. */
const char *hwnas_builder_keep(const hwnas_draft_t *where, const char *text, const char *what);

/* What follows returns NULL after a failure, and takes NULL. */
hwnas_draft_t *hwnas_draft_make(hwnas_builder_t *builder, hwnas_draft_kind_t kind, hwnas_json_type_t type);

/* Values, for the builder of `where`, which stands in messages. */
hwnas_draft_t *hwnas_draft_of_int(const hwnas_draft_t *where, int64_t value);
hwnas_draft_t *hwnas_draft_of_ints(const hwnas_draft_t *where, const int64_t *values, size_t n);
/* An expression, the '=' put in front. */
hwnas_draft_t *hwnas_draft_of_expr(const hwnas_draft_t *where, const char *expr);
/* A text with expressions in braces: names and labels. */
hwnas_draft_t *hwnas_draft_of_template(const hwnas_draft_t *where, const char *text);
/* A text that means itself, whatever it begins with. */
hwnas_draft_t *hwnas_draft_of_string(const hwnas_draft_t *where, const char *text);
/* A text that is no expression and cannot be made one: it may not begin with '='. */
hwnas_draft_t *hwnas_draft_of_plain(const hwnas_draft_t *where, const char *text);
/* JSON text; what: its key, for messages. */
hwnas_draft_t *hwnas_draft_of_json(const hwnas_draft_t *where, const char *what, const char *json);

/* The tree. Containers are objects (key given) or arrays (key NULL). */
hwnas_draft_t *hwnas_draft_get(const hwnas_draft_t *object, const char *key);
/* Puts a value into a container. An equal key is replaced if its value is not fixed, else it is a failure. */
void hwnas_draft_put(hwnas_draft_t *container, const char *key, hwnas_draft_t *value);
/* The same, but an equal key is always a failure; and what was put is fixed. */
void hwnas_draft_put_new(hwnas_draft_t *container, const char *key, hwnas_draft_t *value);
/* The object or array under key, made if there is none. */
hwnas_draft_t *hwnas_draft_section(hwnas_draft_t *object, const char *key, hwnas_json_type_t type);
/* Gives a module its place, for good. */
void hwnas_draft_place(hwnas_draft_t *container, const char *key, hwnas_draft_t *module);

#endif
