#include "trellis/order.h"

typedef struct placer {
  hwnas_order_t *order;
  bool *met;       /* per variable */
  uint32_t *stack; /* each variable lies on it at most once */
  size_t n;
} placer_t;

static void push(placer_t *placer, uint32_t variable) {
  if (placer->met[variable]) return;
  placer->met[variable] = true;
  placer->stack[placer->n++] = variable;
}

/* Choices of lower numbers first. */
static void push_axes(placer_t *placer, const hwnas_table_t *table) {
  for (uint32_t a = table->n_axes; a-- > 0;) push(placer, table->axes[a]);
}

/* What decides whether a choice is active comes before it, and has fewer values that way. */
static void push_activity(placer_t *placer, uint32_t variable) {
  const hwnas_space_t *space = placer->order->space;
  const hwnas_choice_t *choice = &space->choices[space->variables.items[variable]->choice];
  for (size_t i = 0; i < choice->n_active; i++)
    if (choice->active[i]) push_axes(placer, choice->active[i]);
}

/* Gives places to what lies on the stack, and in place of a derived variable to what it is derived from. */
static void place(placer_t *placer) {
  hwnas_order_t *order = placer->order;
  while (placer->n > 0) {
    uint32_t variable = placer->stack[placer->n - 1];
    const hwnas_table_t *causes = order->space->variables.items[variable]->table;
    size_t before = placer->n;
    if (!causes) push_activity(placer, variable);
    if (placer->n > before) continue;
    placer->n--;
    if (causes)
      push_axes(placer, causes);
    else
      order->choices[order->n++] = variable;
  }
}

static void place_all(placer_t *placer) {
  const hwnas_space_t *space = placer->order->space;
  for (size_t u = 0; u < space->n_uses; u++) {
    if (space->uses[u].guard) push_axes(placer, space->uses[u].guard);
    place(placer);
    push_axes(placer, space->uses[u].ops);
    place(placer);
  }
  for (size_t c = 0; c < space->n_choices; c++) {
    push(placer, space->choices[c].variable);
    place(placer);
  }
}

void hwnas_order_set_times(hwnas_order_t *order) {
  const hwnas_variables_t *variables = &order->space->variables;
  for (size_t l = 0; l < order->n; l++) order->times[order->choices[l]] = (uint64_t)l << 32;
  for (size_t v = 0; v < variables->n; v++) {
    const hwnas_table_t *causes = variables->items[v]->table;
    size_t layer = 0;
    for (uint32_t a = 0; causes && a < causes->n_axes; a++)
      if (hwnas_order_layer(order, causes->axes[a]) > layer)
        layer = hwnas_order_layer(order, causes->axes[a]);
    if (causes) order->times[v] = ((uint64_t)layer << 32) + v + 1;
  }
}

hwnas_status_t *hwnas_order_make(hwnas_arena_t *arena, const hwnas_space_t *space, hwnas_order_t *out) {
  size_t n = space->variables.n;
  *out = (hwnas_order_t){.space = space,
                         .choices = hwnas_arena_alloc_array(arena, space->n_choices, sizeof(uint32_t)),
                         .times = hwnas_arena_alloc_array(arena, n, sizeof(uint64_t))};
  placer_t placer = {.order = out,
                     .met = hwnas_arena_alloc_array(arena, n, sizeof(bool)),
                     .stack = hwnas_arena_alloc_array(arena, n, sizeof(uint32_t))};
  if (!out->choices || !out->times || !placer.met || !placer.stack) return hwnas_status_no_memory();
  place_all(&placer);
  hwnas_order_set_times(out);
  return NULL;
}
