# The job of out-of-memory.long.ts: the agent's unit as installed, on a kernel with version 2 of control groups.
set -eu
export DEBIAN_FRONTEND=noninteractive
group=/sys/fs/cgroup/system.slice/lbaas-agent.service
drop_in=/run/systemd/system/lbaas-agent.service.d
for module in bridge veth nf_tables; do modprobe "$module" || true; done
apt-get install -y -q ./*.deb >/root/apt.log 2>&1 || { tail -20 /root/apt.log; exit 1; }
printf 'amqp_url = "amqp://127.0.0.1/"\nstart_alone_after = 1\nport_security = "off"\n' >/etc/lbaas/agent.toml
printf 'global\n maxconn 100\ndefaults\n mode http\n timeout client 5s\nfrontend f\n bind 127.0.0.1:%s\n' 8081 >/root/haproxy.cfg

begin() { # POLICY
  mkdir -p "$drop_in"
  printf '[Service]\nMemoryMax=256M\nMemorySwapMax=0\n%s\n' "$1" >"$drop_in/limit.conf"
  systemctl daemon-reload
  timeout 120 systemctl restart lbaas-agent || { systemctl status lbaas-agent --no-pager; journalctl -u lbaas-agent --no-pager -o cat | tail; exit 1; }
  main=$(systemctl show --property=MainPID --value lbaas-agent)
  # A HAProxy, and one that takes more memory than there is, whom the kernel is to choose: both in the group of the
  # unit. User-mode Linux gives no process more than 65,530 pages, which are 256 MB.
  sh -c "echo \$\$ >$group/cgroup.procs; exec haproxy -D -p /root/pid -f /root/haproxy.cfg"
  before=$(sed -n 's/^oom_kill //p' "$group/memory.events")
  sh -c "echo \$\$ >$group/cgroup.procs; echo 900 >/proc/self/oom_score_adj; head -c 250M /dev/zero | tail" >/dev/null 2>&1 || true
  sleep 5
}
killed() { echo "killed $(($(sed -n 's/^oom_kill //p' "$group/memory.events") - before))"; }
same() { if [ "$(systemctl show --property=MainPID --value lbaas-agent)" = "$main" ]; then echo "agent goes on"; else echo "agent ended"; fi; }
haproxy_lives() { if kill -0 "$(cat /root/pid)"; then echo "haproxy goes on"; else echo "haproxy ended"; fi; }

systemctl show --property=OOMPolicy --property=KillMode lbaas-agent
begin ''
killed
same
haproxy_lives
kill -KILL "$(cat /root/pid)"
echo 'with OOMPolicy=stop:'
begin 'OOMPolicy=stop'
same
