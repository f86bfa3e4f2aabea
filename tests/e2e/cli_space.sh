#!/bin/sh
# Verbs about spaces, on the hub.
set -u
# shellcheck source=tests/verdict.sh
. "${HWNAS_TEST_SOURCE_DIR:?}/tests/verdict.sh"
spaces=${HWNAS_SOURCE_DIR:?}/spaces

run space list
grep -q '^nasbench201 *6 *15625 *\[1, 3, 32, 32\]' out && [ $status -eq 0 ]
verdict "list" $?
run space list --json
grep '"name":"nasbench201"' out | grep -q '"labels":6,"networks":"15625","input":{"image":\[1,3,32,32\]}'
verdict "list as JSON" $?

run space count nasbench201 --json
[ "$(cat out)" = '{"samples":"15625","networks":"15625","feasible":"15625","exact":true}' ] && [ $status -eq 0 ]
verdict "count as JSON" $?
run space count "$spaces/nasbench201.json"
grep -q '^networks  *15625 ' out
verdict "count of a file" $?

run space show nasbench201
grep -q 'choose cell/0_1 .*\[cell/0_1: none, skip_connect, conv_1x1, conv_3x3, avg_pool_3x3\]' out &&
  grep -q '^cell/2_3 *5 .* always' out && [ $status -eq 0 ]
verdict "show" $?
grep -q 'conv2d *\[1, 16, 32, 32\]' out
verdict "show has shapes" $?
if printf '\033' | grep -q -f - out; then false; fi
verdict "no colours in a file" $?
run space show mobilenet_v3 --published mobilenetv3-small-100
grep -q '^{"name":"mobilenetv3-small-100","source":.*"parameters":{.*"sample":{' out && [ $status -eq 0 ]
verdict "published network" $?
run space show mobilenet_v3 --published mobilenetv3-small-10
[ $status -eq 2 ] && grep -q "E0216" err && grep -q "did you mean 'mobilenetv3-small-100'" err
verdict "misspelt published network" $?

run space check mobilenet_v3
grep -q 'depends on: s0_width_mult (dim 1)' out && grep -q ': all shapes inferred; 67 choices' out
verdict "check" $?

cat >constrained.json <<'END'
{"format": "hwnas-space/1", "name": "constrained", "input": {"image": [1, 3, 4, 4]}, "constraints": ["kernel < 4"],
 "network": [{"op": "conv2d", "out_channels": 8, "kernel_size": "=choice('kernel', [3, 5, 7])"}]}
END
run space check ./constrained.json
grep -q '^  0 *conv2d *\[1, 8, 2, 2\]' out && [ $status -eq 0 ]
verdict "shapes that a constraint excludes are not shown" $?
grep -q ': all shapes inferred; 1 choice, 1 constraint, 2 modules, 1 operator (1 different)' out
verdict "counts of one" $?

run space show nasbench202
[ $status -eq 2 ] && grep -q 'E0201' err && grep -q "did you mean 'nasbench201'" err
verdict "misspelt space" $?
run space count nasbench201 --param num_lables=3
[ $status -eq 2 ] && grep -q 'E0202' err && grep -q "did you mean 'num_labels'" err
verdict "misspelt parameter" $?
run space show nasbench201 --param num_labels=7
grep -q '^nasbench201 .*\[1, 7\]' out && grep -q 'num_labels = 7' out
verdict "parameter" $?
run space show ./missing.json
[ $status -eq 2 ] && grep -q '^hwnas: error\[E' err
verdict "missing file" $?

run space sample nasbench201 -n 2000 --seed 4
grep -q 'law: uniform over networks (seed 4)' err && [ "$(wc -l <out)" -eq 2000 ]
verdict "sample" $?
cp out first
run space sample nasbench201 -n2000 --seed=4
cmp -s out first
verdict "same seed, same samples" $?
run space sample nasbench201 -n 2000 --seed 5
if cmp -s out first; then false; fi
verdict "other seed, other samples" $?
run space sample nasbench201 --law labels
grep -q 'law: uniform over labels' err && [ "$(wc -l <out)" -eq 1 ]
verdict "sample by labels" $?

run space check mobilenet_v3 --explain s1.1.body.body.expand.0
grep -q '^attribute out_channels .* s1_width_mult, s1_i1_exp$' out && grep -q '^present .*s1_depth is 2 or 3 or 4' out
verdict "explain a module" $?
grep -q 'out_channels = c = {8,.*}$' out && grep -q '^ *hidden = make_divisible(in0\[1\] \* choice(.*(mobilenet_v3.json:[0-9:]*)$' out &&
  grep -q '^  224 .*image .*input, dims 2-3$' out
