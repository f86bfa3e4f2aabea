#!/bin/sh
# layers.sh accepts a sound tree and finds each offence that is planted in a copy of it.
set -u
layers=$(cd "$(dirname "$0")" && pwd)/layers.sh
root=$(mktemp -d) || exit 2
trap 'rm -rf "$root"' EXIT
failed=0

plant_sound_tree() {
  rm -rf "${root:?}"/*
  mkdir -p "$root/core/base" "$root/core/json" "$root/core/plugin" "$root/core/run" "$root/core/include/hwnas" \
    "$root/cli" "$root/plugins/profilers/flops" "$root/plugins/evaluators" "$root/sdk/include/hwnas"
  printf '#include <stddef.h>\n#include <stdint.h>\n' >"$root/sdk/include/hwnas/plugin.h"
  printf '#include "hwnas/plugin.h"\n' >"$root/sdk/include/hwnas/profiler.h"
  printf '#include <stdbool.h>\n#include "hwnas/plugin.h"\n' >"$root/core/include/hwnas/hwnas.h"
  printf 'HWNAS_API void *hwnas_thing_make(void);\n' >>"$root/core/include/hwnas/hwnas.h"
  printf '#include <stdio.h>\n#include "hwnas/plugin.h"\n#include "hwnas/hwnas.h"\n' >"$root/core/base/log.h"
  printf '#include <jansson.h>\n  #  include "base/log.h" /* why */\n' >"$root/core/json/json.h"
  printf '#include "plugin/internal.h"\n#include <ltdl.h>\n' >"$root/core/plugin/load.c"
  printf '#include "json/json.h"\n/* looks in "hwnas-1/plugins/" */\n' >"$root/core/plugin/internal.h"
  printf '#include "hwnas/hwnas.h"\n#include "json/json.h"\n' >"$root/core/run/run.c"
  printf '#include "cli.h"\n#include "base/log.h"\n#include "hwnas_version.h"\n' >"$root/cli/main.c"
  printf '#include <unistd.h>\n' >"$root/cli/cli.h"
  printf '#include "../work.h"\n#include <math.h>\n#include "hwnas/profiler.h"\n' >"$root/plugins/profilers/flops/flops.c"
  printf '#include <stdint.h>\n' >"$root/plugins/profilers/work.h"
  printf '#include <unistd.h>\n#include <hwnas/plugin.h>\n' >"$root/plugins/evaluators/command.c"
}

catches() { # WHAT FILE LINE EXPECTED
  plant_sound_tree
  printf '%s\n' "$3" >>"$root/$2"
  output=$(sh "$layers" "$root")
  status=$?
  if [ $status -eq 1 ] && echo "$output" | grep -qF "$4"; then
    echo "ok catches $1"
  else
    echo "not ok catches $1: status $status: $output"
    failed=1
  fi
}

plant_sound_tree
if output=$(sh "$layers" "$root"); then echo "ok accepts a sound tree"; else
  echo "not ok accepts a sound tree: $output"
  failed=1
fi
catches "an include of a folder below" core/base/log.h '#include "json/json.h"' 'core/json lies below core/base'
catches "one with spaces" core/base/log.h ' # include  "run/run.h"' 'core/run lies below core/base'
catches "core that includes cli" core/run/run.c '#include "cli/cli.h"' 'cli is no layer of core'
catches "a path that climbs" core/base/log.h '#include "../json/json.h"' 'must not climb'
catches "an include by macro" core/base/log.h '#include HEADER' 'must name a header'
catches "jansson outside its door" core/run/run.c '#include <jansson.h>' 'only core/json may include it'
catches "jansson in cli" cli/main.c '#include "jansson.h"' 'only core/json may include it'
catches "ltdl outside its door" core/run/run.c '#include <ltdl.h>' 'only core/plugin may include it'
catches "sqlite3 outside its door" core/json/json.h '#include <sqlite3.h>' 'only core/store may include it'
catches "core in the public API" core/include/hwnas/hwnas.h '#include "base/log.h"' 'public headers include'
catches "stdio in the public API" core/include/hwnas/hwnas.h '#include <stdio.h>' 'public headers include'
catches "a header that neither has" core/base/log.h '#include "hwnas/other.h"' 'no header of the SDK'
catches "the public API in a plugin" plugins/profilers/work.h '#include "hwnas/hwnas.h"' 'no header of the SDK'
catches "a public function without its mark" core/include/hwnas/hwnas.h 'void *hwnas_thing_find(int);' 'without HWNAS_API'
catches "a mark outside the public headers" core/base/log.h 'HWNAS_API void hwnas_x(void);' 'exported outside'
catches "private headers of others" core/run/run.c '#include "plugin/internal.h"' 'private to core/plugin'
catches "plugins named in core" core/run/run.c '/* see plugins/profilers/flops */' 'core names a plugin'
catches "core in a plugin" plugins/profilers/work.h '#include "base/log.h"' 'no such header in plugins/profilers'
catches "core in a plugin by path" plugins/profilers/work.h '#include "../../core/base/log.h"' 'the SDK and their own'
catches "headers of another kind" plugins/profilers/work.h '#include "../evaluators/x.h"' 'the SDK and their own'
catches "the system in a profiler" plugins/profilers/work.h '#include <unistd.h>' 'not a header of standard C'
catches "a library in a strategy" plugins/profilers/work.h '#include <jansson.h>' 'only core/json may include it'
catches "stdio in the SDK" sdk/include/hwnas/plugin.h '#include <stdio.h>' 'headers of the SDK include'
catches "core in the SDK" sdk/include/hwnas/plugin.h '#include "base/log.h"' 'headers of the SDK include'
catches "the public API in the SDK" sdk/include/hwnas/plugin.h '#include "hwnas/hwnas.h"' 'no header of the SDK'
catches_folder() {
  plant_sound_tree
  mkdir -p "$root/core/extra"
  printf '#include <stdio.h>\n' >"$root/core/extra/x.c"
  sh "$layers" "$root" | grep -q 'not in the list of layers'
}
if catches_folder; then echo "ok catches a folder that is no layer"; else
  echo "not ok catches a folder that is no layer"
  failed=1
fi
exit $failed
