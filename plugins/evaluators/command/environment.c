/* The environment of the program: that of the search, what the options set, and the devices of the worker. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "command.h"

void command_free_texts(char **texts) {
  for (size_t i = 0; texts && texts[i]; i++) free(texts[i]);
  free(texts);
}

char **command_copy_texts(const char *const *texts, size_t n, size_t room) {
  char **out = calloc(n + room + 1, sizeof *out);
  for (size_t i = 0; out && i < n; i++) {
    out[i] = strdup(texts[i]);
    if (out[i]) continue;
    command_free_texts(out);
    return NULL;
  }
  return out;
}

/* Replaces NAME=... of the environment, or adds it; the array has room. */
static int set_variable(char **environment, const char *setting) {
  size_t name = strcspn(setting, "=") + 1, i = 0;
  while (environment[i] && strncmp(environment[i], setting, name) != 0) i++;
  free(environment[i]);
  environment[i] = strdup(setting);
  return environment[i] != NULL;
}

hwnas_result_t command_read_environment(command_t *self, hwnas_call_t *call, const hwnas_options_t *options) {
  size_t n = 0, n_settings = options->strings(options, "env", NULL, 0);
  const char **settings = call->scratch(call, (n_settings + 1) * sizeof *settings);
  while (environ[n]) n++;
  self->environment = command_copy_texts((const char *const *)environ, n, n_settings);
  if (!settings || !self->environment) return call->fail(call, HWNAS_E_RESOURCE, "out of memory");
  options->strings(options, "env", settings, n_settings);
  for (size_t i = 0; i < n_settings; i++) {
    if (!strchr(settings[i], '=') || settings[i][0] == '=')
      return call->fail(call, HWNAS_E_OPTION, "option 'env' holds '%s', which is not NAME=VALUE",
                        settings[i]);
    if (!set_variable(self->environment, settings[i]))
      return call->fail(call, HWNAS_E_RESOURCE, "out of memory");
  }
  return HWNAS_OK;
}

/* They take the place of a CUDA_VISIBLE_DEVICES that the environment may have. */
static void drop_variable(char **environment, const char *setting) {
  size_t name = strlen(setting), kept = 0;
  for (size_t i = 0; environment[i]; i++) {
    if (strncmp(environment[i], setting, name) == 0)
      free(environment[i]);
    else
      environment[kept++] = environment[i];
  }
  environment[kept] = NULL;
}

hwnas_result_t command_read_devices(command_t *self, hwnas_call_t *call, const hwnas_options_t *options) {
  static const char variable[] = "CUDA_VISIBLE_DEVICES=";
  const char *devices[DEVICES_MAX];
  size_t n = options->strings(options, "devices", devices, DEVICES_MAX);
  if (n == 0) return HWNAS_OK;
  if (n > DEVICES_MAX)
    return call->fail(call, HWNAS_E_OPTION, "option 'devices' has more than %d entries", DEVICES_MAX);
  self->devices = calloc(n + 1, sizeof *self->devices);
  if (!self->devices) return call->fail(call, HWNAS_E_RESOURCE, "out of memory");
  for (size_t i = 0; i < n; i++) {
    if (asprintf(&self->devices[i], "%s%s", variable, devices[i]) >= 0) continue;
    self->devices[i] = NULL;
    return call->fail(call, HWNAS_E_RESOURCE, "out of memory");
  }
  drop_variable(self->environment, variable);
  return HWNAS_OK;
}

static size_t count_texts(char **texts) {
  size_t n = 0;
  while (texts && texts[n]) n++;
  return n;
}

char **command_environment(const command_t *self, const hwnas_trial_t *trial) {
  size_t n = count_texts(self->environment), n_devices = count_texts(self->devices);
  char **out = calloc(n + 2, sizeof *out);
  if (!out) return NULL;
  for (size_t i = 0; i < n; i++) out[i] = self->environment[i];
  uint32_t worker = HWNAS_FITS(trial, hwnas_trial_t, worker) ? trial->worker : 0;
  if (n_devices > 0) out[n] = self->devices[worker % n_devices];
  return out;
}
