# The job of vlan.long.ts: the agent as installed, alone, with networks on its trunks and machines at the other end of
# these. What it says is compared.
set -eu
vip=10.0.0.100:8080
node=/usr/lib/lbaas-runtime/node
desired=/var/lib/lbaas/desired

for module in bridge veth nf_tables; do modprobe "$module" || true; done
dpkg -i ./*.deb >/root/dpkg.log 2>&1 || { tail -20 /root/dpkg.log; exit 1; }

from() { ip netns exec "$1" curl -sS -m 3 "http://$vip/" 2>/dev/null || echo nothing; }
answers() { [ "$(from "$1")" = "$1" ]; }
links() { ip -br link show type vlan | cut -d' ' -f1 | sort; }
# The machine may have much else to do, and nothing else on it is as slow as this kernel.
until_done() {
  deadline=$(($(date +%s) + 300))
  until "$@" >/root/said 2>&1; do
    if [ "$(date +%s)" -gt "$deadline" ]; then
      echo "not done: $*"; cat /root/said; ip -d link; journalctl -u lbaas-agent --no-pager -o cat | tail -n 20; exit 1
    fi
    sleep 0.5
  done
}

trunk() { # INTERFACE SWITCH
  ip netns add "$2"
  ip link add name "$1" type veth peer name trunk netns "$2"
  ip -n "$2" link set trunk up
  ip link set "$1" up
}
machine() { # NAME SWITCH VLAN: it answers its name
  ip netns add "$1"
  ip -n "$2" link add link trunk name "trunk.$3" type vlan id "$3"
  ip -n "$2" link set "trunk.$3" netns "$1" name eth0
  ip -n "$1" address add 10.0.0.1/24 dev eth0
  ip -n "$1" link set eth0 up
  ip netns exec "$1" "$node" -e "require('http').createServer((_, a) => a.end('$1')).listen(80)" &
}
trunk eth1 switch-1
machine on-100 switch-1 100
machine on-200 switch-1 200
machine on-300 switch-1 300
trunk enp130s0f0np0 switch-2
machine on-other-trunk switch-2 100

cat >>/etc/lbaas/agent.toml <<'END'
amqp_url = "amqp://127.0.0.1/"
start_alone_after = 1
physical_networks = ["physnet1:eth1", "physnet2:enp130s0f0np0"]
END
lbaas-agent check --config /etc/lbaas/agent.toml | grep -w vlan || true
mkdir -p "$desired"
place() { cp "/mnt/share/$1/"*.json "$desired"; }
agent() { timeout 300 systemctl "$1" lbaas-agent; }

place one
place two
agent restart
until_done answers on-100
until_done answers on-200
for name in on-100 on-200 on-300; do echo "$name gets $(from $name)"; done
links

# What passes the trunk while one of them asks.
ip netns exec switch-1 tcpdump -i trunk -enn -U -w /root/frames 2>/root/tcpdump &
until_done grep -q 'listening on' /root/tcpdump
for round in 1 2 3; do answers on-100; done
sleep 1
kill "$!"
wait "$!" || true
tcpdump -enn -r /root/frames 2>/dev/null | grep -F "${vip%:*}.${vip#*:}" | sed 's/.*: \(vlan [0-9]*\), p 0, .*/frames with \1/' | sort -u

before=$(cat /sys/class/net/eth1.100/ifindex)
while [ ! -e /root/enough ]; do
  from on-100
  echo
done >/root/answers &
agent restart
sleep 3
touch /root/enough
wait "$!"
echo "while the agent is restarted: $(sort -u /root/answers)"
[ "$before" = "$(cat /sys/class/net/eth1.100/ifindex)" ]

ip link set eth1 down
down() { journalctl -u lbaas-agent --no-pager -o cat | grep -o 'interface eth1 of physical network physnet1 is down'; }
until_done down
sort -u /root/said
ip link set eth1 up
until_done answers on-100
ip link del eth1.100
until_done answers on-100
echo 'eth1.100 is back'

# The usual name would be too long. Then the port moves to another network with the same VLAN.
place long-name
agent restart
until_done answers on-other-trunk
long_name() { links | sed -n 's/^\(vln.*\)@.*/\1/p'; }
before=$(long_name)
place same-vlan
agent restart
moved() { [ "$(long_name)" != "$before" ] && answers on-other-trunk; }
until_done moved
journalctl -u lbaas-agent --no-pager -o cat | grep -o 'VLAN device already exists' || true
echo "$(long_name | wc -l) with a name of its own"

agent stop
lbaas-agent --take-down --config /etc/lbaas/agent.toml >/dev/null 2>&1
echo "$(links | wc -l) left"
