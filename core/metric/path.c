#include "metric/program.h"

const char *hwnas_path_name(hwnas_path_t path) {
  static const char *const names[HWNAS_PATHS] = {"plain", "avx2", "avx512"};
  return names[path];
}

#if defined(__x86_64__)
bool hwnas_path_runs(hwnas_path_t path) {
  switch (path) {
    case HWNAS_PATH_AVX2:
      return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2");
    case HWNAS_PATH_AVX512:
      return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
             hwnas_path_runs(HWNAS_PATH_AVX2);
    default:
      return true;
  }
}
#else
bool hwnas_path_runs(hwnas_path_t path) { return path == HWNAS_PATH_PLAIN; }
#endif

hwnas_path_t hwnas_path_best(void) {
  hwnas_path_t path = HWNAS_PATHS - 1;
  while (!hwnas_path_runs(path)) path--;
  return path;
}
