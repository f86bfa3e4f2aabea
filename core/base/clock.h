/* Time: a clock for durations, and the time of day for what is written down. */
#ifndef HWNAS_CORE_BASE_CLOCK_H
#define HWNAS_CORE_BASE_CLOCK_H

#include <stdint.h>

/* Seconds since some moment; never goes back. */
double hwnas_clock_seconds(void);
/* Microseconds since 1970. */
int64_t hwnas_clock_wall_us(void);

#endif
