/* From process start to the first value: the whole command `hwnas profile SPACE --sample ...`, and the peak
 * of its memory. Reference: starting a process that does nothing (/bin/true). */
#define _GNU_SOURCE
#include "bench.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "hwnas/hwnas.h"

#define STARTS 15

extern char **environ;

typedef struct cost {
  double milliseconds; /* of the fastest start */
  double mebibytes;    /* peak of the resident memory */
} cost_t;

static void fail(const char *what) {
  fprintf(stderr, "startup: %s\n", what);
  exit(1);
}

static void start(char *const *arguments, const posix_spawn_file_actions_t *actions, cost_t *best) {
  pid_t child;
  int status;
  struct rusage usage;
  double begin = bench_now();
  if (posix_spawn(&child, arguments[0], actions, NULL, arguments, environ) != 0)
    fail("cannot start a process");
  if (wait4(child, &status, 0, &usage) != child || !WIFEXITED(status) || WEXITSTATUS(status) != 0)
    fail("a process failed");
  double took = (bench_now() - begin) * 1e3, peak = (double)usage.ru_maxrss / 1024;
  if (took < best->milliseconds) best->milliseconds = took;
  if (peak > best->mebibytes) best->mebibytes = peak;
}

static cost_t measure(char *const *arguments) {
  cost_t best = {.milliseconds = 1e9};
  posix_spawn_file_actions_t actions;
  if (posix_spawn_file_actions_init(&actions) != 0 ||
      posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0) != 0)
    fail("out of memory");
  for (int i = 0; i < STARTS; i++) start(arguments, &actions, &best);
  posix_spawn_file_actions_destroy(&actions);
  return best;
}

/* bin/hwnas of the build tree that this program lies in. */
static void find_command(char *out, size_t size) {
  ssize_t n = readlink("/proc/self/exe", out, size - 1);
  if (n <= 0) fail("/proc/self/exe cannot be read");
  out[n] = '\0';
  for (int i = 0; i < 2; i++) *strrchr(out, '/') = '\0';
  size_t used = strlen(out);
  snprintf(out + used, size - used, "/bin/hwnas");
}

/* One network of the space, as JSON. */
static char *draw(hwnas_context_t *context, const char *name) {
  hwnas_space_t *space = NULL;
  char *sample = NULL;
  bench_check(hwnas_space_open(context, name, NULL, &space));
  uint16_t *point = calloc(hwnas_space_choices(space) + 1, sizeof *point);
  if (!point) fail("out of memory");
  bench_check(hwnas_space_draw(space, 1, 1, point));
  bench_check(hwnas_sample_json(space, point, &sample));
  free(point);
  hwnas_space_destroy(space);
  return sample;
}

static char *word(const char *text) { return (char *)(uintptr_t)text; }

int main(int argc, char **argv) {
  static const char *const spaces[] = {"nasbench201",  "proxyless_nas", "shufflenet", "autoformer",
                                       "mobilenet_v3", "darts",         "nasnet",     "nasbench101"};
  char command[4096], figure[64];
  bool json = bench_json(argc, argv);
  hwnas_context_t *context = NULL;
  find_command(command, sizeof command);
  bench_check(hwnas_context_create(NULL, 0, &context));
  cost_t nothing = measure((char *[]){word("/bin/true"), NULL});
  for (size_t i = 0; i < sizeof spaces / sizeof *spaces; i++) {
    char *sample = draw(context, spaces[i]);
    cost_t cost = measure((char *[]){command, word("profile"), word(spaces[i]), word("--metrics"),
                                     word("flops,params"), word("--sample"), sample, NULL});
    snprintf(figure, sizeof figure, "%s start to value", spaces[i]);
    bench_print(json, "startup", figure, cost.milliseconds, "ms", "/bin/true", nothing.milliseconds);
    snprintf(figure, sizeof figure, "%s peak memory", spaces[i]);
    bench_print(json, "startup", figure, cost.mebibytes, "MiB", "/bin/true", nothing.mebibytes);
    free(sample);
  }
  hwnas_context_destroy(context);
  return 0;
}
