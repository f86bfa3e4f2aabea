#!/usr/bin/env python3
"""Writes the hand-made part of the corpus again: one text per line of the lists below, named by its number."""
import pathlib

HERE = pathlib.Path(__file__).parent

EXPRESSION = r"""
1 + 2 * 3 // 4 % 5 - 6 / 7
2 ** 3 ** 2 + -2 ** 2
9223372036854775807 + 1
-9223372036854775808 // -1
1 <= n < 5 and not n == 3 or n in [1, 2] and n not in list
if(n > 3, list[0], broken)
[i * j for i in range(4) for j in list if j > i]
sum(i for i in range(10)) + min(list) + max(1, 2) + len(word)
any(i > 2 for i in list) and all([true, False])
make_divisible(32 * half, 8)
sorted([3, 1, 2])[-1] + abs(-3) + floor(1.5) + ceil(1.5) + round(2.5)
int('12') + float('1e3') + int(2.9)
str(12) + 'a{n}b{{c}}'
has(set, 24)
f(1, 2, list)
range(1, 10, 3) + [1, 2] * 3
bool(nothing) or None
s{i}_depth
cell/{n}_{n + 1}
{word}{word}
1e308 * 10 - huge
[[1, [2, [3]]], 'x', none]
'{'{n}'}'
big * big
small // 0
small % -1
range(-9223372036854775807, 9223372036854775807)
len([1 for i in range(256) for j in range(256)])
"""

METRICS_TEXT = r"""
flops,params\nflops <= 300e6\n200e6<=flops<=300e6
flops(count_bias=false),f2=flops(convention=full)\nf2 > flops and depth > 1
params\nlabel('op0') == 'conv'\nop0 == 'pool' or width == 24
macs, depth ,entropy\nmacs/depth < 100 and (entropy > 1 or not late)
flops(count_bias=[1,{"a":2}])
flops(convention="nni\)\nif(flops > 1, 1, 0)
x=flops,x=params
flops\nflops // params ** 2 % 7 - -3 >= min(flops, max(1, abs(-2)), floor(0.5), ceil(0.5))
\nwidth in [16, 24] and depth == 1
flops\n0 / 0 < 1
flops(
,
flops\n
"""

CONDITIONS = r"""
flops <= 50000
30000 <= flops < 60000\nparams < 1e3
flops > 1e5\nflops < 1e5
flops == 19370
width in [16, 24] and depth == 1\nparams >= 500
not flops > 40000 or op0 == 'conv'
flops / params < 20\nlate or scale > 1
flops * 0 == 0
params > flops\nflops < 1e300
act == 'relu' and late\n1 < params < 2
flops < 0 / 0
flops <= 1e-300\nparams >= -9223372036854775808
0.5 < scale <= 1.5\nsize * width < 400\nflops < 9223372036854775807
flops != params
label('op0') == 'conv'\nlabel('op2') != 'conv'\nflops<1e5
flops
flops <
flops<1e5\nflopz<1
30000 <= flops < 30615\nparams < 1e3
flops != flops
"""

SAMPLE = r"""
{"size":16,"width":24.0,"depth":3,"op0":"conv","op1":"conv","op2":"pool","act":"hardswish","scale":1.5}
{"size":8,"width":16,"depth":3,"op0":"pool","op1":"none","op2":"none","act":"relu","late":true,"scale":1}
{"size":[8],"width":40,"depth":1,"op0":"none","act":"relu","late":0,"scale":0.5}
{"size":8,"width":40,"depth":3}
{}
[]
{"size":8,"size":8}
{"siz":1,"depht":2,"width":"24"}
{"size":8,"width":16,"depth":1,"op0":"conv","op1":"conv","op2":{},"act":"relu","late":null,"scale":[[1]]}
{"size":1e400}
{"size":9223372036854775808}
{"size":NaN}
"""

RUN_FILE = r"""
{"format":"hwnas-run/1","space":{"use":"small"},"objectives":[{"metric":"flops","goal":"minimize"}]}
{"format":"hwnas-run/1","space":{"use":"small"},"profilers":{"f":{"use":"flops","count_bias":false}},"constraints":["f <= 1e6","depth > 1"],"objectives":[{"metric":"params","goal":"maximize"}],"strategy":{"use":"random","middleware":[{"use":"filter","keep":"f > 1"}]},"budget":{"trials":5,"time":"1h"},"seed":3,"out":"x"}
{"format":"hwnas-run/1","space":{"use":"small","params":{"a":1}},"plugins":{"path":[],"load":[]}}
{"format":"hwnas-run/1","space":{"use":"smal"},"objectives":[{"metric":"flopz"}]}
{"format":"hwnas-run/1","space":{"use":"small"},"evaluator":{"use":"table"},"executor":{"use":"local","workers":4,"batch":2}}
{"format":"hwnas-run/2"}
"""