verdict "explain how a dimension came about" $?
run space check mobilenet_v3 --explain s1.1.body.body.expand.0 --json
python3 -c '
import json
origins = json.load(open("out"))["origins"]
made, = [o for o in origins if o["dims"] == [1]]
first = made["steps"][0]
assert first["kind"] == "made" and first["module"] == "s1.1.body.body.expand.0", first
assert [a["name"] for a in first["attributes"]] == ["out_channels"], first
assert "hidden" in [d["name"] for d in first["where"]], first
height, = [o for o in origins if 2 in o["dims"]]
assert height["dims"] == [2, 3]
assert [s["sizes"] for s in height["steps"]] == [[56], [112], [224]], height
assert height["steps"][-1]["input"] == "image"'
verdict "the same as JSON" $?
run space check mobilenet_v3 --explain s1_i1_ks --json
grep -q '"choice":"s1_i1_ks","domain":\[3,5,7\]' out && grep -q '"what":"attribute padding"' out
verdict "explain a choice as JSON" $?
run space check mobilenet_v3 --explain s1_i1_kx
[ $status -eq 2 ] && grep -q 'E0219' err && grep -q "did you mean 's1_i1_ks'" err
verdict "explain what is not there" $?

one='"cell/0_1":"none","cell/0_2":"none","cell/1_2":"avg_pool_3x3","cell/0_3":"conv_1x1","cell/1_3":"conv_3x3"'
run space diff nasbench201 "{$one,\"cell/2_3\":\"conv_3x3\"}" "{$one,\"cell/2_3\":\"conv_1x1\"}"
grep -q '^cell/2_3  *conv_3x3  *conv_1x1$' out && [ "$(grep -c 'conv_1x1.1  *-  *conv2d' out)" -eq 15 ] &&
  grep -q 'stack0.cell0.*conv_3x3.1  *conv2d \[1, 16, 32, 32\]  *-  *-2359296  *-2304$' out
verdict "two networks side by side" $?
run space diff nasbench201 "{$one,\"cell/2_3\":\"conv_3x3\"}" "{$one,\"cell/2_3\":\"conv_1x1\"}" --metrics flops,params,depth --json
python3 -c '
import json
diff = json.load(open("out"))
assert diff["choices"] == {"cell/2_3": ["conv_3x3", "conv_1x1"]}, diff["choices"]
for metric, (a, b) in diff["metrics"].items():
    parts = [m["metrics"][metric] for m in diff["modules"].values()]
    assert sum(y - x for x, y in parts) == b - a, metric
a, b = diff["metrics"]["params"]
assert a - b == sum(5 * c * c * 8 for c in (16, 32, 64)), (a, b)'
verdict "the same as JSON, and the parts add up" $?
run space diff mobilenet_v3 mobilenetv3-large-100 cream-481
[ $status -eq 2 ] && grep -q 'E020' err
verdict "networks of other parameters" $?
run space diff mobilenet_v3 mobilenetv3-large-100 mobilenetv3-large-100
grep -q '^the same network$' out && grep -q '^flops  *236511744  *236511744  *0$' out
verdict "a network and itself" $?
run space diff nasbench201 "{$one}" '{}'
[ $status -eq 2 ] && grep -q "label 'cell/2_3' is missing.*(A:1:1)" err
verdict "a sample that is not whole" $?

run space count mobilenet_v3 --param preset=small --json
grep -q '"networks":"1024671027903750"' out
verdict "preset" $?
run space count mobilenet_v3 --param preset=smal
[ $status -eq 2 ] && grep -q 'E0202' err && grep -q "did you mean 'small'" err
verdict "misspelt preset" $?
run space show mobilenet_v3 --published cream-481
grep -q '"parameters":{"base_widths":\[16,.*"depth_range":\[1,6\]' out
verdict "a published network tells its parameters in full" $?
run profile proxyless_nas --param 'resolution=[160,224]' --metrics flops --sample '{}'
[ $status -eq 2 ] && grep -q "'resolution'" err
verdict "a list makes a parameter a choice" $?

cat >mine.json <<'END'
{"format": "hwnas-space/1", "name": "mine", "input": {"x": [1, 3, 8, 8]},
 "choices": {"unused": {"domain": [1, 2]}}, "network": [{"op": "flatten"}]}
END
run space show ./mine.json
grep -q '^unused  *2  1, 2  *never: no module reads it' out && sed -n 1p out | grep -q '^module'
verdict "a choice that nothing reads, and no description" $?

run space count mobilenet_v3 --param 'stride=[2,1,2,2,2,1,2,1,1,1]'
[ $status -eq 2 ] && grep -q "E0221.*len(stride) == len(base_widths)" err
verdict "a list that is too long is no list to cut" $?
for heads in 0 2.5 '[0, 3]' '[2.5]'; do
  run space count autoformer --param "search_num_heads=$heads"
  [ $status -eq 2 ] && grep -q "^hwnas: error\[E.*autoformer.json" err
  verdict "attention of $heads heads is refused" $?
done
exit $failed
