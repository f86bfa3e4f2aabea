#include "space/sample_printer.h"

#define DOMAIN_KEPT 256 /* values of a domain whose texts are worth their memory */

static void print_member(const hwnas_choice_t *choice, uint32_t index, hwnas_str_t *out) {
  hwnas_json_print_string(choice->label, out);
  hwnas_str_append(out, ":");
  hwnas_value_print_json(&choice->domain[index], out);
}

static hwnas_status_t *keep_member(hwnas_sample_printer_t *printer, const hwnas_choice_t *choice,
                                   uint32_t index, hwnas_sample_member_t *out) {
  hwnas_str_t text;
  hwnas_str_init(&text);
  print_member(choice, index, &text);
  out->length = text.length;
  out->text = hwnas_arena_keep(&printer->arena, &text);
  return out->text ? NULL : hwnas_status_no_memory();
}

hwnas_status_t *hwnas_sample_printer_init(hwnas_sample_printer_t *printer, const hwnas_space_t *space) {
  hwnas_arena_init(&printer->arena);
  printer->space = space;
  printer->members = hwnas_arena_alloc_array(&printer->arena, space->n_choices, sizeof *printer->members);
  HWNAS_TRY_ALLOC(printer->members);
  for (size_t c = 0; c < space->n_choices; c++) {
    const hwnas_choice_t *choice = &space->choices[c];
    if (choice->n > DOMAIN_KEPT) continue;
    hwnas_sample_member_t *members = hwnas_arena_alloc_array(&printer->arena, choice->n, sizeof *members);
    HWNAS_TRY_ALLOC(members);
    for (uint32_t i = 0; i < choice->n; i++) HWNAS_TRY(keep_member(printer, choice, i, &members[i]));
    printer->members[c] = members;
  }
  return NULL;
}

void hwnas_sample_printer_deinit(hwnas_sample_printer_t *printer) { hwnas_arena_deinit(&printer->arena); }

void hwnas_sample_printer_print(const hwnas_sample_printer_t *printer, const uint16_t *point,
                                hwnas_str_t *out) {
  const hwnas_space_t *space = printer->space;
  const char *separator = "{";
  uint16_t room[hwnas_space_room(space)];
  const uint16_t *full = hwnas_space_full(space, point, room);
  for (size_t c = 0; c < space->n_choices; c++) {
    if (!hwnas_choice_active(&space->choices[c], full)) continue;
    hwnas_str_append_n(out, separator, 1);
    separator = ",";
    const hwnas_sample_member_t *members = printer->members[c];
    if (members)
      hwnas_str_append_n(out, members[point[c]].text, members[point[c]].length);
    else
      print_member(&space->choices[c], point[c], out);
  }
  hwnas_str_append(out, *separator == '{' ? "{}" : "}");
}
