import { eventually } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { PrivateAgent } from './testing/private-agent.ts';
import { ROUTER_ID, type RouterChanges, devicePort, floatingIp, router } from './testing/router-builder.ts';

/** An office behind eth1, and two servers behind eth2 that answer with the address of their client. */
const WIRES = `
wire() {
  ip netns add $1
  ip link add $2 type veth peer name eth0 netns $1
  ip link set $2 up
  ip -n $1 link set lo up
  ip -n $1 link set eth0 up
  shift 2
}
wire office eth1
wire servers eth2
wire others eth3
ip -n office addr add 192.168.10.230/28 dev eth0
ip -n office addr add fd00:a::230/64 dev eth0 nodad
for n in 11 12; do ip -n servers addr add 10.0.0.$n/24 dev eth0; done
ip -n servers addr add fd00:b::11/64 dev eth0 nodad
ip -n servers route add default via 10.0.0.1
ip -n servers -6 route add default via fd00:b::1
# Only by the router: the office knows no way to the servers.
ip -n office route add 10.0.0.0/24 via 192.168.10.225
# Another project, with the very addresses of the first one.
ip -n others addr add 10.0.0.11/24 dev eth0
ip -n others route add default via 10.0.0.1
ip netns exec others node -e 'require("http").createServer((q, r) => r.end("others")).listen(80)' >/dev/null 2>&1 &
# What the host has beside the networks of its devices.
ip link add mgmt type veth peer name mgmt1
ip addr add 172.31.0.1/24 dev mgmt
ip link set mgmt up && ip link set mgmt1 up
ip netns exec servers node -e '
  require("http").createServer((q, r) => {
    r.write(q.socket.remoteAddress.replace("::ffff:", ""));
    if (q.url !== "/slow") return r.end();
    const timer = setInterval(() => r.write("."), 50);
    r.on("close", () => clearInterval(timer));
  }).listen(80, "::")' >/dev/null 2>&1 &
ip netns exec office node -e '
  require("http").createServer((q, r) => r.end(q.socket.remoteAddress.replace("::ffff:", ""))).listen(80, "::")' >/dev/null 2>&1 &
`;

/** Their bridges are named by the first characters of the ids. */
const flat = (physical_network: string, number: number) =>
  ({
    id: `e000000${number}-0000-4000-8000-000000000001`,
    type: 'flat',
    physical_network,
    mtu: 1500,
  }) as const;
const ip = (ip_address: string, prefix_length: number, gateway_ip: string | null = null) => ({
  ip_address,
  prefix_length,
  gateway_ip,
  host_routes: [],
});
const GATEWAY = devicePort(1, {
  network: flat('office', 1),
  fixed_ips: [ip('192.168.10.225', 28, '192.168.10.226'), ip('fd00:a::225', 64)],
});
const INSIDE = devicePort(2, {
  network: flat('servers', 2),
  fixed_ips: [ip('10.0.0.1', 24, '10.0.0.1'), ip('fd00:b::1', 64, 'fd00:b::1')],
});
const FLOATING = floatingIp(1, '192.168.10.227', '10.0.0.11');
const FLOATING6 = floatingIp(2, 'fd00:a::227', 'fd00:b::11');
/** A second router, of another project. */
const TWIN_ID = ROUTER_ID.replace(/.$/, '9');
const URL4 = 'http://192.168.10.227/';

const FULL: RouterChanges = {
  gateway: { port: GATEWAY, enable_snat: true },
  interfaces: [INSIDE],
  floating_ips: [FLOATING, FLOATING6],
};

