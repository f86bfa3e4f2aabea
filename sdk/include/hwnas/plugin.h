/* hwnas/plugin.h - what every hwnas plugin is made of.
 *
 * Standalone: freestanding C11 headers only, nothing to link against. One header per kind of
 * component stands beside this one (shape_formula.h, profiler.h, strategy.h, middleware.h, evaluator.h).
 *
 * Rules that hold for every declaration of the SDK:
 *   R1  Borrow in, copy out. Arguments are borrowed for the call. Results go into storage of the
 *       caller or through a function of the host. Nobody frees what the other side allocated.
 *   R2  Every struct that crosses the border starts with struct_size, set by whoever allocates it.
 *       Fields are only ever appended. Readers test with HWNAS_FITS / HWNAS_HAS, never for equality.
 *   R3  Fixed-width integers; no enums, bit-fields or bool in structs; no FILE, no errno, no
 *       longjmp and no C++ exception crosses the border.
 *   R4  Each function carries one thread tag: [any] any thread, concurrently; [serial] any thread,
 *       one call at a time per instance; [load] while the loader's lock is held.
 *   R5  A plugin keeps no global state, writes nothing to stdout or stderr, and draws random
 *       numbers only from the seed that it was given.
 */
#ifndef HWNAS_PLUGIN_H
#define HWNAS_PLUGIN_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Version of this ABI. A major change breaks; a minor one only appends. */
#define HWNAS_ABI_MAJOR 1u
#define HWNAS_ABI_MINOR 1u

/* True if the struct that p points to is large enough to hold member m. */
#define HWNAS_FITS(p, T, m) ((p)->struct_size >= offsetof(T, m) + sizeof((p)->m))
/* True if member m is there and not NULL. */
#define HWNAS_HAS(p, T, m) (HWNAS_FITS(p, T, m) && (p)->m)

/* ---- 1. Results and the call context --------------------------------------------------------- */

/* < 0: failed; 0: done; > 0: done, with a meaning. Values are only ever appended. */
typedef int32_t hwnas_result_t;
#define HWNAS_OK 0
#define HWNAS_EXHAUSTED 1     /* strategy: nothing is left to propose */
#define HWNAS_NEED_REPORTS 2  /* strategy: ask again after some reports */
#define HWNAS_NO_COST 3       /* cost functions: this operator has no cost known to me */
#define HWNAS_E_ARGUMENT (-1) /* what the caller gave is wrong; the message names it */
#define HWNAS_E_OPTION (-2)   /* an option's value is wrong in a way its table cannot say */
#define HWNAS_E_UNSUPPORTED (-3)
#define HWNAS_E_STATE (-4) /* called out of order */
#define HWNAS_E_DATA (-5)  /* a file or saved state is corrupt or belongs to another space */
#define HWNAS_E_RESOURCE (-6)
#define HWNAS_E_CANCELLED (-7)
#define HWNAS_E_INTERNAL (-8)

#define HWNAS_LOG_ERROR 0
#define HWNAS_LOG_WARNING 1
#define HWNAS_LOG_INFO 2
#define HWNAS_LOG_DEBUG 3

#if defined(__GNUC__)
#define HWNAS_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))
#else
#define HWNAS_PRINTF(fmt, args)
#endif

/* The context of one call; valid until that call returns, never to be stored. */
typedef struct hwnas_call hwnas_call_t;
struct hwnas_call {
  uint32_t struct_size, reserved;
  void *host;
  /* Records why the call fails and returns code. The text is for the user: name the value that is
   * wrong and what would be right; at most 1,000 bytes are kept. [any] */
  hwnas_result_t (*fail)(hwnas_call_t *, hwnas_result_t code, const char *format, ...) HWNAS_PRINTF(3, 4);
  /* One line for the log; level is HWNAS_LOG_*. [any] */
  void (*log)(hwnas_call_t *, int32_t level, const char *text);
  /* Not 0 once the user wants to stop. Ask at least every 10 ms in long loops. [any] */
  int32_t (*cancelled)(hwnas_call_t *);
  /* Memory that lives until the call returns; NULL if there is none. [any] */
  void *(*scratch)(hwnas_call_t *, size_t size);
  /* A table of functions of the host by its id, or NULL if this host has none such. [any] */
  const void *(*service)(hwnas_call_t *, const char *id);
};

/* ---- 2. Option tables: one table gives validation, defaults, help and schema ----------------- */

