#!/bin/sh
# Who owns parameters: modules that share them, free parameters, buffers. Every figure is worked out here.
set -u
# shellcheck source=tests/verdict.sh
. "${HWNAS_TEST_SOURCE_DIR:?}/tests/verdict.sh"
shown=space.json

space() { # INPUT NETWORK [MORE]: space.json
  printf '{"format": "hwnas-space/1", "input": {"x": %s}%s, "network":\n%s}' "$1" "${3-}" "$2" >space.json
}

costs() { # NAME SAMPLE PARAMS MACS: of that network of space.json
  expected="{\"params\":$3,\"macs\":$4}"
  run profile ./space.json --metrics params,macs --sample "$2" --json
  [ "$(cat out)" = "$expected" ]
  verdict "$1" $?
}

owners() { # NAME SAMPLE PATHS: what --breakdown tells of the modules, path to parameters
  expected="{\"params\":{$3}}"
  run profile ./space.json --metrics params --sample "$2" --breakdown --json
  grep -qF "\"modules\":$expected" out
  verdict "$1" $?
}

refused() { # NAME MODULES PLACE [SAMPLE]: as not sharing what they need
  expected="error[E0220]: modules $2 share parameters and need different ones (./space.json:$3)"
  run space check ./space.json
  bad=0
  [ "$status" -eq 2 ] && [ "$(grep -c 'error\[' err)" -eq 1 ] || bad=1
  grep -qF "$expected" err || bad=1
  [ -z "${4-}" ] || grep -qF "a network that gets there: $4" err || bad=1
  verdict "$1" $bad
}

conv='"op": "conv2d", "out_channels": 8, "kernel_size": 3, "padding": 1, "bias": false, "weights": "shared"'
one=$((8 * 8 * 9))       # its parameters, of 8 channels
work=$((8 * 8 * 9 * 81)) # its multiply-accumulates on 9 x 9

# ---- Used twice ------------------------------------------------------------------------------------------------

space '[1, 8, 9, 9]' "[{\"name\": \"a\", $conv}, {\"op\": \"relu\"}, {\"name\": \"b\", $conv}]"
costs "a module used twice works twice and has its parameters once" '{}' $one $((2 * work))
owners "the first use owns them" '{}' "\"a\":$one,\"1\":0,\"b\":0"

# The second use works on 5 x 5: the same parameters, less work.
space '[1, 8, 9, 9]' "[{$conv}, {\"op\": \"max_pool2d\", \"kernel_size\": 2, \"ceil_mode\": true}, {$conv}]"
costs "two resolutions share parameters" '{}' $one $((work + 8 * 8 * 9 * 25))

space '[1, 8, 9, 9]' "[{\"name\": \"a\", $conv, \"when\": \"=choice('a', [true, false])\"},
  {\"name\": \"b\", $conv, \"when\": \"=choice('b', [true, false])\"}]"
costs "both of two uses that choices decide on" '{"a": true, "b": true}' $one $((2 * work))
costs "only the first of two uses" '{"a": true, "b": false}' $one $work
costs "only the second of two uses" '{"a": false, "b": true}' $one $work
costs "neither of two uses" '{"a": false, "b": false}' 0 0
owners "the first use that is there owns them" '{"a": true, "b": true}' "\"a\":$one,\"b\":0"
owners "and that is the second where the first is not there" '{"a": false, "b": true}' "\"b\":$one"

# The owner that stays is told apart from another that shares nothing: 8 x 8 + 8 of the stem.
space '[1, 8, 9, 9]' "[{\"op\": \"conv2d\", \"out_channels\": 8, \"kernel_size\": 1},
  {\"choose\": \"first\", \"of\": {\"conv\": {$conv}, \"skip\": {\"op\": \"identity\"}}},
  {\"choose\": \"second\", \"of\": {\"conv\": {$conv},
   \"pool\": {\"op\": \"avg_pool2d\", \"kernel_size\": 3, \"stride\": 1}}}]"
costs "candidates of two choices share" '{"first": "conv", "second": "conv"}' $((72 + one)) $((64 * 81 + 2 * work))
costs "one of them is chosen" '{"first": "skip", "second": "conv"}' $((72 + one)) $((64 * 81 + work))
costs "none of them is chosen" '{"first": "skip", "second": "pool"}' 72 $((64 * 81))

# Two candidates of one choice are never there together: each may need its own.
space '[1, 8, 9, 9]' '[{"choose": "width", "of": {
  "narrow": {"op": "conv2d", "out_channels": 4, "kernel_size": 1, "bias": false, "weights": "w"},
  "wide": {"op": "conv2d", "out_channels": 6, "kernel_size": 1, "bias": false, "weights": "w"}}}]'