describe('a router', function () {
  this.timeout(120_000);
  let agent: PrivateAgent;
  let generation = 0;

  before(async () => {
    agent = await PrivateAgent.start('office:eth1,servers:eth2,others:eth3');
    await agent.sh(WIRES);
    await eventually(() => agent.sh('ip netns exec servers curl -s http://10.0.0.11/'), {
      withinMs: 30_000,
    });
  });
  after(() => agent.stop());

  async function apply(changes: RouterChanges): Promise<string> {
    generation += 1;
    await agent.deploy(router({ ...changes, generation }));
    return (await agent.reported({ deviceId: ROUTER_ID, outcome: 'done', generation }, 0, 30_000)).how ?? '';
  }

  const curl = (from: string, url: string): Promise<string> =>
    agent.sh(`ip netns exec ${from} curl -s -m 3 '${url}' || echo failed`);
  const inRouter = (command: string): Promise<string> =>
    agent.sh(`nsenter --net=/run/netns/qrouter-${ROUTER_ID} ${command}`);

  it('lets the office in through a floating IP only, and the servers out with the address of the gateway', async () => {
    expect(await apply(FULL)).to.equal('start');
    expect(await curl('office', URL4)).to.equal('192.168.10.230');
    expect(await curl('office', 'http://[fd00:a::227]/')).to.equal('fd00:a::230');
    expect(await curl('office', 'http://10.0.0.12/')).to.equal('failed\n');
    // The first server has a floating IP, and leaves with it.
    expect(await curl('servers', 'http://192.168.10.230/')).to.equal('192.168.10.227');
    const second = 'ip netns exec servers curl -s -m 3 --interface 10.0.0.12 http://192.168.10.230/';
    expect(await agent.sh(second)).to.equal('192.168.10.225');
  });

  it('leads from inside back inside through a floating IP', async () => {
    const second = `ip netns exec servers curl -s -m 3 --interface 10.0.0.12 ${URL4}`;
    expect(await agent.sh(second)).to.equal('192.168.10.225');
  });

  it('keeps projects with the same addresses apart, and everybody from the host', async () => {
    const twin = router({
      gateway: {
        port: devicePort(4, { network: flat('office', 1), fixed_ips: [ip('192.168.10.235', 28)] }),
        enable_snat: true,
      },
      interfaces: [
        devicePort(3, { network: flat('others', 3), fixed_ips: [ip('10.0.0.1', 24, '10.0.0.1')] }),
      ],
      floating_ips: [floatingIp(5, '192.168.10.236', '10.0.0.11')],
    });
    await agent.deploy({ ...twin, device_id: TWIN_ID, snapshot: { ...twin.snapshot, id: TWIN_ID } });
    await agent.reported({ deviceId: TWIN_ID, outcome: 'done' }, 0, 30_000);
    expect(await curl('office', URL4)).to.equal('192.168.10.230');
    expect(await curl('office', 'http://192.168.10.236/')).to.equal('others');
    expect(await curl('others', 'http://10.0.0.12/')).to.equal('failed\n');
    expect(await curl('servers', 'http://192.168.10.236/')).to.equal('others');

    // Neither the router nor the host answers, or sends on what has the address of somebody else.
    const heard =
      'table inet heard { chain in { type filter hook input priority -300; ip saddr != 127.0.0.0/8 counter; }; }';
    await agent.sh(`echo '${heard}' | nft -f -`);
    await agent.sh('ip netns exec office nft add table inet heard');
    await agent.sh(
      "ip netns exec office nft add 'chain inet heard in { type filter hook prerouting priority -300; }' && " +
        'ip netns exec office nft add rule inet heard in ip saddr 10.99.0.1 counter',
    );
    await agent.sh('ip -n servers addr add 10.99.0.1/32 dev lo');
    for (const url of ['http://10.0.0.1/', 'http://192.168.10.225/', 'http://172.31.0.1/'])
      expect(await curl('servers', url), url).to.equal('failed\n');
    await agent.sh('ip netns exec servers ping -c2 -W1 -I 10.99.0.1 192.168.10.230 || :');
    await agent.sh('ip -n servers addr del 10.99.0.1/32 dev lo');
    expect(await curl('office', URL4)).to.equal('192.168.10.230');
    expect(await agent.sh('nft list table inet heard')).to.contain('counter packets 0');
    expect(await agent.sh('ip netns exec office nft list table inet heard')).to.contain('counter packets 0');
    await agent.sh('nft delete table inet heard; ip netns exec office nft delete table inet heard');
    await agent.undeploy(TWIN_ID, 9);
    await agent.reported({ deviceId: TWIN_ID, outcome: 'removed' }, 0, 30_000);
  });

  it('gets lost links back without a change, and tells of it', async () => {
    await apply(FULL);
    for (const harm of [
      'ip link del tap00000002-00',
      'ip link set tap00000001-00 nomaster',
      'nsenter --net=/run/netns/qrouter-' + ROUTER_ID + ' ip link set qr-00000002-000 down',
      'nsenter --net=/run/netns/qrouter-' + ROUTER_ID + ' ip addr del 192.168.10.227/32 dev qg-00000001-000',
    ]) {
      const reports = (await agent.reports()).length;
      await agent.sh(harm);
      const told = await agent.reported({ deviceId: ROUTER_ID, outcome: 'done' }, reports, 30_000);
      expect(told.incident?.words, harm).to.be.a('string');
      await eventually(async () => expect(await curl('office', URL4), harm).to.equal('192.168.10.230'), {
        withinMs: 15_000,
      });
    }
  });

  it('changes floating IPs without touching the connections of others, and ends those of the ones that go', async () => {
    await agent.sh(
      `(ip netns exec office curl -sN -m 60 ${URL4}slow > /run/slow; echo $? > /run/slow.end) >/dev/null 2>&1 &`,
    );
    await eventually(async () => expect(await agent.sh('cat /run/slow')).to.not.equal(''), {
      withinMs: 30_000,
    });
    const others = Array.from({ length: 3 }, (_, n) =>
      floatingIp(10 + n, `192.168.10.${228 + n + (n > 1 ? 3 : 0)}`, `10.0.0.${40 + n}`),
    );
    for (const floating_ips of [[FLOATING, ...others], [FLOATING], [FLOATING, ...others.slice(1)]]) {
      expect(await apply({ ...FULL, floating_ips })).to.equal('runtime');
    }
    const size = Number(await agent.sh('stat -c %s /run/slow'));
    await eventually(
      async () => expect(Number(await agent.sh('stat -c %s /run/slow'))).to.be.greaterThan(size),
      { withinMs: 30_000 },
    );
    const table = await inRouter('nft list table inet lbaas');
    expect(table).to.match(/192\.168\.10\.227 counter packets [1-9]/);
    expect(await agent.metrics())
      .to.match(/lbaas_agent_router_bytes{device="[^"]+"} [1-9]/)
      .and.match(/lbaas_agent_floating_ip_packets{device="[^"]+",address="192\.168\.10\.227"} [1-9]/);

    await apply({ ...FULL, floating_ips: [] });
    expect(await inRouter('conntrack -L --orig-dst 192.168.10.227 2>/dev/null')).to.equal('');
    await agent.sh('ip netns exec office ss -K dst 192.168.10.227 >/dev/null || :');
  });

  it('moves a floating IP that nobody uses without starting a program', async () => {
    const started = async () =>
      Number(/^lbaas_agent_programs_started (\d+)$/m.exec(await agent.metrics())?.[1] ?? Number.NaN);
    const spent: number[] = [];
    // Its ports are read in full once in a while, two seconds after a change that did without: not by every change.
    for (let n = 0; n < 30 && !spent.includes(0); n += 1) {
      const before = await started();
      await apply({
        ...FULL,
        floating_ips: [FLOATING, floatingIp(10, '192.168.10.228', `10.0.0.${40 + n}`)],
      });
      spent.push((await started()) - before);
    }
    expect(spent).to.include(0);
  });

  it('is mended whatever is changed by hand, and is left alone when nothing is', async () => {
    await apply(FULL);
    for (const harm of [
      'nft flush ruleset',
      'nft flush chain inet lbaas prerouting',
      'nft add rule inet lbaas forward accept',
      'nft add chain inet lbaas mine',
      'nft delete element inet lbaas snat4 { 10.0.0.11 }',
      'nft delete element inet lbaas dnat4 { 192.168.10.227 }',
      'sysctl -qw net.ipv4.ip_forward=0',
      'ip link del qr-00000002-000',
    ]) {
      await inRouter(harm);
      await apply(FULL);
      expect(await curl('office', URL4), harm).to.equal('192.168.10.230');
    }
    expect(await apply({ ...FULL, name: 'another name' })).to.equal('noop');
  });

  it('says beforehand what it then does', async () => {
    await apply(FULL);
    const changes = { ...FULL, floating_ips: [FLOATING6] };
    const foretold = await agent.preview(ROUTER_ID, router({ ...changes, generation: generation + 1 }));
    expect(foretold).to.include({ effect: 'runtime', refusal: null });
    const [file] = foretold.files;
    expect(file?.name).to.equal('rules.nft');
    expect(file?.before).to.include('192.168.10.227 : 10.0.0.11');
    expect(file?.after).to.not.include('192.168.10.227');
    expect(await apply(changes)).to.equal(foretold.effect);
    // Ports are not looked at beforehand: the steps of one are told as one.
    const { last_plan } = await agent.inspect(ROUTER_ID);
    const [port, rules] = foretold.plan.map(({ step, reason }) => ({ step, reason }));
    expect(port).to.deep.equal({ step: 'change qg-00000001-000', reason: 'addresses or routes' });
    expect(last_plan?.map(({ step }) => step)).to.include('address.remove 192.168.10.227/32');
    expect(rules).to.deep.equal(last_plan?.at(-1)).and.include({ step: 'floating_ips 192.168.10.227' });
    await apply(FULL);
  });

  it('goes on while its agent is away, and is adopted as it is', async () => {
    const before = await inRouter('nft -a list table inet lbaas');
    await agent.stopAgent();
    expect(await curl('office', URL4)).to.equal('192.168.10.230');
    const reports = (await agent.reports()).length;
    await agent.startAgent();
    await agent.reported({ deviceId: ROUTER_ID, outcome: 'done' }, reports, 30_000);
    const handles = (text: string): string[] => text.match(/# handle \d+/g) ?? [];
    expect(handles(await inRouter('nft -a list table inet lbaas'))).to.deep.equal(handles(before));
  });

  it('keeps its rules when nft refuses the next ones, and says why', async () => {
    await apply(FULL);
    generation += 1;
    // No address can leave with two.
    const twice = floatingIp(3, '192.168.10.228', '10.0.0.11');
    await agent.deploy(router({ ...FULL, floating_ips: [FLOATING, twice], generation }));
    const refused = await agent.reported({ deviceId: ROUTER_ID, outcome: 'failed', generation }, 0, 30_000);
    expect(refused.error).to.match(/^nft: .*File exists/);
    expect(await curl('office', URL4)).to.equal('192.168.10.230');
    expect(await apply(FULL)).to.equal('runtime');
  });

  it('is gone with everything', async () => {
    await agent.undeploy(ROUTER_ID, 9);
    await agent.reported({ deviceId: ROUTER_ID, outcome: 'removed', epoch: 9 }, 0, 30_000);
    expect(await agent.sh('ls /run/netns; ip -o link; nft list ruleset')).to.not.match(/qrouter|tap/);
    expect(await curl('office', URL4)).to.equal('failed\n');
  });
});
