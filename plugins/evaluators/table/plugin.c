#include "table.h"

HWNAS_PLUGIN_OF("0.1.0", "MIT", "results of networks that stand in a file", &table_evaluator,
                &table_profiler);
