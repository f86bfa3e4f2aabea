#!/bin/sh
# Pages for `man` and the completion for bash: made of the built command, and installed.
set -u
failed=0
pages=$HWNAS_BINARY_DIR/share/man/man1
completion=$HWNAS_BINARY_DIR/share/bash-completion/completions/hwnas

check() { # NAME COMMAND...
  name=$1
  shift
  if "$@" >output.txt 2>&1; then
    echo "ok $name"
  else
    echo "not ok $name"
    cat output.txt
    failed=1
  fi
}

# ---- Pages -----------------------------------------------------------------------------------------------------

# Verbs, from the list of the command.
"$HWNAS" help | sed -n 's/^  hwnas \([a-z].*\)/\1/p' | sed 's/  .*//; s/ [^a-z].*//' >verbs.txt
check "there are verbs" test "$(wc -l <verbs.txt)" -ge 10
while read -r verb; do
  page=$pages/hwnas-$(echo "$verb" | tr ' ' '-').1
  check "page of $verb" grep -q '^\.SH NAME' "$page"
  # shellcheck disable=SC2086 # the words of a verb
  "$HWNAS" help $verb | sed -n 's/^  \(--*[a-z][a-z-]*\).*/\1/p' | sed 's/-/\\-/g' >options.txt
  while read -r option; do
    check "$verb: $option" grep -qF ".B $option" "$page"
  done <options.txt
  check "$verb in the page of the command" grep -qF "hwnas\\-$(echo "$verb" | sed 's/ /\\-/g') (1)" "$pages/hwnas.1"
done <verbs.txt
check "no page of something else" test "$(find "$pages" -name '*.1' | wc -l)" -eq $(($(wc -l <verbs.txt) + 1))
if command -v groff >/dev/null; then
  check "groff has no complaint" sh -c "groff -man -Tutf8 -ww -z '$pages'/*.1 2>&1 | tee warnings.txt; test ! -s warnings.txt"
fi

# What would be a request of roff, or an escape, stays text.
cat >fake <<'END_OF_FAKE'
#!/bin/sh
case "$*" in
  --version) echo "hwnas 9.9" ;;
  help) printf 'hwnas: a tool\n\nusage: hwnas VERB\n\n  hwnas odd FILE   does \\fBodd\\fP things\n' ;;
  "help odd") printf "usage: hwnas odd FILE [--x-y Z]\n\ndoes odd things\n\n.so /etc/passwd\n'quoted\n\n  --x-y Z  a \\\\ b\n" ;;
esac
END_OF_FAKE
chmod +x fake
check "pages of another command" sh "$HWNAS_SOURCE_DIR/scripts/man.sh" "$PWD/fake" "$PWD/fake_pages"
check "requests are text" grep -qxF '\&.so /etc/passwd' fake_pages/hwnas-odd.1
check "quotes are text" grep -qxF "\\&'quoted" fake_pages/hwnas-odd.1
check "escapes are text" grep -qxF 'hwnas\-odd \- does \efBodd\efP things' fake_pages/hwnas-odd.1
printf '#!/bin/sh\n' >fake
sh "$HWNAS_SOURCE_DIR/scripts/man.sh" "$PWD/fake" "$PWD/fake_pages" 2>/dev/null
check "a command without verbs is an error" test $? -ne 0

# ---- Completion ------------------------------------------------------------------------------------------------

complete_to() { # EXPECTED WORD...: the last word is the one to complete
  expected=$1
  shift
  # shellcheck disable=SC2016 # for the other shell
  got=$(bash -c 'source "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _hwnas; echo "${COMPREPLY[*]}"' "$completion" "$@" 2>&1)
  check "complete: $*" test "$got" = "$expected" || echo "got '$got', not '$expected'"
}

in_a_line() { sort -u | tr '\n' ' ' | sed 's/ $//'; }
verbs=$(cut -d ' ' -f 1 verbs.txt | in_a_line)
of_space=$(sed -n 's/^space //p' verbs.txt | in_a_line)
hub=$(cd "$HWNAS_SOURCE_DIR/spaces" && for file in *.json; do echo "${file%.json}"; done | in_a_line)
mkdir place && cd place && touch a.json b.txt && mkdir c
complete_to "$verbs" hwnas ""
complete_to "space" hwnas sp
complete_to "$of_space" hwnas space ""
complete_to "" hwnas nonsense ""
complete_to "mobilenet_v3" hwnas space show mob
complete_to "$hub a.json c" hwnas profile ""
complete_to "--lenient" hwnas profile mobilenet_v3 --le
complete_to "flops" hwnas profile mobilenet_v3 --metrics fl
complete_to "networks labels" hwnas space sample --law ""
complete_to "a.json c" hwnas run ""
complete_to "c" hwnas trials ""
complete_to "count" hwnas help space co

# ---- Installation ----------------------------------------------------------------------------------------------

check "installs" cmake --install "$HWNAS_BINARY_DIR" --prefix "$PWD/prefix"
check "installs pages" test -s prefix/share/man/man1/hwnas-space-show.1
check "installs the completion" test -s prefix/share/bash-completion/completions/hwnas
exit $failed
