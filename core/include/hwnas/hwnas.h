/* hwnas/hwnas.h - the public C API of libhwnas.so, all of it.
 *
 *   hwnas_context_t     the plugins that this process works with
 *   hwnas_space_t       a compiled space: its choices, its networks, how many there are
 *   hwnas_metric_set_t  what networks of a space cost, in nanoseconds
 *   hwnas_expectation_t what they cost on average where labels are drawn by themselves, with gradients
 *   hwnas_region_t      the networks that satisfy conditions: how many, some at random, what they cost
 *   hwnas_builder_t     a space written in C instead of JSON
 *   hwnas_run_t         a search, from its run file
 *   hwnas_status_t      an error
 *
 * Rules that hold for every declaration:
 *   - A function that can fail returns hwnas_status_t *: NULL when all is well, else an error that the caller
 *     destroys. Results come last, as out_...; they are set only when all is well.
 *   - Whoever creates or opens an object destroys it. A destroy function takes NULL. A context must outlive
 *     every space that was made with it, and a space every set of metrics.
 *   - Arguments are borrowed for the call, unless it says otherwise. Texts are UTF-8 and end with a NUL. A
 *     result of type char ** is allocated: free it with free().
 *   - Spaces, samplers and sets of metrics do not change once made: any number of threads may read them. A
 *     context, a builder, an expectation, a region and a run serve one thread at a time.
 *   - A point is a network in memory: one index per choice, in the order of the space, as uint16_t. Every
 *     index must be below the size of its domain; hwnas_space_check_point tells.
 *
 * Plugins are written against hwnas/plugin.h and its neighbours instead, and link nothing. */
#ifndef HWNAS_HWNAS_H
#define HWNAS_HWNAS_H

#include "hwnas/best.h"
#include "hwnas/builder.h"
#include "hwnas/context.h"
#include "hwnas/expect.h"
#include "hwnas/metric.h"
#include "hwnas/random.h"
#include "hwnas/region.h"
#include "hwnas/run.h"
#include "hwnas/sample.h"
#include "hwnas/space.h"
#include "hwnas/stats.h"
#include "hwnas/status.h"

#endif
