#!/bin/sh
# labels: long
# Inputs and attributes that choices decide: each network of small spaces against figures that are worked out here, and
# combinations that cannot be with the constraint that forbids them.
set -u
# shellcheck source=tests/verdict.sh
. "${HWNAS_TEST_SOURCE_DIR:?}/tests/verdict.sh"
shown=space.json

space() { # INPUT NETWORK [MORE]: space.json; the network ends with a module that is there in every sample
  printf '{"format": "hwnas-space/1", "input": {"x": %s}%s, "network": [\n%s,\n{"name": "end", "op": "identity"}]}' \
    "$1" "${3-}" "$2" >space.json
}

# every.py DOMAINS FIGURES [IF]: of each combination of labels, for which IF holds, the figures; these are Python that
# sets shape, params and macs from the labels.
cat >every.py <<'END'
import itertools, json, os, re, subprocess, sys

def hwnas(*arguments, text=None):
    done = subprocess.run([os.environ["HWNAS"], "profile", "./space.json", *arguments], input=text, capture_output=True,
                          text=True)
    if done.returncode:
        sys.exit(f"{arguments}: {done.stderr}")
    return done.stdout

def conv(size, kernel, stride=1, padding=0, dilation=1):
    return (size + 2 * padding - dilation * (kernel - 1) - 1) // stride + 1

domains, figures = json.loads(sys.argv[1]), sys.argv[2]
samples = [dict(zip(domains, values)) for values in itertools.product(*domains.values())]
if len(sys.argv) > 3:
    samples = [sample for sample in samples if eval(sys.argv[3], dict(sample))]
lines = "".join(json.dumps(sample) + "\n" for sample in samples)
costs = [json.loads(line) for line in hwnas("--metrics", "params,macs", "--samples", "-", text=lines).splitlines()]
for sample, cost in zip(samples, costs):
    table = hwnas("--metrics", "params", "--breakdown", "--sample", json.dumps(sample))
    shape = json.loads(re.search(r"^end +identity +(\[[^]]*\])", table, re.M)[1])
    true = {"conv": conv} | sample
    exec(figures, true)
    if [shape, cost] != [true["shape"], {"params": true["params"], "macs": true["macs"]}]:
        sys.exit(f"{sample}: {shape} {cost}, not {true['shape']}, params {true['params']}, macs {true['macs']}")
print(f"{len(samples)} networks")
sys.exit(not (samples and len(samples) == len(costs)))
END

every() { # NAME DOMAINS FIGURES [IF]
  name=$1
  expected=
  shift
  python3 every.py "$@" >out 2>err
  status=$?
  verdict "$name" $status
}

# ---- Inputs ----------------------------------------------------------------------------------------------------

space "[1, 3, \"=choice('r', [7, 8, 12, 31])\", \"=choice('r')\"]" \
  '{"op": "conv2d", "out_channels": 8, "kernel_size": 3, "stride": 2, "padding": 1},
  {"op": "adaptive_avg_pool2d", "output_size": 1}, {"op": "flatten"}, {"op": "linear", "out_features": 5}'
every "elastic resolution" '{"r": [7, 8, 12, 31]}' '
n = (r + 1) // 2
shape, params, macs = [1, 5], 8 * 27 + 8 + 40 + 5, 8 * 27 * n * n + 40'

# Height and width apart, one of them computed; a batch; the multiply-accumulates are those of the whole batch.
space "[\"=choice('n', [1, 4])\", \"=choice('c', [1, 3])\", \"=8 * choice('h', [1, 2, 3])\", \"=choice('w', [9, 10])\"]" \
  '{"op": "conv2d", "out_channels": 4, "kernel_size": [3, 2], "stride": [2, 3]}'
every "elastic batch, channels, height and width" '{"n": [1, 4], "c": [1, 3], "h": [1, 2, 3], "w": [9, 10]}' '
shape = [n, 4, conv(8 * h, 3, 2), conv(w, 2, 3)]
params, macs = 4 * c * 6 + 4, n * 4 * c * 6 * shape[2] * shape[3]'

space "[1, 3, \"=choice('r', [8, 9])\", 8]" \
  '{"op": "conv2d", "out_channels": "=if(in0[2] > in0[3], 6, 4)", "kernel_size": 1, "stride": "=in0[2] - 7"}'
every "attributes that follow an elastic resolution" '{"r": [8, 9]}' '
wide, step = (6, 2) if r > 8 else (4, 1)
shape = [1, wide, conv(r, 1, step), conv(8, 1, step)]
params, macs = 4 * wide, 3 * wide * shape[2] * shape[3]'

# ---- Sequences -------------------------------------------------------------------------------------------------

