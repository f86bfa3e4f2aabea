#!/bin/sh
# A broken plugin is told in its own words, hides no other, stops the run that names it and no run that does not.
set -u
# shellcheck source=tests/verdict.sh
. "${HWNAS_TEST_SOURCE_DIR:?}/tests/verdict.sh"
fixtures=${HWNAS_BINARY_DIR:?}/tests/broken
HWNAS_PLUGIN_TIMEOUT=2
export HWNAS_PLUGIN_TIMEOUT

write_run() { # FILE FOLDER MODULE...: a short search with these modules loaded by name
  file=$1 path=$2
  shift 2
  names=
  for module in "$@"; do names="$names${names:+, }\"$module\""; done
  cat >"$file" <<EOF
{"format": "hwnas-run/1", "space": {"use": "nasbench201"}, "plugins": {"path": ["$path"], "load": [$names]},
 "objectives": [{"metric": "flops", "goal": "minimize"}], "budget": {"trials": 2}, "out": "out-$path"}
EOF
}

begin() { # NAME: an empty folder with one sound module in it
  rm -rf "${1:?}" "out-$1"
  mkdir "$1"
  cp "$fixtures/sound.so" "$1/"
}

tells() { # NAME ERROR REASON [FILE]: listed among the failed, in exactly these words
  expected="{\"file\":\"$PWD/$1/${4-$1.so}\",\"error\":\"$2\",\"what\":\"$3\"}"
  run plugin list --failed --json --plugin-path "$1"
  [ $status -eq 0 ] && [ "$(cat out)" = "$expected" ]
  verdict "$1 is told" $?
}

hides_nothing() { # NAME: what lies beside it, and in other folders, is there
  run plugin list --plugin-path "$1"
  [ $status -eq 0 ] && grep -q '^shape formula *sound ' out && grep -q '^profiler *flops ' out
  verdict "$1 hides nothing" $?
}

stops() { # NAME ERROR [MODULE]: the run that names it ends with a bad input, one that does not goes on
  write_run named.json "$1" sound "${3-$1}"
  run run named.json
  expected="exit status 2 with $2"
  [ $status -eq 2 ] && grep -q "^hwnas: error\[$2\]: " err
  verdict "$1 stops a run that names it" $?
  write_run other.json "$1" sound
  run run other.json
  expected="exit status 0"
  [ $status -eq 0 ]
  verdict "$1 stops no other run" $?
}

expect() { # NAME ERROR REASON: all of it, for a file that is there
  tells "$@"
  hides_nothing "$1"
  stops "$1" "$2"
}

# ---- Modules that were built with their defect -----------------------------------------------------------------

while IFS='|' read -r name error reason; do
  [ -n "$name" ] || continue
  begin "$name"
  cp "$fixtures/$name.so" "$name/"
  expect "$name" "$error" "$reason"
done <<'EOF'
missing_entry|E0402|no entry symbol 'missing_entry_LTX_hwnas_plugin_query'
renamed|E0402|no entry symbol 'renamed_LTX_hwnas_plugin_query'
stolen_entry|E0402|entry symbol 'stolen_entry_LTX_hwnas_plugin_query' comes from another file
undefined_symbol|E0401|plugin 'undefined_symbol' cannot be loaded
null_descriptor|E0406|the entry function returned nothing
bad_magic|E0406|the descriptor does not begin with the mark of hwnas
small_descriptor|E0406|the descriptor is too small
other_major|E0403|plugin needs ABI 2.0, this host offers 1.1
older_major|E0403|plugin needs ABI 0.0, this host offers 1.1
newer_minor|E0403|plugin needs ABI 1.7, this host offers 1.1
small_component|E0406|component number 1 is too small
no_table|E0406|shape formula 'no_table' has no table of functions
no_infer|E0406|shape formula 'no_infer' has no function infer
cost_and_profile|E0406|profiler 'cost_and_profile' has both of cost and profile
peak_of_tables|E0406|profiler 'peak_of_tables' has no cost, but a metric that is the largest one: nothing
cost_and_tables|E0406|profiler 'cost_and_tables' has both of tables and cost
no_cost|E0406|profiler 'no_cost' has no function cost, profile or tables
json_attribute|E0406|option 'tables' of shape formula 'json_attribute' is JSON, which attributes of operators cannot be
crashes_in_query|E0407|plugin 'crashes_in_query' crashes while it is asked what it offers (signal 11)
crashes_at_load|E0407|plugin 'crashes_at_load' crashes while it is asked what it offers (signal 6)
exits_in_query|E0407|plugin 'exits_in_query' exits while it is asked what it offers (status 3)
talks_in_query|E0407|plugin 'talks_in_query' exits while it is asked what it offers (status 0)
hangs_in_query|E0408|plugin 'hangs_in_query' gives no answer when it is asked what it offers (2 s)
EOF

