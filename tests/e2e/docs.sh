#!/bin/sh
# labels: long
# Every page of docs/ does what it says: commands, what they print, listings, links. See tests/page.py.
set -u
source=$HWNAS_SOURCE_DIR
failed=0

# ---- The runner itself: what is wrong must fail ----------------------------------------------------------------

judge() { # NAME good|bad: the page on standard input
  cat >page.md
  if sh "$source/tests/page.sh" "$PWD/page.md" >page.txt 2>&1; then result=good; else result=bad; fi
  if [ $result = "$2" ]; then
    echo "ok runner: $1"
  else
    echo "not ok runner: $1"
    sed 's/^/    /' page.txt
    failed=1
  fi
}

judge accepts_what_is_so good <<'END_OF_PAGE'
```json file=new/a.json
{"a": 1}
```
```console
$ cat new/a.json
{"a": 1}
$ cd new && export B=2
$ echo one two three; echo $B
one ... three
2
```
```json file=b.json
{"b": 2}
```
```console
$ cat ../new/b.json
{"b": 2}
$ printf 'no end of line' |
> cat
no end of line
$ hwnas explain nonsense
hwnas: error[E0700]...
```
```c within=examples/energy_pack/src/energy.c
static void destroy(hwnas_object_t *self) { free(self); }
```
END_OF_PAGE
judge other_output bad <<'END_OF_PAGE'
```console
$ echo one
two
```
END_OF_PAGE
judge more_output bad <<'END_OF_PAGE'
```console
$ echo one; echo two
one
```
END_OF_PAGE
judge a_command_that_fails bad <<'END_OF_PAGE'
```console
$ false
```
END_OF_PAGE
judge another_listing bad <<'END_OF_PAGE'
```json equals=examples/mobilenet_v3.json
{}
```
END_OF_PAGE
judge part_of_a_line_is_no_listing bad <<'END_OF_PAGE'
```c within=examples/energy_pack/src/energy.c
void destroy(hwnas_object_t *self) { free(self); }
```
END_OF_PAGE
judge nothing_to_check bad <<'END_OF_PAGE'
```json
{}
```
END_OF_PAGE
judge an_unknown_mark bad <<'END_OF_PAGE'
```json flie=a.json
{}
```
END_OF_PAGE
judge a_console_without_command bad <<'END_OF_PAGE'
```console
one
```
END_OF_PAGE

# ---- The pages -------------------------------------------------------------------------------------------------

broken_links() { # PAGE: files that it links to and that are not there
  grep -oE '\]\([^)#:]+(#[^)]*)?\)' "$1" | sed -E 's/^\]\(//; s/[#)].*//' | while read -r target; do
    [ -e "$(dirname "$1")/$target" ] || echo "$target"
  done
}

check_links() { # PAGE
  links=$(broken_links "$1")
  if [ -z "$links" ]; then
    echo "ok links of $1"
  else
    echo "not ok links of $1: $links"
    failed=1
  fi
}

printf '[a](there.md#x) [b](gone.md) [c](https://example.org/gone)\n' >links.md
touch there.md
if [ "$(broken_links links.md)" = gone.md ]; then
  echo "ok runner: a_link_that_leads_nowhere"
else
  echo "not ok runner: a_link_that_leads_nowhere"
  failed=1
fi
check_links "$source/README.md"
check_links "$source/CONTRIBUTING.md"
for page in "$source"/docs/*.md "$source"/docs/*/*.md; do
  name=${page#"$source"/docs/}
  name=${name%.md}
  echo "== $name"
  sh "$source/tests/page.sh" "$page" || failed=1
  check_links "$page"
  [ "$name" = README ] || grep -qF "($name.md)" "$source/docs/README.md" || {
    echo "not ok $name is not in docs/README.md"
    failed=1
  }
done
exit $failed