# Four projections of E x E with biases, L x L scores and as many weights of E features in all heads together.
space "[2, \"=choice('length', [1, 5, 16])\", 12]" \
  "{\"op\": \"multihead_attention\", \"num_heads\": \"=choice('heads', [1, 2, 3, 4])\", \"need_weights\": false}"
every "elastic sequence length, and heads" '{"length": [1, 5, 16], "heads": [1, 2, 3, 4]}' '
shape, params = [2, length, 12], 4 * 12 * 13
macs = 2 * (4 * length * 144 + 2 * length * length * 12)'

# The features are inferred, and so is embed_dim.
space "[1, \"=choice('length', [5, 9])\", 7]" "{\"op\": \"linear\", \"out_features\": \"=choice('embed', [12, 24])\", \"bias\": false},
  {\"op\": \"multihead_attention\", \"num_heads\": \"=choice('heads', [3, 4])\", \"need_weights\": false}"
every "elastic embed_dim" '{"length": [5, 9], "embed": [12, 24], "heads": [3, 4]}' '
shape, params = [1, length, embed], 7 * embed + 4 * embed * (embed + 1)
macs = 7 * length * embed + 4 * length * embed ** 2 + 2 * length ** 2 * embed'

space '[1, 6, 10]' '{"op": "linear", "out_features": "=heads * head_dim", "bias": false},
  {"op": "multihead_attention", "num_heads": "=heads", "need_weights": false},
  {"op": "linear", "out_features": "=10", "bias": false}' \
  ", \"let\": {\"heads\": \"=choice('heads', [1, 2, 5])\", \"head_dim\": \"=choice('head_dim', [4, 6])\"}"
every "elastic head_dim" '{"heads": [1, 2, 5], "head_dim": [4, 6]}' '
embed = heads * head_dim
shape, params = [1, 6, 10], 2 * 10 * embed + 4 * embed * (embed + 1)
macs = 2 * 6 * 10 * embed + 4 * 6 * embed ** 2 + 2 * 36 * embed'

# Attention, two linear layers over F, scale and shift of two normalisations.
layer="\"op\": \"transformer_encoder_layer\", \"nhead\": \"=choice('heads', [2, 4])\",
  \"dim_feedforward\": \"=choice('hidden', [6, 32])\""
space "[1, \"=choice('length', [3, 10])\", 8]" "{\"count\": \"=choice('depth', [0, 1, 3])\", \"repeat\": {$layer}}"
every "layers of a transformer over elastic lengths" \
  '{"length": [3, 10], "heads": [2, 4], "hidden": [6, 32], "depth": [0, 1, 3]}' '
shape, params = [1, length, 8], depth * (4 * 8 * 9 + 2 * 8 * hidden + hidden + 8 + 4 * 8)
macs = depth * (4 * length * 64 + 2 * length ** 2 * 8 + 2 * length * 8 * hidden)'
turn="\"op\": \"transformer_encoder_layer\", \"nhead\": 2, \"dim_feedforward\": \"=choice('hidden{i}', [6, 32])\""
space "[1, \"=choice('length', [3, 10])\", 8]" "{\"count\": 2, \"index\": \"i\", \"repeat\": {$turn}}"
every "a choice per layer" '{"length": [3, 10], "hidden0": [6, 32], "hidden1": [6, 32]}' '
both = hidden0 + hidden1
shape, params = [1, length, 8], 2 * (4 * 8 * 9 + 8 + 4 * 8) + 17 * both
macs = 2 * (4 * length * 64 + 2 * length ** 2 * 8) + 2 * length * 8 * both'

# Keys and values of another length and width.
space "[1, \"=choice('queries', [4, 7])\", 8]" "{\"graph\": [
  {\"node\": \"turned\", \"op\": \"transpose\", \"dim0\": 1, \"dim1\": 2, \"from\": \"x\"},
  {\"node\": \"short\", \"op\": \"conv1d\", \"out_channels\": \"=choice('wide', [6, 10])\", \"kernel_size\": 2, \"stride\": 2,
   \"bias\": false},
  {\"node\": \"keys\", \"op\": \"transpose\", \"dim0\": 1, \"dim1\": 2},
  {\"node\": \"y\", \"op\": \"multihead_attention\", \"num_heads\": 2, \"need_weights\": false,
   \"from\": [\"x\", \"keys\", \"keys\"]}],
  \"input\": \"x\"}"
every "elastic keys and values" '{"queries": [4, 7], "wide": [6, 10]}' '
keys = queries // 2
shape, params = [1, queries, 8], 8 * wide * 2 + 2 * 64 + 2 * 8 * wide + 4 * 8
macs = 8 * wide * 2 * keys + 2 * queries * 64 + 2 * keys * 8 * wide + 2 * queries * keys * 8'

# ---- Attributes ------------------------------------------------------------------------------------------------

space '[1, 4, 13, 11]' "{\"op\": \"conv2d\", \"out_channels\": 6, \"kernel_size\": 3, \"stride\": \"=choice('s', [1, 2, 3])\",
  \"dilation\": \"=choice('d', [1, 2])\", \"padding\": \"=choice('p', [0, 1, 3])\"}"
every "stride, dilation and padding" '{"s": [1, 2, 3], "d": [1, 2], "p": [0, 1, 3]}' '
shape = [1, 6, conv(13, 3, s, p, d), conv(11, 3, s, p, d)]
params, macs = 6 * 36 + 6, 6 * 36 * shape[2] * shape[3]'
space '[1, 4, 13, 11]' "{\"op\": \"conv2d\", \"out_channels\": 6, \"kernel_size\": [3, 2],
  \"stride\": \"=[choice('s', [1, 2]), 1]\",
  \"dilation\": \"=[1, choice('d', [1, 3])]\", \"padding\": \"=choice('p', [[0, 1], [2, 0]])\"}"
every "each dimension its own" '{"s": [1, 2], "d": [1, 3], "p": [[0, 1], [2, 0]]}' '
shape = [1, 6, conv(13, 3, s, p[0]), conv(11, 2, 1, p[1], d)]
params, macs = 6 * 24 + 6, 6 * 24 * shape[2] * shape[3]'

space '[1, 12, 9, 9]' "{\"op\": \"conv2d\", \"out_channels\": \"=choice('c', [12, 24])\", \"kernel_size\": 3,
  \"groups\": \"=choice('g', [1, 2, 3, 12])\"}"
every "groups" '{"c": [12, 24], "g": [1, 2, 3, 12]}' '
shape = [1, c, 7, 7]
params, macs = c * 12 // g * 9 + c, 49 * c * 12 // g * 9'
space '[1, 12, 9, 9]' "{\"op\": \"conv2d\", \"out_channels\": \"=choice('c', [12, 24])\", \"kernel_size\": 1, \"bias\": false},
  {\"op\": \"conv2d\", \"out_channels\": \"=in0[1]\", \"kernel_size\": 3, \"bias\": false,
   \"groups\": \"=if(choice('deep', [true, false]), in0[1], 1)\"}"
every "as many groups as channels, or one" '{"c": [12, 24], "deep": [true, false]}' '
shape, each = [1, c, 7, 7], c * 9 if deep else c * c * 9
params, macs = 12 * c + each, 12 * c * 81 + each * 49'

space '[1, 2, 9, 9]' "{\"op\": \"conv2d\", \"out_channels\": 4, \"kernel_size\": \"=choice('k', [1, 2, 5])\",
  \"padding\": \"=choice('p', ['same', 'valid', 1, 2])\"}"
every "padding in words and numbers" '{"k": [1, 2, 5], "p": ["same", "valid", 1, 2]}' '
size = 9 if p == "same" else conv(9, k, 1, 0 if p == "valid" else p)
shape, params, macs = [1, 4, size, size], 8 * k * k + 4, 8 * k * k * size * size'
space '[1, 2, 9, 9]' "{\"op\": \"conv2d\", \"out_channels\": 4, \"kernel_size\": \"=choice('k', [3, 5])\",
  \"stride\": \"=choice('s', [1, 2])\", \"padding\": \"=if(choice('s') == 1, 'same', choice('k') // 2)\"}"
every "'same' where the stride allows it" '{"k": [3, 5], "s": [1, 2]}' '
size = 9 if s == 1 else 5
shape, params, macs = [1, 4, size, size], 8 * k * k + 4, 8 * k * k * size * size'

space '[1, 2, 9, 9]' "{\"op\": \"conv2d\", \"out_channels\": 4, \"kernel_size\": \"=choice('k', [[1, 3], [3, 1], [5, 2], 4])\"}"
every "kernels as lists" '{"k": [[1, 3], [3, 1], [5, 2], 4]}' '
a, b = k if isinstance(k, list) else (k, k)
shape = [1, 4, 10 - a, 10 - b]
params, macs = 8 * a * b + 4, 8 * a * b * shape[2] * shape[3]'

space '[1, 6, 5, 5]' "{\"op\": \"conv_transpose2d\", \"out_channels\": 4, \"kernel_size\": \"=choice('k', [2, 3])\",
  \"stride\": \"=choice('s', [2, 3])\", \"output_padding\": \"=choice('o', [0, 1])\", \"groups\": \"=choice('g', [1, 2])\", \"bias\": false}"
every "transposed convolutions" '{"k": [2, 3], "s": [2, 3], "o": [0, 1], "g": [1, 2]}' '
size = 4 * s + k + o
shape, params, macs = [1, 4, size, size], 6 * 4 // g * k * k, 25 * 6 * 4 // g * k * k'
space '[1, 6, 11, 11]' "{\"op\": \"max_pool2d\", \"kernel_size\": \"=choice('k', [2, 3])\", \"stride\": \"=choice('s', [1, 2])\",
  \"ceil_mode\": \"=choice('up', [true, false])\"},
  {\"op\": \"conv2d\", \"out_channels\": 2, \"kernel_size\": 1, \"bias\": false}"
every "pooling" '{"k": [2, 3], "s": [1, 2], "up": [true, false]}' '
size = -(-(11 - k) // s) + 1 if up else (11 - k) // s + 1
shape, params, macs = [1, 2, size, size], 12, 12 * size * size'

# ---- What cannot be --------------------------------------------------------------------------------------------

# Adds what messages propose until nothing is refused: N constraints in all, so many networks stay.
mended() { # NAME MESSAGE N FEASIBLE
  constraints=
  n=0
  cp space.json free.json
  run space check ./space.json
  grep -qF "error[E0211]: $2" err && [ "$status" -eq 2 ]
  verdict "$1" $?
  while [ "$status" -ne 0 ] && [ $n -lt 9 ]; do
    sed -n 's/^.*forbid the combination:  "constraints": \[\(".*"\)\]$/\1/p' err >proposed
    constraints="$constraints${constraints:+, }$(paste -sd, proposed)"
    n=$((n + $(wc -l <proposed)))
    sed "1s/^{/{\"constraints\": [$constraints], /" free.json >space.json
    run space check ./space.json
  done
  expected="$3 constraints, $4 networks"
  run space count ./space.json --json
  [ $n -eq "$3" ] && grep -qF "\"feasible\":\"$4\"" out
  verdict "$1: the proposed constraints mend it" $?
}

space "[1, \"=choice('c', [6, 8])\", 9, 9]" \
  "{\"name\": \"conv\", \"op\": \"conv2d\", \"out_channels\": 12, \"kernel_size\": 3, \"groups\": \"=choice('g', [1, 2, 4])\"}"
mended "groups that do not divide" \
  "operator 'conv2d' refuses its input [1, 6, 9, 9]: 6 input and 12 output channels do not divide into 4 groups (./space.json:2:1, module conv)" \
  1 5
every "the other groups" '{"c": [6, 8], "g": [1, 2, 4]}' '
shape, params, macs = [1, 12, 7, 7], 12 * c // g * 9 + 12, 49 * 12 * c // g * 9' 'not (c == 6 and g == 4)'

space "[1, 5, \"=choice('e', [12, 16])\"]" \
  "{\"name\": \"attention\", \"op\": \"multihead_attention\", \"num_heads\": \"=choice('heads', [2, 3, 6])\", \"need_weights\": false}"
mended "heads that do not divide" \
  "operator 'multihead_attention' refuses its input [1, 5, 16]: 16 features do not divide into 3 heads" 2 4
every "the other heads" '{"e": [12, 16], "heads": [2, 3, 6]}' '
shape, params, macs = [1, 5, e], 4 * e * (e + 1), 20 * e * e + 50 * e' 'e % heads == 0'

space '[1, 3, 9, 9]' "{\"op\": \"conv2d\", \"out_channels\": 4, \"kernel_size\": 3, \"stride\": \"=choice('s', [1, 2])\",
  \"padding\": \"=choice('p', ['same', 1])\"}"
mended "'same' with a stride" "operator 'conv2d' refuses its input [1, 3, 9, 9]: padding 'same' needs stride 1, not 2" 1 3
every "the others" '{"s": [1, 2], "p": ["same", 1]}' '
size = 9 if s == 1 else 5
shape, params, macs = [1, 4, size, size], 112, 108 * size * size' 's == 1 or p == 1'

space "[1, 3, \"=choice('r', [5, 8])\", 8]" \
  "{\"op\": \"conv2d\", \"out_channels\": 4, \"kernel_size\": 3, \"dilation\": \"=choice('d', [1, 2, 3])\"}"
mended "a kernel that reaches over a small input" \
  "operator 'conv2d' refuses its input [1, 3, 5, 8]: a kernel over 7 (kernel_size 3, dilation 3)" 1 5
every "the smaller reaches" '{"r": [5, 8], "d": [1, 2, 3]}' '
shape = [1, 4, r - 2 * d, 8 - 2 * d]
params, macs = 112, 108 * shape[2] * shape[3]' '2 * d < r'
exit $failed