costs "candidates of one name that are never there together" '{"width": "narrow"}' 32 $((32 * 81))
costs "the other of them" '{"width": "wide"}' 48 $((48 * 81))

# ---- Repeated --------------------------------------------------------------------------------------------------

space '[1, 8, 9, 9]' "[{\"name\": \"turns\", \"count\": \"=choice('depth', [0, 1, 3])\", \"repeat\":
  [{\"name\": \"conv\", $conv}, {\"name\": \"norm\", \"op\": \"batch_norm2d\"}]}]"
costs "no turn of a repeat" '{"depth": 0}' 0 0
costs "one turn" '{"depth": 1}' $((one + 16)) $work
costs "three turns share a convolution and have a normalisation each" '{"depth": 3}' $((one + 3 * 16)) $((3 * work))
owners "the first turn owns what all share" '{"depth": 3}' \
  "\"turns.0.conv\":$one,\"turns.0.norm\":16,\"turns.1.conv\":0,\"turns.1.norm\":16,\"turns.2.conv\":0,\"turns.2.norm\":16"

# Even turns share one module, odd turns another.
named=$(echo "$conv" | sed 's/"shared"/"w{i % 2}"/')
space '[1, 8, 9, 9]' "[{\"count\": \"=choice('depth', [1, 2, 5])\", \"index\": \"i\", \"repeat\": {$named}}]"
costs "a name with an index: the first turn" '{"depth": 1}' $one $work
costs "the second turn has its own" '{"depth": 2}' $((2 * one)) $((2 * work))
costs "five turns have two" '{"depth": 5}' $((2 * one)) $((5 * work))

space '[1, 8, 9, 9]' "[{\"count\": \"=choice('outer', [1, 2])\", \"repeat\":
  {\"count\": \"=choice('inner', [1, 3])\", \"repeat\": {$conv}}},
  {\"name\": \"last\", $conv, \"when\": \"=choice('last', [true, false])\"}]"
costs "a repeat in a repeat, and one use behind" '{"outer": 2, "inner": 3, "last": true}' $one $((7 * work))
costs "without the last" '{"outer": 2, "inner": 1, "last": false}' $one $((2 * work))

# A block called twice shares with itself.
space '[1, 8, 9, 9]' '[{"block": "b"}, {"block": "b", "when": "=choice('"'twice'"', [true, false])"}]' \
  ", \"blocks\": {\"b\": {\"body\": [{$conv}, {\"op\": \"batch_norm2d\", \"weights\": \"norm\"}]}}"
costs "a block called twice" '{"twice": true}' $((one + 16)) $((2 * work))
costs "a block called once" '{"twice": false}' $((one + 16)) $work

# A node that nobody reads is no use.
space '[1, 8, 9, 9]' "{\"graph\": [{\"node\": \"lost\", \"from\": \"x\", $conv}, {\"node\": \"y\", \"from\": \"x\", $conv}],
  \"input\": \"x\", \"prune\": true}"
costs "a node that is left out neither works nor owns" '{}' $one $work
owners "the node that stays owns" '{}' "\"y\":$one"

# ---- What does not fit -----------------------------------------------------------------------------------------

space '[1, 8, 9, 9]' "[{\"name\": \"a\", $conv},
{\"name\": \"b\", \"op\": \"conv2d\", \"out_channels\": 4, \"kernel_size\": 3, \"bias\": false, \"weights\": \"shared\"}]"
refused "other channels" "'a' and 'b'" "3:1, module b"
space '[1, 8, 9, 9]' "[{\"name\": \"a\", $conv},
{\"name\": \"b\", \"op\": \"batch_norm2d\", \"weights\": \"shared\"}]"
refused "another operator" "'a' and 'b'" "3:1, module b"
space '[1, 8, 9, 9]' '[{"op": "conv2d", "out_channels": 16, "kernel_size": 1, "bias": false, "weights": "w"},
{"name": "b", "op": "conv2d", "out_channels": 8, "kernel_size": 1, "bias": false, "weights": "w"}]'
refused "8 to 16 channels and back" "'0' and 'b'" "3:1, module b"
space '[1, 8, 9, 9]' '{"branches": [{"op": "conv2d", "out_channels": 8, "kernel_size": [3, 1], "weights": "w"},
{"name": "b", "op": "conv2d", "out_channels": 8, "kernel_size": [1, 3], "weights": "w"}]}'
refused "a kernel that lies and one that stands" "'0' and 'b'" "3:1, module b"
space '[1, 8, 9, 9]' '{"branches": [
{"name": "a", "op": "conv2d", "out_channels": 8, "kernel_size": 3, "groups": 2, "bias": false, "weights": "w"},
{"name": "b", "op": "conv2d", "out_channels": 4, "kernel_size": 3, "bias": false, "weights": "w"}]}'
refused "two groups of 4 x 4 and one of 4 x 8" "'a' and 'b'" "4:1, module b"
space '[1, 8]' '{"graph": [{"node": "thrice", "from": "x", "op": "linear", "out_features": 3},
{"node": "a", "from": ["x", "thrice"], "op": "bilinear", "out_features": 5, "weights": "w"},
{"node": "b", "from": ["thrice", "x"], "op": "bilinear", "out_features": 5, "weights": "w"}], "input": "x"}'
refused "inputs that changed places" "'a' and 'b'" "4:1, module b"
space '[1, 8]' '{"graph": [{"node": "a", "parameter": [4, 2], "weights": "w"},
{"node": "b", "parameter": [2, 4], "weights": "w"}], "input": "x", "output": "x"}'
refused "free parameters of another shape" "'a' and 'b'" "3:1, module b"

