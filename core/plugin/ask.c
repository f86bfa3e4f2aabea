/* What is known of modules that another process has loaded, and finding it out. */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/own_file.h"
#include "plugin/internal.h"

#define HELPER_SUBFOLDER "libexec/hwnas-1"
#define HELPER_NAME "hwnas-plugin-query"
#define AT_ONCE 128 /* modules per process: their paths must fit a command line */

/* ---- What is known --------------------------------------------------------------------------- */

typedef struct known {
  char *path; /* the same file under another name is another module */
  hwnas_stamp_t stamp;
  hwnas_status_t *answer; /* NULL: sound */
} known_t;

/* Modules stay in a process until its end, and so does what is known of them. */
static pthread_mutex_t known_lock = PTHREAD_MUTEX_INITIALIZER;
static known_t *known;
static size_t n_known, known_capacity;

static bool same_stamp(const hwnas_stamp_t *a, const hwnas_stamp_t *b) {
  return a->hash == b->hash && a->inode == b->inode && a->device == b->device && a->size == b->size &&
         a->modified == b->modified;
}

static const known_t *find_locked(const hwnas_question_t *question) {
  for (size_t i = 0; i < n_known; i++)
    if (same_stamp(&known[i].stamp, &question->stamp) && !strcmp(known[i].path, question->path))
      return &known[i];
  return NULL;
}

/* False if nothing is known; else *out is a copy of the answer. */
static bool recall(const hwnas_question_t *question, hwnas_status_t **out) {
  pthread_mutex_lock(&known_lock);
  const known_t *entry = find_locked(question);
  *out = entry ? hwnas_answer_copy(entry->answer) : NULL;
  pthread_mutex_unlock(&known_lock);
  return entry != NULL;
}

static bool is_known(const hwnas_question_t *question) {
  pthread_mutex_lock(&known_lock);
  bool found = find_locked(question) != NULL;
  pthread_mutex_unlock(&known_lock);
  return found;
}

static bool reserve_locked(void) {
  if (n_known < known_capacity) return true;
  size_t capacity = known_capacity ? 2 * known_capacity : 32;
  known_t *more = realloc(known, capacity * sizeof *more);
  if (!more) return false;
  known = more;
  known_capacity = capacity;
  return true;
}

/* Takes the answer over. A want of memory is no answer. */
static hwnas_status_t *remember(const hwnas_question_t *question, hwnas_status_t *answer) {
  if (answer && answer->error == HWNAS_ERROR_NO_MEMORY) return answer;
  known_t entry = {strdup(question->path), question->stamp, answer};
  pthread_mutex_lock(&known_lock);
  bool kept = entry.path && reserve_locked();
  if (kept) known[n_known++] = entry;
  pthread_mutex_unlock(&known_lock);
  if (kept) return NULL;
  free(entry.path);
  hwnas_status_destroy(answer);
  return hwnas_status_no_memory();
}

/* ---- Asking ---------------------------------------------------------------------------------- */

static hwnas_status_t *find_program(hwnas_arena_t *arena, const char **out) {
  const char *folder = NULL;
  HWNAS_TRY(hwnas_find_own(arena, HELPER_SUBFOLDER, &folder));
#ifdef HWNAS_HELPER_DIR
  if (!folder || !hwnas_is_folder(folder)) folder = HWNAS_HELPER_DIR;
#endif
  *out = hwnas_arena_printf(arena, "%s/" HELPER_NAME, folder ? folder : "/");
  HWNAS_TRY_ALLOC(*out);
  return NULL;
}

static hwnas_status_t *ending_error(const char *name, const hwnas_inquiry_t *inquiry) {
  switch (inquiry->ending) {
    case HWNAS_ENDING_SIGNAL:
      return hwnas_status_make(HWNAS_ERROR_PLUGIN_CRASHES,
                               "plugin '%s' crashes while it is asked what it offers (signal %d)", name,
                               inquiry->value);
    case HWNAS_ENDING_EXIT:
      return hwnas_status_make(HWNAS_ERROR_PLUGIN_CRASHES,
                               "plugin '%s' exits while it is asked what it offers (status %d)", name,
                               inquiry->value);
    case HWNAS_ENDING_SILENT:
      return hwnas_status_make(HWNAS_ERROR_PLUGIN_HANGS,
                               "plugin '%s' gives no answer when it is asked what it offers (%g s)", name,
                               inquiry->value / 1e3);
    default:
      return hwnas_status_make(HWNAS_ERROR_PLUGIN_CRASHES,
                               "plugin '%s' ends the process that asks what it offers", name);
  }
}

