#!/bin/sh
# Verbs about plugins.
set -u
# shellcheck source=tests/verdict.sh
. "${HWNAS_TEST_SOURCE_DIR:?}/tests/verdict.sh"

run() { # ARGUMENT...: leaves out, err and status
  "$hwnas" plugin "$@" >out 2>err </dev/null
  status=$?
}

run list
[ $status -eq 0 ] && grep -q '^profiler *flops ' out && grep -q '^shape formula *conv ' out
verdict "list" $?
run list --json
grep -q '^{"kind":"profiler","name":"flops","summary":".*"file":"/.*"known":true}$' out
verdict "list as JSON" $?

run inspect flops
[ $status -eq 0 ] && grep -q 'metric flops in FLOP, per use, less is better' out &&
  grep -q '^  count_bias *true or false *true ' out
verdict "inspect a profiler" $?
run inspect conv2d
grep -q '^conv (shape formula)' out && grep -q 'operators: .*conv2d' out && grep -q 'kernel_size .* required ' out
verdict "inspect an op type" $?
run inspect flops --json
grep -q '"abi":"1\.' out && grep -q '"name":"count_bias","type":"true or false","required":false,"default":true' out
verdict "inspect as JSON" $?
run inspect flop
[ $status -eq 2 ] && grep -q 'error\[E0400\]' err && grep -q "did you mean 'flops'" err
verdict "inspect what is not there" $?

mkdir more
echo "no module" >more/junk.so
run paths --plugin-path more
[ $status -eq 0 ] && grep -q "^$PWD/more  *--plugin-path  *read  *1" out
verdict "paths" $?
run paths --plugin-path more --plugin-path absent --json
sed -n 1p out | grep -q "^{\"path\":\"$PWD/more\",\"origin\":\"--plugin-path\",\"state\":\"read\",\"files\":1}" &&
  sed -n 2p out | grep -q '"state":"missing"'
verdict "paths as JSON, in order" $?
run list --failed --plugin-path more
[ $status -eq 0 ] && grep -q "^$PWD/more/junk.so  *E04" out
verdict "failed files" $?
run list --failed --json --plugin-path=more
grep -q "^{\"file\":\"$PWD/more/junk.so\",\"error\":\"E04[0-9]*\",\"what\":\"" out
verdict "failed files as JSON" $?

# ---- doctor --------------------------------------------------------------------------------------------------

fixtures=${HWNAS_BINARY_DIR:?}/tests/broken
mkdir sick open
cp "$fixtures/sound.so" "$fixtures/newer_minor.so" "$fixtures/two_providers_a.so" "$fixtures/two_providers_b.so" \
  "$fixtures/crashes_in_query.so" sick/
echo "no module" >sick/garbage.so
ln -s sound.so sick/alias.so
chmod 777 open
run doctor --plugin-path sick --plugin-path open --plugin-path absent --plugin-path sick
[ $status -eq 0 ]
verdict "doctor" $?

says() { # NAME LINE...: these lines follow each other
  name=$1
  shift
  printf '%s\n' "$@" >expected
  # Every line of the one within the other, as one text.
  awk 'NR == FNR { want = want $0 "\n"; next } { have = have $0 "\n" } END { exit !index(have, want) }' expected out
  verdict "doctor $name" $?
}
says "names the folder" "$PWD/sick (--plugin-path): read, 7 files" "  alias.so is not used"
says "on a twin" "  alias.so is not used" "    E0410 this is '$PWD/sick/sound.so' under another name" \
  "    next: it is used as 'sound': say that, and remove the link"
says "on a crash" \
  "    E0407 plugin 'crashes_in_query' crashes while it is asked what it offers (signal 11)"
says "on junk" "  garbage.so is not used" "    E0402 the file is no shared object" \
  "    next: build it again, or take it out of the folder of plugins"
says "on the ABI" "    E0403 plugin needs ABI 1.7, this host offers 1.1" \
  "    it was built with the headers of ABI 1.7" \
  "    next: update hwnas, or rebuild the plugin with the SDK of this hwnas"
says "on a sound one" "  sound.so is used" \
  "    version 1.0, license MIT, built with ABI 1.0, needs 1.0, hwnas has 1.1" \
  "    offers shape formula 'sound'" "    next: \`hwnas plugin inspect sound\` says what it takes"
says "on a conflict" "    E0404 two plugins offer a shape formula for operator 'contested'" \
  "    $PWD/sick/two_providers_a.so (--plugin-path)" "    $PWD/sick/two_providers_b.so (--plugin-path)" \
  "    next: remove one of them, or take its folder off the search path"
says "on permissions" "$PWD/open (--plugin-path): refused" "    E0405 everybody may write this folder" \
  "    next: plugins are code: run \`chmod o-w $PWD/open\`, or keep them elsewhere"
says "on a folder that is not there" "$PWD/absent (--plugin-path): missing" \
  "    next: create the folder, or take it off the search path"
says "on a folder that comes twice" \
  "  sound.so was met before: its folder stands on the search path twice" \
  "    next: nothing has to be done; the search path could name the folder once"

run doctor --json --plugin-path sick
python3 -c '
import json, sys
states = {}
for line in open("out"):
    found = json.loads(line)
    assert found["next"], found
    if found["file"] and found["file"].startswith(sys.argv[1]): states[found["file"].rsplit("/")[-1]] = found
assert {name: f["state"] for name, f in states.items()} == {
    "alias.so": "twin", "crashes_in_query.so": "refused", "garbage.so": "refused", "newer_minor.so": "refused",
    "sound.so": "used", "two_providers_a.so": "conflict", "two_providers_b.so": "conflict"}, states
assert states["newer_minor.so"]["problems"][0]["error"] == "E0403"
assert states["two_providers_a.so"]["problems"][0]["error"] == "E0404"
assert states["sound.so"]["offers"] == [{"kind": "shape formula", "name": "sound"}]
assert states["sound.so"]["origin"] == "--plugin-path"
' "$PWD/sick/" 2>err
verdict "doctor as JSON" $?

run doctor "$fixtures/sound.so"
[ $status -eq 0 ] && grep -q "/sound.so is sound, but not on the search path" out && grep -q "next: name its folder" out
verdict "doctor on a file that is not on the search path" $?
run doctor sick/newer_minor.so --json
[ $status -eq 0 ] && [ "$(wc -l <out)" -eq 1 ] && grep -q '"folder":null,.*"state":"refused".*"error":"E0403"' out
verdict "doctor on a broken file" $?
run doctor sick/sound.so --plugin-path sick
[ $status -eq 0 ] && grep -q "^$PWD/sick (--plugin-path): read" out && grep -q '^  sound.so is used$' out && ! grep -q alias out
verdict "doctor on a file of the search path" $?
run doctor absent.so
[ $status -eq 2 ] && grep -q 'error\[E0401\]: No such file or directory (absent.so)' err
verdict "doctor on a file that is not there" $?
exit $failed
