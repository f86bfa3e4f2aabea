#!/bin/sh
# labels: long
# `space show --json` gives a space file that is the same space: same choices, networks and costs, module by module.
set -u
hwnas=${HWNAS:?}

same() { # NAME FILE FILE
  if cmp -s "$2" "$3"; then echo "ok $1"; else
    echo "not ok $1"
    diff "$2" "$3" | cut -c1-300 | head -n 20
  fi
}

costs() { # SPACE SAMPLES [OPTION]...
  space=$1
  samples=$2
  shift 2
  "$hwnas" profile "$space" --samples "$samples" --breakdown \
    --metrics 'flops,f=flops(convention=full,count_bias=false),params,depth,entropy' "$@" 2>&1
}

expand() { # NAME [OPTION]...
  name=$1
  shift
  "$hwnas" space show "$name" "$@" --json >expanded.json || echo "not ok $name cannot be expanded"
  "$hwnas" space sample "$name" "$@" -n 200 --seed 3 >samples_a
  "$hwnas" space sample ./expanded.json -n 200 --seed 3 >samples_b
}

check_costs() { # NAME [OPTION]...: expanded, counts and costs are the same
  name=$1
  shift
  "$hwnas" space count "$name" "$@" --json >count_a
  "$hwnas" space count ./expanded.json --json >count_b
  same "$name $*, expanded, has as many networks" count_a count_b
  costs "$name" samples_a "$@" >costs_a
  costs ./expanded.json samples_a >costs_b
  [ "$(grep -c '"modules"' costs_a)" -eq 200 ] || echo "not ok $name was not profiled"
  same "$name $*, expanded, costs the same" costs_a costs_b
}

check_text() { # NAME [OPTION]...
  expand "$@"
  "$hwnas" space show ./expanded.json --json >again.json
  same "$*, expanded, is its own expansion" expanded.json again.json
  check_costs "$@"
}

check_space() { # NAME [OPTION]...
  check_text "$@"
  same "$*, expanded, draws the same samples" samples_a samples_b
}

check_space mobilenet_v3
check_space mobilenet_v3 --param width_multipliers=1 --param 'resolution=[192,224]'
check_space proxyless_nas
check_space nasbench201
check_space shufflenet --param channel_search=true
check_space autoformer --param 'resolution=[192,224]'
check_space ofa_mobilenet_v3 --param 'resolution=[128,224]'
check_space ofa_resnet50
check_space fbnet
check_space mcunet
check_space nats_size
check_space darts --param num_cells=4
check_space enas --param num_cells=4
check_space pnas --param num_cells=3 --param width=16 --param dataset=imagenet
# Its choices are summed out in another order when it is expanded, so that a seed draws other networks.
check_text nasbench101 --param max_num_vertices=5