static hwnas_status_t *ending_answer(const hwnas_question_t *question, const hwnas_inquiry_t *inquiry,
                                     const char *program) {
  hwnas_status_t *status = hwnas_status_at(ending_error(question->name, inquiry), "%s", question->path);
  status = hwnas_status_detail(status, "to see it happen: %s %s", program, question->path);
  if (inquiry->ending == HWNAS_ENDING_SILENT)
    status = hwnas_status_detail(status, "if its disk is slow, set HWNAS_PLUGIN_TIMEOUT to more seconds");
  return hwnas_status_detail(status, "report it to its author, or rebuild it with the SDK of this hwnas");
}

/* Asks the first n and keeps their answers: *out_n of them, fewer if one ended the process. */
static hwnas_status_t *inquire(const char *program, const hwnas_question_t *questions, size_t n,
                               hwnas_inquiry_t *out) {
  const char *paths[AT_ONCE];
  hwnas_status_t *answers[AT_ONCE];
  for (size_t i = 0; i < n; i++) paths[i] = questions[i].path;
  out->answers = answers;
  hwnas_status_t *errors = hwnas_inquire(program, paths, n, out);
  for (size_t i = 0; i < out->n_answers; i++)
    hwnas_status_append(&errors, remember(&questions[i], answers[i]));
  out->answers = NULL;
  return errors;
}

/* In a process with others a module may pay for what another did to it, so it is asked again, alone; but not
 * if it only was slow, since that would cost the time again. */
static hwnas_status_t *judge(const char *program, const hwnas_question_t *question,
                             hwnas_inquiry_t *inquiry) {
  if (inquiry->n_answers > 0 && inquiry->ending != HWNAS_ENDING_SILENT) {
    HWNAS_TRY(inquire(program, question, 1, inquiry));
    if (inquiry->n_answers == 1) return NULL;
  }
  return remember(question, ending_answer(question, inquiry, program));
}

static hwnas_status_t *ask_list(const char *program, const hwnas_question_t *questions, size_t n) {
  while (n > 0) {
    hwnas_inquiry_t inquiry;
    size_t some = n < AT_ONCE ? n : AT_ONCE;
    HWNAS_TRY(inquire(program, questions, some, &inquiry));
    size_t done = inquiry.n_answers;
    if (done < some) HWNAS_TRY(judge(program, &questions[done++], &inquiry));
    questions += done;
    n -= done;
  }
  return NULL;
}

static bool is_among(const hwnas_question_t *questions, size_t n, const char *path) {
  for (size_t i = 0; i < n; i++)
    if (!strcmp(questions[i].path, path)) return true;
  return false;
}

hwnas_status_t *hwnas_ask_ahead(const hwnas_question_t *questions, size_t n) {
  hwnas_arena_t arena;
  hwnas_arena_init(&arena);
  const char *program = NULL;
  hwnas_question_t *unseen = hwnas_arena_alloc_array(&arena, n, sizeof *unseen);
  hwnas_status_t *status = unseen ? find_program(&arena, &program) : hwnas_status_no_memory();
  size_t n_unseen = 0;
  for (size_t i = 0; i < n && !status; i++)
    if (!is_among(unseen, n_unseen, questions[i].path) && !is_known(&questions[i]))
      unseen[n_unseen++] = questions[i];
  if (!status) status = ask_list(program, unseen, n_unseen);
  hwnas_arena_deinit(&arena);
  return status;
}

hwnas_status_t *hwnas_ask(const hwnas_question_t *question) {
  hwnas_status_t *answer = NULL;
  if (recall(question, &answer)) return answer;
  HWNAS_TRY(hwnas_ask_ahead(question, 1));
  return recall(question, &answer) ? answer : hwnas_status_no_memory();
}
