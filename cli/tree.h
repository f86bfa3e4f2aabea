/* The module tree of a space for people: one line per module. */
#ifndef HWNAS_CLI_TREE_H
#define HWNAS_CLI_TREE_H

#include "space/space.h"

typedef enum hwnas_tree_detail {
  HWNAS_TREE_CHOICES,     /* each choice where it first decides something */
  HWNAS_TREE_DEPENDENCIES /* what every dimension of the outputs depends on */
} hwnas_tree_detail_t;

/* Prints the tree to stdout. */
hwnas_status_t *hwnas_tree_print(const hwnas_space_t *space, hwnas_tree_detail_t detail);
/* Appends what a module is: "conv2d", "choose s1_block", "repeat {2,3,4}". */
void hwnas_tree_title(const hwnas_module_t *module, hwnas_str_t *out);
/* Appends the shapes of its outputs. */
void hwnas_tree_outputs(const hwnas_module_t *module, hwnas_str_t *out);

#endif
