/* Gives a target every file of some folders, in place of libFuzzer: any compiler and sanitizer will do. */
#define _GNU_SOURCE
#include <dirent.h>

#include "../target.h"

static int replay(const char *path) {
  FILE *file = fopen(path, "rb");
  uint8_t *text = NULL;
  long size = 0;
  bool read = file && fseek(file, 0, SEEK_END) == 0 && (size = ftell(file)) >= 0;
  if (read) text = malloc((size_t)size + 1);
  if (read) rewind(file);
  read = read && text && fread(text, 1, (size_t)size, file) == (size_t)size;
  if (file) fclose(file);
  if (read) {
    printf("%s\n", path); /* of a crash, the last line tells the file */
    fflush(stdout);
    LLVMFuzzerTestOneInput(text, (size_t)size);
  } else {
    fprintf(stderr, "cannot read %s\n", path);
  }
  free(text);
  return read ? 1 : -1;
}

/* Number of files; -1: one could not be read. */
static int replay_folder(const char *folder) {
  char path[4096];
  int n = 0, one = 0;
  DIR *entries = opendir(folder);
  if (!entries) fprintf(stderr, "cannot open %s\n", folder);
  if (!entries) return -1;
  for (struct dirent *entry; one >= 0 && (entry = readdir(entries));) {
    if (entry->d_name[0] == '.') continue;
    snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
    one = replay(path);
    n += one;
  }
  closedir(entries);
  return one < 0 ? -1 : n;
}

int main(int argc, char **argv) {
  int n = 0;
  for (int i = 1; i < argc; i++) {
    int here = replay_folder(argv[i]);
    if (here < 0) return 1;
    n += here;
  }
  if (n == 0) fprintf(stderr, "usage: %s FOLDER...: gives the target every file in them\n", argv[0]);
  return n == 0;
}
