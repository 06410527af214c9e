import { eventually } from '@lbaas/common/runtime';
import { type Example, Lab } from '@lbaas/lab';
import { expect } from 'chai';
import { agentOf } from '../chaos/support/agent-host.ts';
import { call } from './support/balancer.ts';
import { LONG_LEASE } from './support/describe-on-lab.ts';

/** A machine on the network of the balancers, as an operator plugs it in. */
const MACHINE = (bridge: string): string => `
ip netns add vm
ip link add vm0 mtu 1450 type veth peer name eth0 mtu 1450 netns vm
ip link set vm0 master ${bridge} up
ip -n vm link set lo up
ip -n vm addr add 192.168.40.250/24 dev eth0
ip -n vm link set eth0 up`;

const WEB =
  "require('http').createServer((_, answer) => answer.setHeader('x-served-by', 'vm').end()).listen(8080)";

/**
 * The example of a laboratory whose balancers have no network but tunnels between three agent hosts: the office reaches
 * the balancer by a floating IP, and nothing else.
 */
describe('an office, balancers and servers behind a router', function () {
  this.timeout(180_000);
  let lab: Lab;
  let example: Required<Example>;

  before(async () => {
    const options = { agents: 3, webs: 2, networks: 'tunnelled', example: true } as const;
    lab = await Lab.start({ ...options, serverEnv: LONG_LEASE });
    // A laboratory with a router has all of it.
    example = lab.example as Required<Example>;
  });
  after(() => lab.stop());

  async function curl(...args: string[]): Promise<string> {
    const { stdout } = await lab.exec('client', ['curl', '-si', '-m', '3', ...args]);
    return stdout;
  }
  const url = (path = '/'): string => `http://${example.address}:${example.port}${path}`;
  const served = (answer: string): string => /^x-served-by: (\S+)/im.exec(answer)?.[1] ?? answer;

  it('is served through the floating IP, one member after the other, and stays where its cookie says', async () => {
    const answers = [await curl(url()), await curl(url())];
    expect(answers.map(served).sort()).to.deep.equal(['web-1', 'web-2']);
    const [first = ''] = answers;
    const cookie = /^set-cookie: (SRV=[^;\s]+)/im.exec(first)?.[1] ?? '';
    for (let n = 0; n < 3; n += 1) expect(served(await curl('-b', cookie, url()))).to.equal(served(first));
    expect(await curl('-b', 'SRV=unknown', url())).to.match(/^set-cookie: SRV=/im);
    expect(await curl(url('/manager/html'))).to.match(/^HTTP\/1.1 401 /);
    for (const path of [`/v2.0/routers/${example.router}`, `/v2.0/floatingips/${example.floatingIp}`]) {
      const { packets, bytes } = await call(lab, 'GET', `${path}/stats`);
      expect(packets, path).to.be.greaterThan(20);
      expect(bytes, path).to.be.greaterThan(2_000);
    }
    expect(await curl('-u', 'tomcat:tomcat', url('/manager/html'))).to.match(/^HTTP\/1.1 200 /);
  });

  it('reaches no server, and no VIP, by another way', async () => {
    for (const address of ['10.0.0.11', example.vipAddress]) {
      const way = `ip route replace ${address} via ${await gatewayAddress()}`;
      await lab.exec('client', ['sh', '-c', way]);
      expect(await curl(`http://${address}:8080/`), address).to.equal('');
    }
  });

  it('is on another host than its router, and reaches a machine that is plugged into the bridge of a third', async () => {
    const balancer = await agentOf(lab, example.pool);
    const pool = { name: 'other', protocol: 'HTTP', lb_method: 'ROUND_ROBIN', subnet_id: example.subnet };
    const { id: pool_id } = await call(lab, 'POST', '/v2.0/lb/pools', { pool });
    const vip = { protocol: 'HTTP', protocol_port: 80, subnet_id: example.subnet, pool_id };
    const { id: vipId } = await call(lab, 'POST', '/v2.0/lb/vips', { vip });
    const third = await agentOf(lab, pool_id);
    expect(new Set([balancer.name, await routerHost(), third.name]).size, 'hosts').to.equal(3);
    await eventually(
      async () => expect((await call(lab, 'GET', `/v2.0/lb/vips/${vipId}`)).status).to.equal('ACTIVE'),
      { withinMs: 60_000 },
    );
    await third.host.exec(['sh', '-ec', MACHINE(`brq${example.network.slice(0, 11)}`)]);
    await third.host.spawn(['ip', 'netns', 'exec', 'vm', 'node', '-e', WEB]);
    const member = { pool_id: example.pool, address: '192.168.40.250', protocol_port: 8080 };
    const { id: memberId } = await call(lab, 'POST', '/v2.0/lb/members', { member });
    const seen = async (): Promise<string[]> =>
      [await curl(url()), await curl(url()), await curl(url())].map(served);
    await eventually(async () => expect(await seen()).to.include('vm'), { withinMs: 60_000 });
    await call(lab, 'DELETE', `/v2.0/lb/members/${memberId}`);
    await call(lab, 'DELETE', `/v2.0/lb/vips/${vipId}`);
    await call(lab, 'DELETE', `/v2.0/lb/pools/${pool_id}`);
  });

  it('loses no packet while every agent is restarted with server and broker away', async () => {
    const ping = `ip netns exec qrouter-${example.router} ping -i 0.05 -c 200 -W 10 ${example.vipAddress}`;
    const going = lab.exec(await routerHost(), ping.split(' '));
    await Promise.all([lab.server().stop(), lab.broker.stop()]);
    for (const agent of lab.agents) {
      await agent.kill9();
      expect(served(await curl(url())), agent.name).to.match(/^web-/);
      await agent.start();
    }
    expect((await going).stdout).to.contain(' 0% packet loss');
    await lab.broker.start();
    await lab.server().start();
    await eventually(
      async () => expect((await call(lab, 'GET', `/v2.0/lb/vips/${example.vip}`)).status).to.equal('ACTIVE'),
      { withinMs: 90_000 },
    );
    expect(lab.haproxyPidsOn((await agentOf(lab, example.pool)).name)).to.have.lengthOf(1);
    expect(served(await curl(url()))).to.match(/^web-/);
  });

  it('is let in no more when the floating IP is taken away, and again when it is back', async () => {
    const path = `/v2.0/floatingips/${example.floatingIp}`;
    const { port_id } = await call(lab, 'GET', path);
    await call(lab, 'PUT', path, { floatingip: { port_id: null } });
    await eventually(async () => expect(await curl(url())).to.equal(''), { withinMs: 60_000 });
    await call(lab, 'PUT', path, { floatingip: { port_id } });
    await eventually(async () => expect(served(await curl(url()))).to.match(/^web-/), { withinMs: 60_000 });
  });

  async function routerHost(): Promise<string> {
    for (const { name, host } of lab.agents) {
      const { stdout } = await host.exec(['ip', 'netns', 'list']);
      if (stdout.includes(`qrouter-${example.router}`)) return name;
    }
    throw new Error('no host has the router');
  }

  async function gatewayAddress(): Promise<string> {
    const { external_gateway_info: gateway } = await call(lab, 'GET', `/v2.0/routers/${example.router}`);
    return (
      (gateway as { external_fixed_ips?: { ip_address: string }[] }).external_fixed_ips?.[0]?.ip_address ?? ''
    );
  }
});