SPACE_HEAD = '{"format":"hwnas-space/1","input":{"x":[1,3,8,8]},'
SPACE_FILE = r"""
"network":{"op":"conv2d","out_channels":"=choice('w',[1,2])","kernel_size":3}}
"let":{"a":"=b","b":"=a"},"network":{"op":"conv2d","out_channels":"=a","kernel_size":1}}
"let":{"f(n)":"=if(n <= 0, 1, n * f(n - 1))"},"network":{"op":"conv2d","out_channels":"=f(5)","kernel_size":1}}
"blocks":{"b":{"body":{"block":"b"}}},"network":{"block":"b"}}
"network":{"repeat":{"repeat":{"op":"relu"},"count":3},"count":"=choice('d',[1,2])","index":"i"}}
"network":{"choose":"c","of":{"a{i}":{"op":"relu","for":{"i":"=range(3)"}},"b":{"op":"identity"}}}}
"network":{"switch":"=choice('s',[1,2,3])","cases":{"1":{"op":"relu"},"2":[]},"default":{"op":"identity"}}}
"network":{"residual":{"op":"relu"},"shortcut":"=choice('r',[false,true])"}}
"network":{"branches":[{"op":"relu"},{"op":"identity","when":"=choice('b',[0,1])"}],"merge":"cat"}}
"network":{"graph":[{"node":"a","op":"relu"},{"node":"b","op":"add","from":["a","input"]}],"output":"b","prune":true}}
"choices":{"x":{"domain":[1,2]},"y":{"domain":["a","b"],"active":{"over":["x"],"table":[false,true]}}},"constraints":["x < 2 or y == 'a'"],"network":[{"op":"relu","when":"=choice('y') == 'a'"},{"op":"elu","when":{"over":["x"],"table":[true,false]}}]}
"formulas":{"mine":{"attributes":{"k":3},"shape":["=in0"],"work":{"macs":"=k"},"weights":{"weight":"=k"},"cost":1}},"network":{"op":"mine","k":"=choice('k',[1,2])"}}
"parameters":{"p":4,"q":"a"},"presets":{"big":{"p":8}},"published":{"one":{"source":"s","parameters":{"p":8},"sample":{}}},"network":{"op":"conv2d","out_channels":"=p","kernel_size":1}}
"network":[{"parameter":[1,3,8,8]},{"op":"relu","weights":"w","leaf":true}]}
"network":{"block":"b"},"blocks":{"b":{"args":["a"],"body":[]}}}
"network":{"graph":[{"node":"a","op":"relu"}],"input":[],"output":[]}}
"network":{"graph":[{"node":"a","op":"relu"},{"node":"b","from":["input","a"],"input_choice":"i"},{"node":"c","from":"=['a','b']","input_choice":"j","n_chosen":"any","include":"=choice('l',[0,1])"},{"node":"d","merge":"add","of":[{"from":"input","op":"elu"},{"from":"c","sequential":[],"include":"=has(choice('j'),0)"}]}],"prune":true}}
"derived":{"on(t)":"=has(choice('s',subsets(3)),t)","all":"=sum(int(on(t)) for t in range(3))"},"constraints":[{"for":{"t":[0,1]},"require":"on(t) or all > 0"}],"network":[{"op":"relu","when":"=len(choice('s',subsets(3))) > 1"},{"op":"conv2d","out_channels":"=1 + all","kernel_size":1}]}
"network":[{"branches":[{"op":"relu"},{"op":"identity"}]},{"cell":"c","nodes":2,"merge":"loose_end","of":{"a":{"op":"relu"},"b":{"op":"max_pool2d","kernel_size":3,"stride":"=if(input < 2, 1, 1)","padding":1}}}]}
"choices":{"s":{"domain":"=[set([0]), set([0, 2]), set([])]"}},"network":{"graph":[{"for":{"i":"=range(2)"},"nodes":[{"node":"a{i}","op":"relu","include":"=i in choice('s')"},{"node":"b{i}","from":["input","a{i}"],"input_choice":"p{i}","n_chosen":2,"merge":"cat"}]}],"output":"b1"}}
"""


COMMAND_REPORT = r"""
{"step": 3, "accuracy": 0.81}\n{"accuracy": 0.93, "final": true}\n
epoch 1\n{"step": 0, "a": 1, "b": 2}\n{"step": 0, "a": 3}\nwords{"final": true}\n{"a": 1e300, "b": -0, "final": true}
{"accuracy": NaN, "final": true}\n
{"accuracy": "high", "final": true}\n
{"final": true}\n{"accuracy": null, "final": false}\n
{"step": -1, "a": 1}\n{"step": 1.5, "a": 1}\n{"step": "3", "a": 1}\n{"step": 1e16, "a": 1}\n
{"a": 1, "a": 2, "final": true}\n{"a": {"b": [1]}, "final": true}\n
{"accuracy": 0.5, "final": true
{\n{}\n[]\n\n
"""