some="{\"name\": \"b\", \"op\": \"conv2d\", \"out_channels\": 8, \"kernel_size\": \"=choice('k', [3, 5])\", \"padding\": \"same\",
 \"bias\": false, \"weights\": \"shared\"}"
space '[1, 8, 9, 9]' "[{\"name\": \"a\", $conv},
$some]"
refused "a kernel that fits in some networks" "'a' and 'b'" "3:1, module b" '{"k":5}'
space '[1, 8, 9, 9]' "[{\"name\": \"a\", $conv},
$some]" ', "constraints": ["k == 3"]'
costs "a constraint forbids the others" '{"k": 3}' $one $((2 * work))
space '[1, 8, 9, 9]' "[{\"name\": \"a\", $conv, \"when\": \"=choice('k') == 3\"},
$some]" ', "choices": {"k": {"domain": [3, 5]}}'
costs "or the other use is not there" '{"k": 3}' $one $((2 * work))
costs "a larger kernel on its own" '{"k": 5}' $((8 * 8 * 25)) $((8 * 8 * 25 * 81))

# What does not shape the tensors may differ.
space '[1, 8, 9, 9]' "{\"branches\": [{$conv}, {\"op\": \"conv2d\", \"out_channels\": 8, \"kernel_size\": [3, 3],
  \"stride\": \"=choice('stride', [1, 2])\", \"dilation\": 2, \"bias\": false, \"weights\": \"shared\"}]}"
