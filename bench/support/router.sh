#!/bin/sh
# The shortest script that makes what a router with a floating IP is: namespace, ports, rules.
# Usage: router.sh NAME OFFICE LB SERVERS TARGET, the bridges of an agent host, and an address behind the router.
# 192.168.10.238 leads to TARGET. The MAC addresses are always the same, for those who know them.
# Prints when it began, in milliseconds since the epoch.
set -eu
ns=$1 office=$2 lb=$3 servers=$4 target=$5
begin=$(date +%s%3N)
ip -batch - <<IP
netns add $ns
link add name h0$ns type veth peer name qg address fa:16:3e:ff:00:01 netns $ns
link add name h1$ns type veth peer name qr1 address fa:16:3e:ff:00:02 netns $ns
link add name h2$ns type veth peer name qr2 address fa:16:3e:ff:00:03 netns $ns
link set h0$ns master $office up
link set h1$ns master $lb up
link set h2$ns master $servers up
IP
ip -n $ns -batch - <<IP
link set lo up
addr add 192.168.10.237/28 dev qg
addr add 192.168.10.238/32 dev qg
addr add 192.168.40.250/24 dev qr1
addr add 10.0.0.99/24 dev qr2
link set qg up
link set qr1 up
link set qr2 up
IP
ip netns exec $ns sh -c 'echo 1 > /proc/sys/net/ipv4/ip_forward; exec nft -f -' <<NFT
table inet floor {
  chain prerouting {
    type nat hook prerouting priority dstnat; policy accept;
    ip daddr 192.168.10.238 dnat ip to $target
  }
  chain postrouting {
    type nat hook postrouting priority srcnat; policy accept;
    ct status dnat masquerade
    oifname "qg" ip saddr { 192.168.40.0/24, 10.0.0.0/24 } snat ip to 192.168.10.237
  }
  chain forward {
    type filter hook forward priority filter; policy drop;
    tcp flags & (syn | rst) == syn tcp option maxseg size set rt mtu
    ct state invalid drop
    ct state established,related accept
    iifname { "qr1", "qr2" } accept
    iifname "qg" ct status dnat accept
  }
  chain input {
    type filter hook input priority filter; policy drop;
    iifname "lo" accept
    ct state established,related accept
    meta l4proto icmp accept
  }
}
NFT
echo "$begin"