#define HWNAS_OPTION_BOOL 1
#define HWNAS_OPTION_INTEGER 2
#define HWNAS_OPTION_NUMBER 3
#define HWNAS_OPTION_STRING 4
#define HWNAS_OPTION_ENUM 5     /* one of choices */
#define HWNAS_OPTION_PATH 6     /* relative ones are resolved by the host against the file's folder */
#define HWNAS_OPTION_INTEGERS 7 /* a list of integers or one integer; or one of choices, if given */
#define HWNAS_OPTION_NUMBERS 8  /* a list of numbers or one number */
#define HWNAS_OPTION_STRINGS 9  /* a list of strings or one string */
#define HWNAS_OPTION_JSON 10    /* any JSON; string() gives its text. Not for operators. Since ABI 1.1 */

typedef struct hwnas_option {
  const char *name;
  const char *help;           /* one line, for people */
  int32_t type;               /* HWNAS_OPTION_* */
  uint32_t flags;             /* HWNAS_OPTION_FLAG_* */
  const char *default_json;   /* the default as JSON text; NULL: the option is required */
  double min, max;            /* inclusive range of numbers and of list entries; both 0: no range */
  const char *const *choices; /* NULL-terminated; for ENUM and INTEGERS */
  const char *unit;           /* or NULL */
  const char *replaced_by;    /* this name is an old alias of that one; or NULL */
} hwnas_option_t;
/* The option may be left out although it has no default; reading it then gives 0, NULL or no entries. */
#define HWNAS_OPTION_FLAG_OPTIONAL 1u
/* A string that is an expression over metrics and labels: the host makes its metrics ready before create. */
#define HWNAS_OPTION_FLAG_EXPRESSION 2u
/* Strings of which those that name a file, seen from the folder of the configuration file, become absolute
 * paths. */
#define HWNAS_OPTION_FLAG_FILES 4u
/* Integers of INTEGERS may be null, which is read as HWNAS_OPTION_NULL. */
#define HWNAS_OPTION_FLAG_NULLS 8u
#define HWNAS_OPTION_NULL INT64_MIN
/* A string that names a metric, perhaps: the host makes it ready before create. */
#define HWNAS_OPTION_FLAG_METRIC 16u

/* Values that have been checked against a table and completed by its defaults. Asking for a name
 * that the table lacks, or for another type than declared, gives 0, NULL or no entries. */
typedef struct hwnas_options hwnas_options_t;
struct hwnas_options {
  uint32_t struct_size, reserved;
  const void *host;
  int32_t (*has)(const hwnas_options_t *, const char *name);        /* [any] */
  int64_t (*integer)(const hwnas_options_t *, const char *name);    /* [any] */
  double (*number)(const hwnas_options_t *, const char *name);      /* [any] */
  const char *(*string)(const hwnas_options_t *, const char *name); /* NULL if it is numeric        [any] */
  /* Copies up to cap entries and returns how many there are. [any] */
  size_t (*integers)(const hwnas_options_t *, const char *name, int64_t *out, size_t cap);
  size_t (*numbers)(const hwnas_options_t *, const char *name, double *out, size_t cap);
  /* The texts live as long as the options. */
  size_t (*strings)(const hwnas_options_t *, const char *name, const char **out, size_t cap);
};

/* ---- 3. Instances ---------------------------------------------------------------------------- */

typedef struct hwnas_object hwnas_object_t; /* an instance; only the plugin knows what is behind it */

typedef struct hwnas_stream hwnas_stream_t; /* saved state, written or read in order [serial] */
struct hwnas_stream {
  uint32_t struct_size, reserved;
  void *host;
  hwnas_result_t (*write)(hwnas_stream_t *, const void *data, size_t size); /* NULL on a stream to read */
  int64_t (*read)(hwnas_stream_t *, void *data,
                  size_t size); /* bytes read, maybe fewer; 0 at the end; < 0 failed */
};

/* Reads size bytes; 0 unless there are so many. [serial] */
static inline int hwnas_stream_read_all(hwnas_stream_t *stream, void *data, size_t size) {
  size_t done = 0;
  while (done < size) {
    int64_t n = stream->read(stream, (char *)data + done, size - done);
    if (n <= 0 || (uint64_t)n > size - done) return 0;
    done += (size_t)n;
  }
  return 1;
}

/* ---- 4. What a module exports ---------------------------------------------------------------- */

/* One thing that a module offers. All of it is static data: listing, inspecting, help and schema
 * need no instance. */
typedef struct hwnas_component {
  uint32_t struct_size, flags;   /* HWNAS_COMPONENT_FLAG_* */
  const char *kind;              /* HWNAS_KIND_*: name and revision, e.g. "hwnas.profiler/1" */
  const char *name;              /* [a-z][a-z0-9_]*, what `use` says */
  const char *summary;           /* one line */
  const hwnas_option_t *options; /* may be NULL */
  uint32_t n_options, option_size;
  const void *table; /* the functions, of the struct that belongs to kind */
} hwnas_component_t;
/* Strategies and middleware: proposals do not depend on reports, so the host may ask far ahead. */
#define HWNAS_COMPONENT_FLAG_NO_REPORTS 1u
/* Same seed and same reports give the same proposals. */
#define HWNAS_COMPONENT_FLAG_DETERMINISTIC 2u

