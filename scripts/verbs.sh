# shellcheck shell=sh
# What the built command $hwnas_command says of itself, for the scripts that make pages and completions of it. Sourced.

# The command, without what the user of this machine has: equal sources give equal pages.
hwnas() {
  env -u HWNAS_SPACE_PATH -u HWNAS_PLUGIN_PATH XDG_DATA_HOME=/nonexistent "${hwnas_command:?}" "$@"
}

# One line per verb: "space show|SPACE|the modules ... of a space". A verb is the lower-case words at the beginning.
list_verbs() {
  hwnas help | sed -n 's/^  hwnas \([a-z].*\)$/\1/p' | awk '{
    n = match($0, /   */)
    left = substr($0, 1, n - 1)
    summary = substr($0, n)
    sub(/^ */, "", summary)
    count = split(left, words, " ")
    verb = operands = ""
    for (i = 1; i <= count; i++)
      if (operands == "" && words[i] ~ /^[a-z]+$/) verb = verb (verb == "" ? "" : " ") words[i]
      else operands = operands (operands == "" ? "" : " ") words[i]
    print verb "|" operands "|" summary
  }'
}
