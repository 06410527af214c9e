import { eventually } from '@lbaas/common/runtime';
import type { Lab, LabAgent } from '@lbaas/lab';
import { expect } from 'chai';
import { call, createBalancer, list } from '../../e2e/support/balancer.ts';
import { curl, vipUrl } from '../../e2e/support/client.ts';
import { belongingsOf } from '../support/agent-host.ts';
import { type Account, type Companion, type Subject, accountOf } from './subject.ts';

export const SOON = { withinMs: 60_000, everyMs: 100 };

/** A laboratory with what is asked all the time. */
export class Site {
  readonly lab: Lab;
  readonly subjects: readonly Subject[];
  readonly #companions: readonly Companion[];

  constructor(lab: Lab, subjects: readonly Subject[], companions: readonly Companion[] = []) {
    this.lab = lab;
    this.subjects = subjects;
    this.#companions = companions;
  }

  get devices(): readonly Companion[] {
    return [...this.subjects, ...this.#companions];
  }

  accounts(): Promise<readonly Account[]> {
    return Promise.all(this.subjects.map((subject) => accountOf(this.lab, subject)));
  }

  /** Every device on these hosts, in turn, and nowhere else; each host holds a lease. */
  async gatherOn(hosts: readonly LabAgent[]): Promise<void> {
    await this.leased();
    for (const [index, device] of this.devices.entries()) {
      const name = hosts[index % hosts.length]?.name ?? '';
      await eventually(() => this.#move(device, name), SOON);
    }
    await this.atRest();
  }

  /** Every device runs where it is placed and nowhere else, and every subject answers. */
  async atRest(): Promise<void> {
    await eventually(async () => {
      const accounts = await Promise.all(this.devices.map((device) => accountOf(this.lab, device)));
      for (const { status, description, leaving } of accounts) {
        expect(status, description).to.equal('ACTIVE');
        expect(leaving).to.deep.equal([]);
      }
      for (const { url } of this.subjects) expect((await curl(this.lab, url)).status, url).to.equal(200);
      const hosts = new Set(accounts.map(({ host }) => host));
      for (const agent of this.lab.agents) await this.#isEmptyUnless(hosts.has(agent.name), agent);
    }, SOON);
  }

  async leased(): Promise<void> {
    await eventually(async () => {
      const agents = await list(this.lab, '/v2.0/agents');
      const shown = agents.map(({ alive, configurations }) => ({
        alive,
        ...(configurations as { lease_seconds: number | null; lease_lapsed: boolean }),
      }));
      expect(
        shown.every(({ alive, lease_seconds: s, lease_lapsed: lapsed }) => alive && s !== null && !lapsed),
      ).to.be.true;
    }, SOON);
  }

  async cordon(hosts: readonly LabAgent[], cordoned: boolean): Promise<void> {
    for (const { id, host } of await list(this.lab, '/v2.0/agents')) {
      if (hosts.some(({ name }) => name === host))
        await call(this.lab, 'PUT', `/v2.0/agents/${id}`, { agent: { cordoned } });
    }
  }

  /** Whatever a case has broken. */
  async mend(): Promise<void> {
    const { lab } = this;
    for (const { host, pid } of lab.agents) {
      await host.thaw();
      if (pid !== undefined) process.kill(pid, 'SIGCONT');
      for (const network of ['mgmt', ...host.plan.networks] as const) await lab.heal(host.name, network);
    }
    await Promise.all([...lab.servers, ...lab.agents].map((service) => service.start()));
    await this.cordon(lab.agents, false);
  }

  async #move({ deviceId, path }: Companion, host: string): Promise<void> {
    if ((await accountOf(this.lab, { deviceId, path })).host === host) return;
    const agents = await list(this.lab, '/v2.0/agents');
    const id = agents.find((agent) => agent['host'] === host)?.id;
    await call(this.lab, 'POST', `/v2.0/agents/${id}/devices`, { device: { device_id: deviceId } });
  }

  async #isEmptyUnless(holdsDevices: boolean, agent: LabAgent): Promise<void> {
    if (holdsDevices) return;
    const { namespaces, haproxies } = await belongingsOf(this.lab, agent);
    expect([namespaces, haproxies], agent.name).to.deep.equal([[], []]);
  }
}

const balancerSubject = (name: Subject['name'], poolId: string, address: string): Subject => ({
  name,
  url: vipUrl('http', address, 8080),
  address,
  deviceId: poolId,
  path: `/v2.0/lb/pools/${poolId}`,
});

/** A balancer of each address family on the one network of a flat laboratory. */
export async function flatSite(lab: Lab): Promise<Site> {
  const ipv4 = await createBalancer(lab);
  const ipv6 = await createBalancer(lab, { ipVersion: 6 });
  return new Site(lab, [
    balancerSubject('IPv4 VIP', ipv4.pool.id, ipv4.address),
    balancerSubject('IPv6 VIP', ipv6.pool.id, ipv6.address),
  ]);
}

const OFFICE_IPV6 = { cidr: 'fd00:20::/64', client: 'fd00:20::2' };
const CLIENT_IPV4 = '192.168.10.226';
const WEB =
  "require('http').createServer((_, answer) => answer.setHeader('x-served-by', 'office').end()).listen(8080, '::')";

/**
 * The example of a routed laboratory, which the office reaches by a floating IP, and beside that two balancers in the
 * office itself, whose member is there too.
 */
export async function routedSite(lab: Lab): Promise<Site> {
  const { example } = lab;
  const [office, router] = [example?.networks?.office ?? '', example?.router ?? ''];
  await lab.exec('client', ['ip', 'addr', 'add', `${OFFICE_IPV6.client}/64`, 'dev', 'eth0', 'nodad']);
  await lab.spawn('client', ['node', '-e', WEB], { stdio: ['ignore', 'ignore', 'inherit'] });
  const { id: ipv6Subnet } = await call(lab, 'POST', '/v2.0/subnets', {
    subnet: { network_id: office, ip_version: 6, cidr: OFFICE_IPV6.cidr, gateway_ip: null },
  });
  const inOffice = async (name: Subject['name'], subnet_id: string, address: string): Promise<Subject> => {
    const pool = { name, protocol: 'HTTP', lb_method: 'ROUND_ROBIN', subnet_id };
    const { id: pool_id } = await call(lab, 'POST', '/v2.0/lb/pools', { pool });
    await call(lab, 'POST', '/v2.0/lb/members', { member: { pool_id, address, protocol_port: 8080 } });
    const vip = { name, protocol: 'HTTP', protocol_port: 8080, subnet_id, pool_id };
    const created = await call(lab, 'POST', '/v2.0/lb/vips', { vip });
    return balancerSubject(name, pool_id, String(created['address']));
  };
  const subjects: Subject[] = [
    await inOffice('IPv4 VIP', example?.subnets?.office ?? '', CLIENT_IPV4),
    await inOffice('IPv6 VIP', ipv6Subnet, OFFICE_IPV6.client),
    {
      name: 'floating IP',
      url: vipUrl('http', example?.address ?? '', example?.port ?? 0),
      address: example?.address ?? '',
      deviceId: router,
      path: `/v2.0/routers/${router}`,
    },
  ];
  const pool = example?.pool ?? '';
  return new Site(lab, subjects, [{ deviceId: pool, path: `/v2.0/lb/pools/${pool}` }]);
}

/** Of a routed laboratory. */
export const ROUTED = { agents: 3, webs: 2, networks: 'routed', example: true } as const;
