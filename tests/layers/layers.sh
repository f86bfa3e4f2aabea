#!/bin/sh
# layers.sh [ROOT]: every #include of core, cli, plugins and sdk keeps to the layers. One line per offence.
#
# A folder of core includes only itself and those before it in the list; cli includes all of core. The foreign
# libraries have one door each. The headers of the public API, core/include, are declarations that all of core and cli
# may include; they themselves include each other, the SDK and three headers of C. Plugins see the SDK alone.
set -u
cd "${1:-.}" || exit 2
layers='base json expr space shape kernel metric trellis plugin store search oneshot run'
standard_c='assert complex ctype errno fenv float inttypes iso646 limits locale math setjmp signal stdalign'
standard_c="$standard_c stdarg stdatomic stdbool stddef stdint stdio stdlib stdnoreturn string tgmath time wchar wctype"
offences=0

offence() { # FILE:LINE INCLUDE WHY
  echo "not ok $1: $2: $3"
  offences=$((offences + 1))
}

# What follows sets variables instead of printing: a process for each of thousands of lines would be slow.
set_rank() { # LAYER: rank is its place in the list, empty if it has none
  rank=
  position=0
  for layer in $layers; do
    position=$((position + 1))
    [ "$layer" != "$1" ] || rank=$position
  done
}

set_header() { # <header> or "header": header is the name, door the only folder that may include it, if there is one
  header=${1#[<\"]}
  header=${header%[>\"]}
  case $header in
    jansson.h) door=core/json ;;
    ltdl.h) door=core/plugin ;;
    sqlite3.h) door=core/store ;;
    *) door= ;;
  esac
}

# FOLDER...: "file line <header>" or "file line "header"" per include line; other forms come as "?".
includes() {
  for folder in "$@"; do
    [ ! -d "$folder" ] || find "$folder" -type f \( -name '*.c' -o -name '*.h' -o -name '*.def' \)
  done | sort | while read -r source; do
    awk -v source="$source" '
      /^[ \t]*#[ \t]*include/ {
        text = $0
        sub(/^[ \t]*#[ \t]*include[ \t]*/, "", text)
        if (match(text, /^<[^>]+>/) || match(text, /^"[^"]+"/)) text = substr(text, 1, RLENGTH)
        else text = "?"
        print source, FNR, text
      }' "$source"
  done
}

check_hwnas_header() { # PLACE INCLUDE FOLDER
  [ -f "sdk/include/$header" ] && return
  case $3 in
    core/* | cli) [ -f "core/include/$header" ] && return ;;
  esac
  offence "$1" "$2" "no header of the SDK"
}

check_core_or_cli() { # PLACE INCLUDE FOLDER OWN_RANK
  set_header "$2"
  if [ -n "$door" ]; then
    [ "$door" = "$3" ] || offence "$1" "$2" "only $door may include it"
    return
  fi
  case $2 in
    '?') offence "$1" "#include" "must name a header, so that the layers can be checked" ;;
    '<hwnas/'*) offence "$1" "$2" "headers of this tree are included in quotes" ;;
    '<'*) ;;
    '"hwnas/'*) check_hwnas_header "$1" "$2" "$3" ;;
    '"hwnas_version.h"')
      case $3 in core/run | cli) ;; *) offence "$1" "$2" "only core/run and cli may include it" ;; esac
      ;;
    *..*) offence "$1" "$2" "must not climb out of its folder" ;;
    *)
      case $header in
        */*)
          target=${header%%/*}
          set_rank "$target"
          if [ -z "$rank" ]; then
            offence "$1" "$2" "$target is no layer of core"
          elif [ "$rank" -gt "$4" ]; then
            offence "$1" "$2" "core/$target lies below $3"
          elif [ "${header##*/}" = internal.h ] && [ "core/$target" != "$3" ]; then
            offence "$1" "$2" "private to core/$target"
          fi
          ;;
        *) [ -f "$3/$header" ] || offence "$1" "$2" "not in $3" ;;
      esac
      ;;
  esac
}