TABLE = r"""
size,width,depth,op0,act,scale,accuracy,ms\n8,16,1,conv,hardswish,1,0.5,\n8,24,1,none,hardswish,0.5,,1e3\n
"size","width",depth,op0,act,scale,"a ""b"", c"\r\n8,40,1,pool,"hardswish",1.5,-1\r\n
{"sample":{"size":8,"width":16,"depth":1,"op0":"conv","act":"hardswish","scale":1},"metrics":{"a":1,"b":null}}\n{"sample":{"size":16,"width":16,"depth":1,"op0":"conv","act":"hardswish","scale":1},"metrics":{"b":2}}
{"sample":{},"metrics":{}}
{"metrics":{"a":1}}
size,width,depth\n8,16,1\n
accuracy\n0.5\n0.6
size,,a\n
a,a\n
size,width,depth,op0,act,scale,a\n8,16,1,conv,hardswish,1,inf\n8,16,1,conv,hardswish,1.0,nan\n
size,a\n8\n
"""

SCORES = r"""
{"format":"hwnas-scores/1","constant":1.5,"tables":[{"rows":[{"depth":1,"score":0.1},{"depth":2,"score":-0.4},{"depth":3,"score":1e3}]},{"rows":[{"op1":"conv","width":24,"score":0.5},{"width":40,"op1":"none","score":2}],"default":0}]}
{"tables":[{"default":1,"rows":[{"late":true,"act":"relu","score":1},{"late":false,"act":"relu","score":2}]}],"format":"hwnas-scores/1"}
[{"rows":[{"op0":"conv","score":0.1},{"op0":"pool","score":0.2},{"op0":"none","score":0}]},{"rows":[{"score":3}]}]
[{"rows":[{"scale":0.5,"score":1},{"scale":1.0,"score":1},{"scale":1.5,"score":1e300}]}]
[{"rows":[{"scale":0.5,"score":1},{"scale":1,"score":null}]}]
[{"rows":[{"size":8,"score":1},{"size":8.0,"score":1}],"default":0}]
[{"rows":[{"size":8,"score":1},{"width":16,"score":1}],"default":0}]
[{"rows":[{"size":8,"score":1}]}]
[{"rows":[{"siz":8,"score":1}],"default":0}]
[{"rows":[{"size":"8","score":1}],"default":0}]
[{"rows":[{"size":[8],"depth":{"a":[1]},"score":1}],"default":0}]
[{"rows":[{"size":8}],"default":0},{"rows":[]},{"default":1},[],7]
[{"rows":{},"default":"0"}]
[{"rows":[7],"deflt":0}]
[
[{"rows":[{"size":8,"width":16,"depth":1,"op0":"conv","op1":"conv","op2":"conv","act":"relu","late":true,"scale":1,"score":1}],"default":-1}]
{"format":"hwnas-scores/2"}
{"tables":[]}
{"format":"hwnas-scores/1","tables":{},"x":1}
{"format":"hwnas-scores/1","constant":"a"}
{"format":"hwnas-scores/1","tables":[{"rows":[{"size":8,"score":1},{"size":16,"score":2}],"rows":[{"size":8,"score":1}]}]}
"""

PLUGIN_ANSWER = r"""
{}
{"error":406,"what":"it is broken","place":"/x.so","details":["a","b"],"cause":{"error":3,"what":"w","details":[]}}
{"error":1,"what":"x"}
{"error":9999,"what":"x"}
{"what":"x"}
[1]
{"error":406,"what":"","details":{"a":1},"cause":[]}
"""


LINES = {"conditions", "metrics_text", "command_report", "table"}  # in these, a backslash and n end a line


def write(name, text, head=""):
    folder = HERE / name
    folder.mkdir(exist_ok=True)
    for i, line in enumerate(text.strip("\n").split("\n")):
        (folder / f"{i:02}").write_text(head + (line.replace("\\r", "\r").replace("\\n", "\n") if name in LINES else line))


write("expression", EXPRESSION)
write("metrics_text", METRICS_TEXT)
write("conditions", CONDITIONS)
write("sample", SAMPLE)
write("run_file", RUN_FILE)
write("space_file", SPACE_FILE, SPACE_HEAD)
write("command_report", COMMAND_REPORT)
write("table", TABLE)
write("scores", SCORES)
write("plugin_answer", PLUGIN_ANSWER)
