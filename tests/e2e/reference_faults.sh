#!/bin/sh
# What a well-known profiler of networks gets wrong, done right: modules used twice, steps of slices, windows that hang over,
# parameters shared between places, operators that stop it.
set -u
hwnas=${HWNAS:?}
failed=0

space() { # FILE INPUT NETWORK
  printf '{"format": "hwnas-space/1", "input": {"x": %s}, "network": %s}' "$2" "$3" >"$1"
}

prices() { # NAME FILE METRICS EXPECTED
  "$hwnas" profile "./$2" --metrics "$3" --sample '{}' --json >out 2>err
  if [ "$(cat out)" = "$4" ]; then
    echo "ok $1"
  else
    echo "not ok $1: $(cat out err)"
    failed=1
  fi
}

costs() { # NAME FILE FLOPS PARAMS
  prices "$1" "$2" flops,params "{\"flops\":$3,\"params\":$4}"
}

conv='{"op": "conv2d", "out_channels": 8, "kernel_size": 3, "padding": 1, "bias": false, "weights": "shared"}'
space twice.json '[1, 8, 9, 9]' "[$conv, $conv]"
costs "a module that is used twice works twice and has its parameters once" twice.json $((2 * 8 * 8 * 9 * 81)) $((8 * 8 * 9))

last='{"op": "conv2d", "out_channels": 8, "kernel_size": 1, "bias": false}'
space slice.json '[1, 1, 9, 9]' "[{\"op\": \"slice\", \"dim\": 2, \"step\": 2}, {\"op\": \"slice\", \"dim\": 3, \"step\": 2}, $last]"
costs "every second of nine is five" slice.json 200 8
space ceil.json '[1, 1, 9, 9]' "[{\"op\": \"max_pool2d\", \"kernel_size\": 2, \"ceil_mode\": true}, $last]"
costs "the last window of max pooling hangs over" ceil.json 200 8
space ceil_avg.json '[1, 1, 9, 9]' "[{\"op\": \"avg_pool2d\", \"kernel_size\": 2, \"ceil_mode\": true}, $last]"
costs "the last window of average pooling hangs over" ceil_avg.json 200 8

linear='{"op": "linear", "out_features": 4, "bias": false, "weights": "w"}'
space parents.json '[1, 4]' "{\"branches\": [[$linear, {\"op\": \"relu\"}], [{\"op\": \"tanh\"}, $linear]], \"merge\": \"add\"}"
costs "parameters that two places share are there once" parents.json $((2 * 16 + 2 * 4)) 16

same='{"op": "conv2d", "out_channels": 4, "kernel_size": 4, "padding": "same", "bias": false}'
space same.json '[1, 1, 9, 9]' "[$same]"
costs "padding 'same' of an even kernel" same.json $((4 * 16 * 81)) 64

# A tensor and numbers and parameters between modules.
space scaled.json '[2, 4, 6]' '{"graph": [
  {"node": "scale", "parameter": [4, 1]},
  {"node": "scaled", "op": "mul", "from": ["x", "scale"]},
  {"node": "halves", "op": "mul", "value": 0.5},
  {"node": "less", "op": "sub", "from": ["halves", "x"]},
  {"node": "sum", "op": "sum", "dim": 2},
  {"node": "y", "op": "linear", "out_features": 3}], "input": "x"}'
costs "functions, numbers and free parameters between modules" scaled.json $((3 * 4 + 3)) $((4 + 3 * 4 + 3))

# Layers whose parameters are not counted there at all.
space norms.json '[1, 6, 5, 5]' '[{"op": "group_norm", "num_groups": 3}, {"op": "instance_norm2d", "affine": true},
  {"op": "prelu", "num_parameters": 6}, {"op": "flatten", "start_dim": 2}, {"op": "layer_norm", "normalized_shape": 25}]'
costs "parameters of every normalisation and of prelu" norms.json 0 $((12 + 12 + 6 + 50))

space attention.json '[1, 8, 6]' '[{"op": "multihead_attention", "num_heads": 3, "need_weights": false}]'
prices "parameters of attention, its biases included" attention.json params "{\"params\":$((4 * 36 + 24))}"

# Batches: the same per sample.
for n in 1 4; do
  space batch.json "[$n, 3, 8, 8]" '[{"op": "conv2d", "out_channels": 2, "kernel_size": 3}, {"op": "batch_norm2d"}]'
  costs "a batch of $n" batch.json $((2 * 36 * (27 + 1) + 2 * 36 * 4)) $((2 * 27 + 2 + 4))
done
exit $failed