# ---- Files that are no modules for this machine ----------------------------------------------------------------

begin garbage
echo "This is text, not a module." >garbage/garbage.so
expect garbage E0402 "the file is no shared object"

begin empty
: >empty/empty.so
expect empty E0402 "the file is empty"

begin cut_short
head -c 4096 "$fixtures/sound.so" >cut_short/cut_short.so
expect cut_short E0401 "the file is cut short"

# e_machine, two bytes at 18; 0x5441 is no machine at all.
begin other_architecture
cp "$fixtures/sound.so" other_architecture/other_architecture.so
printf 'AT' | dd of=other_architecture/other_architecture.so bs=1 seek=18 conv=notrunc 2>dd.log
expect other_architecture E0402 "the file is for another architecture"

# ---- Permissions -----------------------------------------------------------------------------------------------

begin writable_file
cp "$fixtures/two_names_a.so" writable_file/
chmod 666 writable_file/two_names_a.so
tells writable_file E0405 "everybody may write this file" two_names_a.so
hides_nothing writable_file
stops writable_file E0405 two_names_a

begin writable_folder
chmod 777 writable_folder
expected="{\"file\":\"$PWD/writable_folder\",\"error\":\"E0405\",\"what\":\"everybody may write this folder\"}"
run plugin list --failed --json --plugin-path writable_folder
[ "$(cat out)" = "$expected" ]
verdict "writable_folder is told" $?
begin safe
run plugin list --plugin-path writable_folder --plugin-path safe
grep -q '^shape formula *sound ' out
verdict "writable_folder hides no other folder" $?
write_run named.json writable_folder sound
run run named.json
[ $status -eq 2 ] && grep -q "writable_folder (run file, refused)" err
verdict "writable_folder stops a run that names its module" $?
write_run other.json writable_folder
run run other.json
[ $status -eq 0 ]
verdict "writable_folder stops no other run" $?

# ---- Two that claim the same -----------------------------------------------------------------------------------

begin twin
ln -s sound.so twin/twin.so
expect twin E0410 "this is '$PWD/twin/sound.so' under another name"

begin two_providers
cp "$fixtures/two_providers_a.so" "$fixtures/two_providers_b.so" two_providers/
run plugin list --failed --json --plugin-path two_providers
expected=$(for module in a b; do
  echo "{\"file\":\"$PWD/two_providers/two_providers_$module.so\",\"error\":\"E0404\",\"what\":\"two plugins offer a shape formula for operator 'contested'\"}"
done)
[ "$(cat out)" = "$expected" ]
verdict "two_providers are told" $?
hides_nothing two_providers
for op in contested sound; do
  cat >$op.json <<EOF
{"format": "hwnas-space/1", "name": "$op", "input": {"x": [1, 8, 4, 4]}, "network": [{"op": "$op"},
 {"op": "conv2d", "out_channels": "=choice('width', [8, 16])", "kernel_size": 1}]}
EOF
  cat >run_$op.json <<EOF
{"format": "hwnas-run/1", "space": {"use": "./$op.json"}, "plugins": {"path": ["two_providers"]},
 "objectives": [{"metric": "params", "goal": "minimize"}], "budget": {"trials": 1}}
EOF
done
run run run_contested.json
[ $status -eq 2 ] && grep -q "^hwnas: error\[E0404\]: two plugins offer a shape formula for operator 'contested'" err
verdict "two_providers stop a run that needs what both offer" $?
run run run_sound.json
[ $status -eq 0 ]
verdict "two_providers stop no other run" $?

# ---- All at once -----------------------------------------------------------------------------------------------

mkdir all
cp ./*/*.so all/
rm -f all/twin.so
run plugin list --plugin-path all
[ $status -eq 0 ] && grep -q '^shape formula *sound ' out && grep -q '^shape formula *two_providers_a ' out
verdict "all of them hide nothing" $?
exit $failed
