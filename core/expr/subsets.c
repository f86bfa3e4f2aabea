#include "expr/subsets.h"

#define NUMBERS_MAX 65536 /* more cannot be told apart by a choice anyway */

size_t hwnas_subsets_count(size_t n, size_t k) {
  size_t count = 1;
  if (k == HWNAS_SUBSETS_ANY) return n > 16 ? HWNAS_SUBSETS_MAX + 1 : (size_t)1 << n;
  if (k > n) return 0;
  if (k > n - k) k = n - k;
  for (size_t i = 1; i <= k && count <= HWNAS_SUBSETS_MAX; i++) {
    if (n > NUMBERS_MAX) return HWNAS_SUBSETS_MAX + 1;
    count = count * (n - k + i) / i; /* a binomial again after every factor */
  }
  return count < HWNAS_SUBSETS_MAX + 1 ? count : HWNAS_SUBSETS_MAX + 1;
}

static hwnas_status_t *make_set(hwnas_arena_t *arena, const size_t *members, size_t n, hwnas_value_t *out) {
  hwnas_list_t *list = hwnas_arena_alloc(arena, sizeof *list);
  hwnas_value_t *items = hwnas_arena_alloc_array(arena, n, sizeof *items);
  if (!list || !items) return hwnas_status_no_memory();
  for (size_t i = 0; i < n; i++) items[i] = hwnas_value_int((int64_t)members[i]);
  *list = (hwnas_list_t){.n = n, .items = items};
  *out = (hwnas_value_t){.type = HWNAS_VALUE_SET, .list = list};
  return NULL;
}

/* The subset after this one; false after the last. members has room for n. */
static bool next_of_any_size(size_t *members, size_t *size, size_t n) {
  size_t after = *size ? members[*size - 1] + 1 : 0;
  if (after < n) {
    members[(*size)++] = after;
    return true;
  }
  if (*size < 2) return false;
  (*size)--;
  members[*size - 1]++;
  return true;
}

static bool next_of_size(size_t *members, size_t size, size_t n) {
  size_t at = size;
  while (at > 0 && members[at - 1] == n - size + at - 1) at--;
  if (at == 0) return false;
  members[at - 1]++;
  for (; at < size; at++) members[at] = members[at - 1] + 1;
  return true;
}

hwnas_status_t *hwnas_subsets_make(hwnas_arena_t *arena, size_t n, size_t k, const hwnas_list_t **out) {
  size_t count = hwnas_subsets_count(n, k), size = k == HWNAS_SUBSETS_ANY ? 0 : k;
  hwnas_list_t *list = hwnas_arena_alloc(arena, sizeof *list);
  hwnas_value_t *items = hwnas_arena_alloc_array(arena, count, sizeof *items);
  size_t *members = hwnas_arena_alloc_array(arena, n, sizeof *members);
  if (!list || !items || !members) return hwnas_status_no_memory();
  for (size_t i = 0; i < size && i < n; i++) members[i] = i;
  for (size_t i = 0; i < count; i++) {
    HWNAS_TRY(make_set(arena, members, size, &items[i]));
    if (k == HWNAS_SUBSETS_ANY)
      (void)next_of_any_size(members, &size, n);
    else
      (void)next_of_size(members, size, n);
  }
  *list = (hwnas_list_t){.n = count, .items = items};
  *out = list;
  return NULL;
}

/* One more than the largest member of all. */
static size_t find_bound(const hwnas_value_t *values, size_t count) {
  int64_t most = -1;
  for (size_t i = 0; i < count; i++) {
    const hwnas_list_t *set = values[i].type == HWNAS_VALUE_SET ? values[i].list : NULL;
    const hwnas_value_t *last = set && set->n ? &set->items[set->n - 1] : NULL;
    if (last && last->type == HWNAS_VALUE_INT && last->integer > most && last->integer < NUMBERS_MAX)
      most = last->integer;
  }
  return (size_t)(most + 1);
}

hwnas_status_t *hwnas_subsets_recognize(hwnas_arena_t *arena, const hwnas_value_t *values, size_t count,
                                        bool *out_are, size_t *out_n, size_t *out_k) {
  const hwnas_list_t *all = NULL;
  *out_are = false;
  if (count < 2 || values[0].type != HWNAS_VALUE_SET) return NULL;
  *out_n = find_bound(values, count);
  *out_k = values[0].list->n ? values[0].list->n : HWNAS_SUBSETS_ANY;
  if (count != hwnas_subsets_count(*out_n, *out_k)) return NULL;
  HWNAS_TRY(hwnas_subsets_make(arena, *out_n, *out_k, &all));
  *out_are = true;
  for (size_t i = 0; i < count && *out_are; i++)
    *out_are = values[i].type == HWNAS_VALUE_SET && hwnas_value_equal(&values[i], &all->items[i]);
  return NULL;
}
