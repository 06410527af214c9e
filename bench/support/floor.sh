#!/bin/sh
# The floor of DESIGN section 12: the shortest script that makes the same namespace, veth and HAProxy answer.
# Usage: floor.sh N DIRECTORY BACKEND, on an agent host. Prints the milliseconds to the first 200.
set -eu
n=$1 dir=$2 backend=$3
ns=floor$n
mkdir -p "$dir"
cat > "$dir/$ns.cfg" <<CFG
global
  nbthread 1
defaults
  mode http
  timeout connect 5s
  timeout client 50s
  timeout server 50s
listen f
  bind 192.0.2.2:8080
  server a $backend
CFG
begin=$(date +%s%N)
ip -batch - <<IP
netns add $ns
link add name fl$n type veth peer name vip0 netns $ns
link set fl$n up
link set fl$n master BRIDGE
addr add 192.0.2.1/24 dev BRIDGE
IP
ip -n $ns -batch - <<IP
link set lo up
addr add 192.0.2.2/24 dev vip0
addr add 10.0.0.250/24 dev vip0
link set vip0 up
IP
ip netns exec $ns haproxy -D -f "$dir/$ns.cfg" -p "$dir/$ns.pid"
curl -sf -o /dev/null --retry 50 --retry-connrefused --retry-delay 0 http://192.0.2.2:8080/
end=$(date +%s%N)
echo $(((end - begin) / 1000))
kill "$(cat "$dir/$ns.pid")"
ip netns del $ns
ip addr del 192.0.2.1/24 dev BRIDGE
