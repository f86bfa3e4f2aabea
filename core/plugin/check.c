/* Is a descriptor what the ABI says it must be? */
#include <string.h>

#include "plugin/internal.h"

/* The sizes of ABI 1.0: what a plugin must at least have. They never grow. */
#define PLUGIN_MIN (offsetof(hwnas_plugin_t, components) + sizeof(void *))
#define COMPONENT_MIN (offsetof(hwnas_component_t, table) + sizeof(void *))

static hwnas_status_t *check_head(const hwnas_plugin_t *plugin) {
  if (!plugin) return hwnas_status_make(HWNAS_ERROR_PLUGIN_BROKEN, "the entry function returned nothing");
  if (plugin->magic != HWNAS_PLUGIN_MAGIC)
    return hwnas_status_detail(
        hwnas_status_make(HWNAS_ERROR_PLUGIN_BROKEN, "the descriptor does not begin with the mark of hwnas"),
        "magic is 0x%08x, must be 0x%08x", plugin->magic, HWNAS_PLUGIN_MAGIC);
  if (plugin->struct_size < PLUGIN_MIN)
    return hwnas_status_detail(hwnas_status_make(HWNAS_ERROR_PLUGIN_BROKEN, "the descriptor is too small"),
                               "struct_size is %u, must be at least %zu: set it to sizeof(hwnas_plugin_t)",
                               plugin->struct_size, PLUGIN_MIN);
  return NULL;
}

static hwnas_status_t *check_version(const hwnas_plugin_t *plugin) {
  unsigned major = plugin->abi_major, needed = plugin->abi_needed;
  if (major == HWNAS_ABI_MAJOR && needed <= HWNAS_ABI_MINOR) return NULL;
  hwnas_status_t *status =
      hwnas_status_make(HWNAS_ERROR_PLUGIN_VERSION, "plugin needs ABI %u.%u, this host offers %u.%u", major,
                        needed, HWNAS_ABI_MAJOR, HWNAS_ABI_MINOR);
  status =
      hwnas_status_detail(status, "it was built with the headers of ABI %u.%u", major, plugin->abi_built);
  bool newer = major > HWNAS_ABI_MAJOR || (major == HWNAS_ABI_MAJOR && needed > HWNAS_ABI_MINOR);
  return hwnas_status_detail(status, newer ? "update hwnas, or rebuild the plugin with the SDK of this hwnas"
                                           : "rebuild the plugin with the SDK of this hwnas");
}

static hwnas_status_t *check_texts(const hwnas_plugin_t *plugin) {
  const char *missing = !plugin->version   ? "version"
                        : !plugin->license ? "license"
                        : !plugin->summary ? "summary"
                                           : NULL;
  if (missing) return hwnas_status_make(HWNAS_ERROR_PLUGIN_BROKEN, "the descriptor has no %s", missing);
  if (!plugin->components || !plugin->components[0])
    return hwnas_status_make(HWNAS_ERROR_PLUGIN_BROKEN, "the descriptor offers no component");
  return NULL;
}

static bool is_name(const char *text) {
  if (*text < 'a' || *text > 'z') return false;
  return text[strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_")] == '\0';
}

static hwnas_status_t *check_component(const hwnas_component_t *component, size_t index) {
  if (component->struct_size < COMPONENT_MIN)
    return hwnas_status_detail(
        hwnas_status_make(HWNAS_ERROR_PLUGIN_BROKEN, "component number %zu is too small", index + 1),
        "struct_size is %u, must be at least %zu: set it to sizeof(hwnas_component_t)",
        component->struct_size, COMPONENT_MIN);
  const char *missing = !component->kind      ? "kind"
                        : !component->name    ? "name"
                        : !component->summary ? "summary"
                                              : NULL;
  if (missing)
    return hwnas_status_make(HWNAS_ERROR_PLUGIN_BROKEN, "component number %zu has no %s", index + 1, missing);
  if (!is_name(component->name))
    return hwnas_status_detail(
        hwnas_status_make(HWNAS_ERROR_PLUGIN_BROKEN, "'%s' cannot be a component's name", component->name),
        "names are lower-case letters, digits and '_', and begin with a letter");
  HWNAS_TRY(hwnas_check_options(component));
  return hwnas_kind_known(component->kind) ? hwnas_check_table(component) : NULL;
}

static hwnas_status_t *check_repeated(const hwnas_component_t *const *components, size_t index) {
  for (size_t i = 0; i < index; i++)
    if (!strcmp(components[i]->kind, components[index]->kind) &&
        !strcmp(components[i]->name, components[index]->name))
      return hwnas_status_make(HWNAS_ERROR_PLUGIN_BROKEN, "component '%s' is offered twice",
                               components[index]->name);
  return NULL;
}

hwnas_status_t *hwnas_check_plugin(const hwnas_plugin_t *plugin) {
  HWNAS_TRY(check_head(plugin));
  HWNAS_TRY(check_version(plugin));
  HWNAS_TRY(hwnas_check_sanitizer(plugin->sanitizer));
  HWNAS_TRY(check_texts(plugin));
  for (size_t i = 0; plugin->components[i]; i++) {
    HWNAS_TRY(check_component(plugin->components[i], i));
    HWNAS_TRY(check_repeated(plugin->components, i));
  }
  return NULL;
}
