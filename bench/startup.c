/* From process start to the first value: the whole command `hwnas profile SPACE`. Reference: starting a
 * process that does nothing (/bin/true). Peak memory beside it. */
#include "bench.h"

#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

/* Milliseconds of the fastest of some starts; peak memory of the children in MiB. */
static double start_once(char *const *arguments) {
  pid_t child;
  int status;
  double start = bench_now();
  if (posix_spawn(&child, arguments[0], NULL, NULL, arguments, environ) != 0 ||
      waitpid(child, &status, 0) != child || !WIFEXITED(status) || WEXITSTATUS(status) != 0) {
    fprintf(stderr, "cannot run %s\n", arguments[0]);
    exit(1);
  }
  return (bench_now() - start) * 1e3;
}

static double fastest(char *const *arguments) {
  double best = 1e9;
  for (int i = 0; i < 15; i++) {
    double took = start_once(arguments);
    if (took < best) best = took;
  }
  return best;
}

/* bin/hwnas of the build tree that this program lies in. */
static void find_command(char *out, size_t size) {
  ssize_t n = readlink("/proc/self/exe", out, size - 1);
  if (n <= 0) exit(1);
  out[n] = '\0';
  for (int i = 0; i < 2; i++) *strrchr(out, '/') = '\0';
  size_t used = strlen(out);
  snprintf(out + used, size - used, "/bin/hwnas");
}

static double peak_mib(void) {
  struct rusage usage;
  getrusage(RUSAGE_CHILDREN, &usage);
  return (double)usage.ru_maxrss / 1024;
}

int main(int argc, char **argv) {
  static const char *const spaces[] = {"nasbench201", "proxyless_nas", "mobilenet_v3"};
  char command[4096], figure[64];
  bool json = bench_json(argc, argv);
  find_command(command, sizeof command);
  char *const nothing[] = {(char *)(uintptr_t) "/bin/true", NULL};
  double reference = fastest(nothing);
  if (!freopen("/dev/null", "w", stderr)) return 1;
  for (size_t i = 0; i < 3; i++) {
    const char *const words[] = {command, "space", "sample", spaces[i], "-n", "1"};
    const char *const profile[] = {
        command, "profile", spaces[i], "--metrics", "flops,params", "--samples", "/tmp/hwnas-bench-sample"};
    char *sample[8] = {0}, *arguments[9] = {0};
    for (size_t k = 0; k < 6; k++) sample[k] = (char *)(uintptr_t)words[k];
    for (size_t k = 0; k < 7; k++) arguments[k] = (char *)(uintptr_t)profile[k];
    int saved = dup(1);
    if (!freopen(profile[6], "w", stdout)) return 1;
    start_once(sample);
    if (!freopen("/dev/null", "w", stdout)) return 1;
    double took = fastest(arguments);
    fflush(stdout);
    dup2(saved, 1);
    close(saved);
    unlink(profile[6]);
    snprintf(figure, sizeof figure, "%s start to value (peak %.0f MiB)", spaces[i], peak_mib());
    bench_print(json, "startup", figure, took, "ms", "/bin/true", reference);
  }
  return 0;
}
