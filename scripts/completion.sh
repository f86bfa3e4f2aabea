#!/bin/sh
# completion.sh COMMAND FILE: writes a completion for bash from what the built COMMAND says of itself: verbs, their options
# and operands, the spaces of the hub, metrics.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
file=$2
hwnas_command=$1
# shellcheck source=scripts/verbs.sh
. "$here/verbs.sh"

# "--json= --param=VALUE" of a verb: the options with what stands for their values.
options_of() { # VERB
  # shellcheck disable=SC2086 # the words of a verb
  hwnas help $1 | sed -n 's/^  \(--*[a-z][a-z-]*\)\( [^ ][^ ]*\)\{0,1\}  .*/\1=\2/p' | tr -d ' ' | tr '\n' ' '
}

names_in() { sed -n 's/.*"name":"\([^"]*\)".*/\1/p' | tr '\n' ' '; }

tables() {
  printf '_hwnas_spaces="%s"\n' "$(hwnas space list --json | names_in)"
  printf '_hwnas_metrics="%s"\n' "$(hwnas plugin list --json | grep '"kind":"profiler"' | names_in)"
  printf 'declare -gA _hwnas_options=(\n'
  list_verbs | while IFS='|' read -r verb _; do
    printf '  ["%s"]="%s"\n' "$verb" "$(options_of "$verb" </dev/null)"
  done
  printf ')\ndeclare -gA _hwnas_operands=(\n'
  list_verbs | while IFS='|' read -r verb operands _; do printf '  ["%s"]="%s"\n' "$verb" "$operands"; done
  printf ')\n'
}

mkdir -p "$(dirname "$file")"
{
  echo "# Completion of hwnas for bash, made by scripts/completion.sh."
  tables
  cat "$here/completion.bash"
} >"$file.new"
mv "$file.new" "$file"
