/* The verbs, one file each. */
#ifndef HWNAS_CLI_VERBS_H
#define HWNAS_CLI_VERBS_H

#include "args.h"

extern const hwnas_verb_t hwnas_verb_space_list, hwnas_verb_space_show, hwnas_verb_space_check,
    hwnas_verb_space_count, hwnas_verb_space_sample, hwnas_verb_space_stats, hwnas_verb_space_best,
    hwnas_verb_space_diff, hwnas_verb_profile, hwnas_verb_run, hwnas_verb_trials, hwnas_verb_plugin_list,
    hwnas_verb_plugin_inspect, hwnas_verb_plugin_paths, hwnas_verb_plugin_doctor, hwnas_verb_explain,
    hwnas_verb_help;

/* Verb number i in the order of the help, NULL past the end. */
const hwnas_verb_t *hwnas_verb_at(size_t i);
/* The verb that words (n of them) begin with and how many of them are its name. UNKNOWN_VERB with `did you
 * mean`. */
hwnas_status_t *hwnas_verb_find(size_t n, const char *const *words, const hwnas_verb_t **out,
                                size_t *out_used);
/* Prints the help of the verb or group of verbs that words begin with, of all if n is 0. */
hwnas_status_t *hwnas_verbs_help(size_t n, const char *const *words);

#endif
