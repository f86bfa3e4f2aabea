#include "base/limits.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* What the largest values rest on: look-ups count cells times metrics in 31 bits, jansson counts the bytes of
 * a text in an int. */
static const hwnas_limit_info_t infos[HWNAS_LIMITS] = {
    [HWNAS_LIMIT_MODULES] = {"modules", 200000, 1, 10000000, "modules",
                             "after unfolding; as many turns of all \"for\" together"},
    [HWNAS_LIMIT_MEMORY] = {"memory", 512, 1, 1048576, "MiB", "that the space takes"},
    [HWNAS_LIMIT_STEPS] = {"steps", (uint64_t)1 << 25, 1, (uint64_t)1 << 40, "steps",
                           "to compute all expressions"},
    [HWNAS_LIMIT_TABLE] = {"table", 1 << 20, 1, 1 << 24, "cells",
                           "of a value: combinations of the choices it depends on"},
    [HWNAS_LIMIT_DERIVE] = {"derive", 1024, 1, 1 << 24, "cells",
                            "of a value; beyond, a variable is derived if that helps"},
    [HWNAS_LIMIT_CHOICES] = {"choices", 4096, 1, 1 << 20, "choices", "of the space"},
    [HWNAS_LIMIT_FILE] = {"file", 64, 1, 1024, "MiB", "of a space file"},
};

const hwnas_limit_info_t *hwnas_limit_info(hwnas_limit_t limit) { return &infos[limit]; }

uint64_t hwnas_limit_value(const hwnas_space_limits_t *limits, hwnas_limit_t limit) {
  return limits && limits->set[limit] ? limits->set[limit] : infos[limit].otherwise;
}

static hwnas_status_t *unknown(const char *name) {
  const char *names[HWNAS_LIMITS];
  hwnas_str_t list;
  hwnas_str_init(&list);
  for (size_t i = 0; i < HWNAS_LIMITS; i++) {
    names[i] = infos[i].name;
    hwnas_str_appendf(&list, "%s%s", i ? ", " : "", names[i]);
  }
  hwnas_status_t *status = hwnas_status_make(HWNAS_ERROR_LIMIT_VALUE, "no limit '%s' can be set", name);
  if (hwnas_suggest(name, names, HWNAS_LIMITS)) hwnas_status_suggest(status, name, names, HWNAS_LIMITS);
  hwnas_status_detail(status, "the limits: %s", list.text);
  hwnas_str_deinit(&list);
  return status;
}

static hwnas_status_t *outside(const hwnas_limit_info_t *info) {
  hwnas_status_t *status =
      hwnas_status_make(HWNAS_ERROR_LIMIT_VALUE, "'%s' must be a whole number from %" PRIu64 " to %" PRIu64,
                        info->name, info->min, info->max);
  return hwnas_status_detail(status, "default: %" PRIu64 " %s %s", info->otherwise, info->unit, info->help);
}

hwnas_status_t *hwnas_limits_set(hwnas_space_limits_t *limits, const char *name, uint64_t value) {
  for (size_t i = 0; i < HWNAS_LIMITS; i++) {
    if (strcmp(infos[i].name, name) != 0) continue;
    if (value < infos[i].min || value > infos[i].max) return outside(&infos[i]);
    limits->set[i] = value;
    return NULL;
  }
  return unknown(name);
}

hwnas_status_t *hwnas_limit_advise(hwnas_status_t *status, hwnas_limit_t limit, uint64_t present,
                                   uint64_t needed) {
  const hwnas_limit_info_t *info = &infos[limit];
  if (present >= info->max || needed > info->max) return status;
  uint64_t next = 2 * present;
  while (next < needed) next *= 2;
  if (next > info->max) next = info->max;
  return hwnas_status_detail(status, "to allow more: --limit %s=%" PRIu64, info->name, next);
}

void hwnas_limits_print(hwnas_str_t *out) {
  char usual[48], range[48];
  for (size_t i = 0; i < HWNAS_LIMITS; i++) {
    snprintf(usual, sizeof usual, "%" PRIu64 " %s", infos[i].otherwise, infos[i].unit);
    snprintf(range, sizeof range, "%" PRIu64 "..%" PRIu64, infos[i].min, infos[i].max);
    hwnas_str_appendf(out, "  %-7s  %-14s  %-16s  %s\n", infos[i].name, usual, range, infos[i].help);
  }
}