# A kernel of 3 reaches over 5: 9 - 5 + 1 = 5 places, of stride 2 there are 3.
costs "another stride and dilation share" '{"stride": 1}' $one $((work + 8 * 8 * 9 * 25))
costs "and yet another stride" '{"stride": 2}' $one $((work + 8 * 8 * 9 * 9))
space '[1, 8, 9, 9]' '{"branches": [
  {"op": "conv2d", "out_channels": 8, "kernel_size": 3, "dilation": 4, "weights": "w"},
  [{"op": "max_pool2d", "kernel_size": 3}, {"op": "conv2d", "out_channels": 8, "kernel_size": 3, "weights": "w"}]]}'
costs "inputs that only the one or the other takes" '{}' $((one + 8)) $((2 * 8 * 8 * 9))
# Four matrices and four biases of 12, whatever the heads; the products of 5 x 5 scores and their values too.
space '[1, 5, 12]' '[{"op": "multihead_attention", "num_heads": 2, "need_weights": false, "weights": "w"},
  {"op": "multihead_attention", "num_heads": "=choice('"'heads'"', [3, 4])", "need_weights": false, "weights": "w"}]'
costs "attention shares over numbers of heads" '{"heads": 3}' $((4 * 12 * 13)) $((2 * (4 * 5 * 144 + 2 * 25 * 12)))

# ---- Free parameters -------------------------------------------------------------------------------------------

space '[1, 8, 9, 9]' '{"graph": [{"node": "scale", "parameter": [8, 1, 1]},
  {"node": "scaled", "op": "mul", "from": ["x", "scale"]},
  {"node": "own", "parameter": [1, "=choice('"'width'"', [2, 4])"]},
  {"node": "y", "op": "conv2d", "from": "scaled", "out_channels": 2, "kernel_size": 1}], "input": "x"}'
costs "free parameters count, of the shape of a choice" '{"width": 4}' $((8 + 4 + 18)) $((16 * 81))
owners "each is a module of its own" '{"width": 2}' '"scale":8,"scaled":0,"own":2,"y":18'
run profile ./space.json --metrics 'params(count_normalization=false)' --sample '{"width": 2}' --json
[ "$(cat out)" = "{\"params\":$((8 + 2 + 18))}" ]
verdict "they are no part of a normalisation" $?

space '[1, 8, 9, 9]' '{"graph": [{"node": "scale", "parameter": [8, 1, 1], "weights": "free"},
  {"node": "scaled", "op": "mul", "from": ["x", "scale"]},
  {"node": "shift", "parameter": [8, 1, 1], "weights": "free"},
  {"node": "y", "op": "add", "from": ["scaled", "shift"]}], "input": "x"}'
costs "free parameters of one name are there once" '{}' 8 0
owners "the first owns them" '{}' '"scale":8,"scaled":0,"shift":0,"y":0'

# ---- Buffers ---------------------------------------------------------------------------------------------------

# Mean and variance of 8 channels, and one count of batches.
space '[1, 8, 9, 9]' '[{"name": "batch", "op": "batch_norm2d"}, {"name": "plain", "op": "instance_norm2d"},
  {"name": "tracking", "op": "instance_norm2d", "track_running_stats": true, "affine": "=choice('"'affine'"', [true, false])"},
  {"name": "again", "op": "batch_norm2d", "weights": "n"}, {"name": "shared", "op": "batch_norm2d", "weights": "n"}]'
costs "buffers are no parameters" '{"affine": true}' $((16 + 16 + 16)) 0
run profile ./space.json --metrics 'params(count_buffers=true)' --sample '{"affine": false}' --json
[ "$(cat out)" = "{\"params\":$((16 + 17 + 17 + 16 + 17))}" ]
verdict "they count if they are asked for, each module once" $?
run profile ./space.json --metrics 'params(count_buffers=true,count_normalization=false)' --sample '{"affine": true}' \
  --breakdown --json
grep -qF '"modules":{"params":{"batch":17,"plain":0,"tracking":17,"again":17,"shared":0}}' out
verdict "without what is learned, module by module" $?
exit $failed