check_plugin() { # PLACE INCLUDE KIND_FOLDER FILE_FOLDER
  set_header "$2"
  case $2 in
    '?') offence "$1" "#include" "must name a header, so that the layers can be checked" ;;
    '"hwnas/'* | '<hwnas/'*) check_hwnas_header "$1" "$2" plugins ;;
    '<'*)
      [ -z "$door" ] || offence "$1" "$2" "only $door may include it"
      # What computes is C alone; what runs, measures or converts talks to the system and to libraries.
      case $3 in
        plugins/shape_formulas | plugins/profilers | plugins/strategies | plugins/middleware)
          case " $standard_c " in
            *" ${header%.h} "*) ;;
            *) offence "$1" "$2" "not a header of standard C" ;;
          esac
          ;;
      esac
      ;;
    *)
      resolved=$(realpath -m --relative-to=. "$4/$header")
      case $resolved in
        "$3"/*) [ -f "$resolved" ] || offence "$1" "$2" "no such header in $3" ;;
        *) offence "$1" "$2" "plugins include the SDK and their own headers only" ;;
      esac
      ;;
  esac
}

check_sdk() { # PLACE INCLUDE
  set_header "$2"
  case $2 in
    '<stddef.h>' | '<stdint.h>') ;;
    '"hwnas/'*) check_hwnas_header "$1" "$2" sdk ;;
    *) offence "$1" "$2" "headers of the SDK include hwnas/*.h, stddef.h and stdint.h only" ;;
  esac
}

check_public() { # PLACE INCLUDE
  set_header "$2"
  case $2 in
    '<stdbool.h>' | '<stddef.h>' | '<stdint.h>') ;;
    '"hwnas/'*) check_hwnas_header "$1" "$2" core/include ;;
    *) offence "$1" "$2" "public headers include hwnas/*.h, stdbool.h, stddef.h and stdint.h only" ;;
  esac
}

check_tree() {
  while read -r source line header; do
    place=$source:$line
    case $source in
      core/include/*) check_public "$place" "$header" ;;
      core/*/*)
        folder=${source#core/}
        folder=${folder%%/*}
        set_rank "$folder"
        [ -n "$rank" ] || offence "$place" "core/$folder" "not in the list of layers"
        check_core_or_cli "$place" "$header" "core/$folder" "${rank:-0}"
        ;;
      cli/*) check_core_or_cli "$place" "$header" cli 99 ;;
      plugins/*/*)
        kind=${source#plugins/}
        check_plugin "$place" "$header" "plugins/${kind%%/*}" "${source%/*}"
        ;;
      sdk/include/*) check_sdk "$place" "$header" ;;
    esac
  done
  echo "$offences" >"$count"
}

count=$(mktemp) || exit 2
trap 'rm -f "$count"' EXIT
all=$(includes core cli plugins sdk/include)
[ -n "$all" ] || { echo "not ok no #include was found under $(pwd)" && exit 1; }
check_tree <<EOF
$all
EOF
offences=$(cat "$count")

# "hwnas-1/plugins" is the folder that users put plugins in, not the one of this tree.
named=$(grep -rnE --include='*.[ch]' --include='*.def' '(^|[^a-zA-Z0-9_/-])plugins/[a-z]' core || true)
if [ -n "$named" ]; then
  echo "$named" | sed 's/^/not ok core names a plugin: /'
  offences=$((offences + 1))
fi
# One function is exported in one place: public headers mark each, and nothing else does.
unmarked=$(grep -rnE '^[a-z][a-z0-9_ ]*[ *]hwnas_[a-z0-9_]+\(' core/include 2>/dev/null || true)
if [ -n "$unmarked" ]; then
  echo "$unmarked" | sed 's/^/not ok without HWNAS_API: /'
  offences=$((offences + 1))
fi
marked=$(grep -rnw 'HWNAS_API' core cli plugins sdk --include='*.[ch]' 2>/dev/null | grep -v '^core/include/' || true)
if [ -n "$marked" ]; then
  echo "$marked" | sed 's/^/not ok exported outside the public headers: /'
  offences=$((offences + 1))
fi
[ "$offences" -eq 0 ] || exit 1
echo "ok $(echo "$all" | wc -l) includes keep to the layers"