#define HWNAS_PLUGIN_MAGIC 0x534e5748u /* "HWNS" */

typedef struct hwnas_plugin {
  uint32_t magic, struct_size;                   /* these two never move */
  uint16_t abi_major;                            /* HWNAS_ABI_MAJOR of the headers it was built with */
  uint16_t abi_built;                            /* HWNAS_ABI_MINOR of those headers: information only */
  uint16_t abi_needed;                           /* highest minor whose fields are used without a test */
  uint16_t sanitizer;                            /* HWNAS_SANITIZER */
  const char *version, *license, *summary, *url; /* url may be NULL */
  const hwnas_component_t *const *components;    /* NULL-terminated */
} hwnas_plugin_t;

/* The one function that a module exports, named <file name without .so>_LTX_hwnas_plugin_query.
 * Pure: no I/O, no allocation, no threads, may be called often. Never NULL: the host compares the
 * versions, so that its message can name both sides. [load] */
typedef const hwnas_plugin_t *(*hwnas_plugin_query_fn)(uint32_t host_major, uint32_t host_minor);
#define HWNAS_PLUGIN_SYMBOL "hwnas_plugin_query"

#if defined(__GNUC__)
#define HWNAS_EXPORT __attribute__((visibility("default")))
#else
#define HWNAS_EXPORT
#endif

#define HWNAS_SANITIZER_NONE 0u
#define HWNAS_SANITIZER_ADDRESS 1u
#define HWNAS_SANITIZER_THREAD 2u
#if defined(__SANITIZE_ADDRESS__)
#define HWNAS_SANITIZER HWNAS_SANITIZER_ADDRESS
#elif defined(__SANITIZE_THREAD__)
#define HWNAS_SANITIZER HWNAS_SANITIZER_THREAD
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HWNAS_SANITIZER HWNAS_SANITIZER_ADDRESS
#elif __has_feature(thread_sanitizer)
#define HWNAS_SANITIZER HWNAS_SANITIZER_THREAD
#endif
#endif
#ifndef HWNAS_SANITIZER
#define HWNAS_SANITIZER HWNAS_SANITIZER_NONE
#endif

#define HWNAS_CONCAT_(a, b) a##b
#define HWNAS_CONCAT(a, b) HWNAS_CONCAT_(a, b)
#ifdef __cplusplus
#define HWNAS_EXTERN_C extern "C"
#else
#define HWNAS_EXTERN_C
#endif
/* HWNAS_PLUGIN(descriptor); once per module, with HWNAS_MODULE defined as the file's base name (the
 * CMake function hwnas_add_plugin does that). The name in the symbol keeps a library that the
 * module links from answering in its place. */
#define HWNAS_PLUGIN(descriptor)                                                                         \
  HWNAS_EXTERN_C HWNAS_EXPORT const hwnas_plugin_t *HWNAS_CONCAT(HWNAS_MODULE, _LTX_hwnas_plugin_query)( \
      uint32_t host_major, uint32_t host_minor);                                                         \
  const hwnas_plugin_t *HWNAS_CONCAT(HWNAS_MODULE, _LTX_hwnas_plugin_query)(uint32_t host_major,         \
                                                                            uint32_t host_minor) {       \
    (void)host_major;                                                                                    \
    (void)host_minor;                                                                                    \
    return &(descriptor);                                                                                \
  }                                                                                                      \
  typedef int hwnas_plugin_needs_a_semicolon_t
/* The whole of a module in one, for a module that needs nothing newer than ABI minor 0:
 *   HWNAS_PLUGIN_OF("1.2.0", "MIT", "One line for people", &component, &another);
 * Others write a descriptor of their own and give it to HWNAS_PLUGIN. */
#define HWNAS_PLUGIN_OF(version_text, license_text, summary_text, ...)                           \
  static const hwnas_component_t *const hwnas_plugin_components_of[] = {__VA_ARGS__, NULL};      \
  static const hwnas_plugin_t hwnas_plugin_of = {                                                \
      HWNAS_PLUGIN_MAGIC,        sizeof(hwnas_plugin_t), HWNAS_ABI_MAJOR, HWNAS_ABI_MINOR, 0,    \
      HWNAS_SANITIZER,           version_text,           license_text,    summary_text,    NULL, \
      hwnas_plugin_components_of};                                                               \
  HWNAS_PLUGIN(hwnas_plugin_of)

#ifdef __cplusplus
}
#endif
#endif
