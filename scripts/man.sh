#!/bin/sh
# man.sh COMMAND FOLDER: writes FOLDER/hwnas.1 and a page per verb, such as hwnas-space-show.1, from what the built COMMAND
# says with `help`. Older pages of the folder go.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
folder=$2
hwnas_command=$1
# shellcheck source=scripts/verbs.sh
. "$here/verbs.sh"

version=$(hwnas --version | sed -n 's/^hwnas //p')

# Text for roff: backslashes and hyphens are themselves, and no line is a request.
escape() { sed 's/\\/\\e/g; s/-/\\-/g; s/^\([.'"'"']\)/\\\&\1/'; }

head_of() { # NAME SUMMARY
  printf '.TH %s 1 "" "hwnas %s" "hwnas"\n' "$(printf '%s\n' "$1" | tr 'a-z' 'A-Z' | escape)" "$version"
  printf '.SH NAME\n%s \\- %s\n' "$(printf '%s\n' "$1" | escape)" "$(printf '%s\n' "$2" | escape)"
}

# Lines of help as roff: paragraphs, and items that stand as "  what  meaning".
body() {
  escape | awk '
    /^$/ { gap = 1; next }
    /^  [^ ]/ {
      line = substr($0, 3)
      n = match(line, /   */)
      if (n) {
        meaning = substr(line, n)
        sub(/^ */, "", meaning)
        printf ".TP\n.B %s\n%s\n", substr(line, 1, n - 1), meaning
        gap = 0
        next
      }
    }
    {
      if (gap && NR > 1) print ".PP"
      gap = 0
      print
    }'
}

synopsis() { # usage lines, the first with "usage: "
  printf '.SH SYNOPSIS\n.nf\n'
  sed 's/^usage: //' | escape
  printf '.fi\n'
}

page_of_verb() { # VERB NAME SUMMARY
  # shellcheck disable=SC2086 # the words of a verb
  hwnas help $1 >"$work/help"
  head_of "$2" "$3"
  sed '/^$/,$d' "$work/help" | synopsis
  printf '.SH DESCRIPTION\n'
  sed '1,/^$/d' "$work/help" | sed '/^  -/,$d' | body
  if grep -q '^  -' "$work/help"; then
    printf '.SH OPTIONS\n'
    sed -n '/^  -/,$p' "$work/help" | body
  fi
  printf '.SH SEE ALSO\n.BR hwnas (1)\n'
}

page_of_command() {
  hwnas help >"$work/help"
  head_of hwnas "$(sed -n '1s/^hwnas: //p' "$work/help")"
  sed -n '/^usage: /p' "$work/help" | synopsis
  printf '.SH DESCRIPTION\n'
  sed '1,/^usage: /d' "$work/help" | sed '1{/^$/d}' | body
  printf '.SH SEE ALSO\n'
  escape <"$work/names" | sed 's/$/ (1)/; s/^/.BR /'
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$folder"
rm -f "$folder"/hwnas*.1
list_verbs >"$work/verbs"
[ -s "$work/verbs" ] || {
  echo "man.sh: '$1 help' lists no verbs" >&2
  exit 1
}
while IFS='|' read -r verb _ summary; do
  name=hwnas-$(echo "$verb" | tr ' ' '-')
  echo "$name" >>"$work/names"
  page_of_verb "$verb" "$name" "$summary" >"$folder/$name.1"
done <"$work/verbs"
page_of_command >"$folder/hwnas.1"
