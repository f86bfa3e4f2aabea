/* What the files of this folder share. */
#ifndef HWNAS_CORE_PLUGIN_INTERNAL_H
#define HWNAS_CORE_PLUGIN_INTERNAL_H

#include "base/arena.h"
#include "base/status.h"
#include "base/str.h"
#include "hwnas/plugin.h"
#include "plugin/plugin.h"

/* Errors unless the descriptor keeps the rules of the ABI; plugin may be anything that a module returned. */
hwnas_status_t *hwnas_check_plugin(const hwnas_plugin_t *plugin);
/* The same for an option table; owner stands in messages. */
hwnas_status_t *hwnas_check_options(const hwnas_component_t *component);
/* The same for the functions behind a component of a known kind. */
hwnas_status_t *hwnas_check_table(const hwnas_component_t *component);
bool hwnas_kind_known(const char *kind);

/* What tells one state of a file from another. */
typedef struct hwnas_stamp {
  uint64_t device, inode, size, modified; /* modified in nanoseconds */
  uint64_t hash;                          /* of the content */
} hwnas_stamp_t;

/* Errors unless the file is a whole shared object that may be loaded into this process. Not a line of its
 * code is run. */
hwnas_status_t *hwnas_check_file(const char *path, hwnas_stamp_t *out);
/* The error for a module of another sanitizer than this host. */
hwnas_status_t *hwnas_check_sanitizer(uint32_t sanitizer);

/* PLUGIN_UNSAFE if everybody may write the file or folder; PLUGIN_LOAD if it cannot be looked at. */
hwnas_status_t *hwnas_check_safe(const char *path);
/* The names of the *.so files of a folder, sorted. Sets folder->state and n_files. Errors: PLUGIN_UNSAFE,
 * PLUGIN_LOAD, NO_MEMORY. A missing folder is none. */
hwnas_status_t *hwnas_folder_read(hwnas_arena_t *arena, hwnas_plugin_folder_t *folder,
                                  const char *const **out_names);

/* One module that is to be asked; all borrowed. */
typedef struct hwnas_question {
  const char *name, *path; /* absolute, without symbolic links */
  hwnas_stamp_t stamp;
} hwnas_question_t;

/* A module that can be opened, looked at from outside: where it is, who may write it, whether it is whole.
 * *out lives in arena, without a plugin. */
hwnas_status_t *hwnas_module_examine(hwnas_arena_t *arena, const char *path, const char *origin,
                                     hwnas_plugin_file_t **out, hwnas_stamp_t *out_stamp);

/* NULL if a process that loaded the module and judged it came to a good end; else its error, or
 * PLUGIN_CRASHES, PLUGIN_HANGS, PLUGIN_UNASKED. A file in a state that was seen before is not asked again. */
hwnas_status_t *hwnas_ask(const hwnas_question_t *question);
/* Asks as many as possible in one process, so that hwnas_ask() knows the answers. Errors: NO_MEMORY,
 * PLUGIN_UNASKED. */
hwnas_status_t *hwnas_ask_ahead(const hwnas_question_t *questions, size_t n);

typedef enum hwnas_ending {
  HWNAS_ENDING_WELL,    /* an answer for every module */
  HWNAS_ENDING_SIGNAL,  /* the module after the last answer ended the process: value is the signal */
  HWNAS_ENDING_EXIT,    /* it called exit(): value is the status */
  HWNAS_ENDING_UNKNOWN, /* the process ended, but this host ignores how its children end */
  HWNAS_ENDING_SILENT   /* the time ran out: value is its limit in milliseconds */
} hwnas_ending_t;

/* What one process said. */
typedef struct hwnas_inquiry {
  hwnas_status_t **answers; /* of the caller: room for n; NULL is a sound module */
  size_t n_answers;         /* fewer than n if one of them ended the process */
  hwnas_ending_t ending;
  int value;
} hwnas_inquiry_t;

/* Runs program for n modules. Errors: NO_MEMORY, PLUGIN_UNASKED. The answers are the caller's, after an error
 * too. */
hwnas_status_t *hwnas_inquire(const char *program, const char *const *paths, size_t n,
                              hwnas_inquiry_t *inquiry);

/* An answer as a line of JSON without its end, and back. parse gives PLUGIN_UNASKED, as the answer, for what
 * is no answer. */
void hwnas_answer_print(const hwnas_status_t *answer, hwnas_str_t *out);
hwnas_status_t *hwnas_answer_parse(const char *line, size_t length);
/* A copy with its causes. */
hwnas_status_t *hwnas_answer_copy(const hwnas_status_t *answer);

#endif
