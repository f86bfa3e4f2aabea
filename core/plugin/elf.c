/* What must be known of a file before the system's loader may have it: the loader trusts the sizes that a
 * file states, so a half-copied module would kill the process; and so would the late arrival of a sanitizer.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/hash.h"
#include "plugin/internal.h"

static const char *sanitizer_name(uint32_t sanitizer) {
  switch (sanitizer) {
    case HWNAS_SANITIZER_NONE:
      return "no sanitizer";
    case HWNAS_SANITIZER_ADDRESS:
      return "AddressSanitizer";
    case HWNAS_SANITIZER_THREAD:
      return "ThreadSanitizer";
    default:
      return "an unknown sanitizer";
  }
}

static const char *sanitizer_flag(uint32_t sanitizer) {
  return sanitizer == HWNAS_SANITIZER_ADDRESS  ? "-fsanitize=address"
         : sanitizer == HWNAS_SANITIZER_THREAD ? "-fsanitize=thread"
                                               : "the same -fsanitize";
}

hwnas_status_t *hwnas_check_sanitizer(uint32_t sanitizer) {
  if (sanitizer == HWNAS_SANITIZER_NONE || sanitizer == HWNAS_SANITIZER) return NULL;
  hwnas_status_t *status =
      hwnas_status_make(HWNAS_ERROR_PLUGIN_VERSION, "plugin is built with %s, this host with %s",
                        sanitizer_name(sanitizer), sanitizer_name(HWNAS_SANITIZER));
  return hwnas_status_detail(status, "build hwnas with %s too, or the plugin without",
                             sanitizer_flag(sanitizer));
}

/* The runtimes of gcc are libraries; clang leaves the runtime to the host, and the loader then says what is
 * missing. */
static uint32_t linked_sanitizer(const unsigned char *bytes, size_t size) {
  static const char address[] = "libasan.so.", thread[] = "libtsan.so.";
  if (memmem(bytes, size, address, sizeof address - 1)) return HWNAS_SANITIZER_ADDRESS;
  if (memmem(bytes, size, thread, sizeof thread - 1)) return HWNAS_SANITIZER_THREAD;
  return HWNAS_SANITIZER_NONE;
}

static bool inside(uint64_t offset, uint64_t length, size_t size) {
  return offset <= size && length <= size - offset;
}

static hwnas_status_t *no_module(const char *what) {
  hwnas_status_t *status = hwnas_status_make(HWNAS_ERROR_NOT_A_PLUGIN, "the file is %s", what);
  return hwnas_status_detail(status, "build it again, or take it out of the folder of plugins");
}

static const char *machine_name(unsigned machine) {
  static const struct {
    unsigned machine;
    const char *name;
  } names[] = {{EM_386, "x86"},     {EM_X86_64, "x86-64"}, {EM_ARM, "arm"},   {EM_AARCH64, "aarch64"},
               {EM_RISCV, "riscv"}, {EM_PPC64, "ppc64"},   {EM_S390, "s390"}, {EM_LOONGARCH, "loongarch"}};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (names[i].machine == machine) return names[i].name;
  return "unknown";
}

/* The head of the file that this code itself was loaded from. */
static const ElfW(Ehdr) * own_head(void) {
  static const char here;
  Dl_info info;
  return dladdr(&here, &info) ? info.dli_fbase : NULL;
}

/* Of a file for another machine not even the sizes of the tables can be trusted. */
static hwnas_status_t *check_machine(const unsigned char *bytes) {
  ElfW(Ehdr) head;
  const ElfW(Ehdr) *own = own_head();
  memcpy(&head, bytes, sizeof head);
  if (!own) return NULL; /* the loader will say it, in its own words */
  bool same_form =
      head.e_ident[EI_CLASS] == own->e_ident[EI_CLASS] && head.e_ident[EI_DATA] == own->e_ident[EI_DATA];
  if (same_form && head.e_machine == own->e_machine) return NULL;
  /* The number stands at the same place in files of 32 and 64 bits, in the order of bytes of its own. */
  const unsigned char *at = bytes + offsetof(ElfW(Ehdr), e_machine);
  unsigned machine = head.e_ident[EI_DATA] == ELFDATA2MSB ? at[0] * 256u + at[1] : at[1] * 256u + at[0];
  hwnas_status_t *status =
      hwnas_status_make(HWNAS_ERROR_NOT_A_PLUGIN, "the file is for another architecture");
  status = hwnas_status_detail(status, "it is for %s (machine %u, %d bits), this host is for %s",
                               machine_name(machine), machine, head.e_ident[EI_CLASS] == ELFCLASS64 ? 64 : 32,
                               machine_name(own->e_machine));
  return hwnas_status_detail(status, "build it on this machine, or with a compiler for it");
}

static bool is_elf(const unsigned char *bytes, size_t size) {
  return size >= sizeof(ElfW(Ehdr)) && !memcmp(bytes, ELFMAG, SELFMAG);
}

static bool is_whole(const unsigned char *bytes, size_t size) {
  ElfW(Ehdr) head;
  memcpy(&head, bytes, sizeof head);
  if (head.e_phentsize != sizeof(ElfW(Phdr))) return false;
  if (!inside(head.e_phoff, (uint64_t)head.e_phnum * sizeof(ElfW(Phdr)), size)) return false;
  for (size_t i = 0; i < head.e_phnum; i++) {
    ElfW(Phdr) segment;
    memcpy(&segment, bytes + head.e_phoff + i * sizeof segment, sizeof segment);
    if (segment.p_type == PT_LOAD && !inside(segment.p_offset, segment.p_filesz, size)) return false;
  }
  return true;
}

static hwnas_status_t *check_bytes(const unsigned char *bytes, size_t size) {
  if (!is_elf(bytes, size)) return no_module("no shared object");
  HWNAS_TRY(check_machine(bytes));
  if (!is_whole(bytes, size))
    return hwnas_status_detail(hwnas_status_make(HWNAS_ERROR_PLUGIN_LOAD, "the file is cut short"),
                               "build or copy it again: %zu bytes are fewer than it says it has", size);
  return hwnas_check_sanitizer(linked_sanitizer(bytes, size));
}

static void fill_stamp(const struct stat *info, const void *bytes, size_t size, hwnas_stamp_t *out) {
  *out = (hwnas_stamp_t){
      .device = info->st_dev,
      .inode = info->st_ino,
      .size = size,
      .modified = (uint64_t)info->st_mtim.tv_sec * 1000000000u + (uint64_t)info->st_mtim.tv_nsec,
      .hash = hwnas_hash(bytes, size, 0)};
}

hwnas_status_t *hwnas_check_file(const char *path, hwnas_stamp_t *out) {
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return hwnas_status_make(HWNAS_ERROR_PLUGIN_LOAD, "%s", strerror(errno));
  struct stat info;
  hwnas_status_t *status = NULL;
  size_t size = fstat(file, &info) == 0 && info.st_size > 0 ? (size_t)info.st_size : 0;
  void *bytes = size ? mmap(NULL, size, PROT_READ, MAP_PRIVATE, file, 0) : MAP_FAILED;
  if (bytes != MAP_FAILED) {
    status = check_bytes(bytes, size);
    fill_stamp(&info, bytes, size, out);
    munmap(bytes, size);
  } else {
    status = size ? hwnas_status_make(HWNAS_ERROR_PLUGIN_LOAD, "%s", strerror(errno)) : no_module("empty");
  }
  close(file);
  return status;
}
