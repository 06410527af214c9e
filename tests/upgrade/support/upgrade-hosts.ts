import { type ChildProcess, spawn } from 'node:child_process';
import { expect } from 'chai';
import { SystemdHosts } from '../../../scripts/hosts/systemd-hosts.ts';
import { debOf } from '../../packages/support/build-packages.ts';
import { PackagedHost, type Row } from '../../packages/support/packaged-host.ts';

const NETWORK = '10.98.0';
const GATEWAY = `${NETWORK}.1`;
/** Members are a web back end, on two ports so that there may be two of them. */
const PORTS = [8080, 8081] as const;
const BACKEND = `for (const port of [${PORTS.join()}])
  require('http').createServer((_, a) => a.end('it works')).listen(port, '${GATEWAY}')`;

export interface MadeBalancer {
  readonly pool: Row;
  readonly vip: Row;
  readonly member: Row;
  readonly url: string;
}

/** Three hosts: a server with its database and its broker, and two agents; and a back end beside them. */
export class UpgradeHosts {
  readonly control: PackagedHost;
  readonly nodes: readonly PackagedHost[];
  readonly #hosts: SystemdHosts;
  readonly #backend: ChildProcess;
  #subnet: string | undefined;

  private constructor(hosts: SystemdHosts) {
    const [control, ...nodes] = hosts.hosts.map((host) => new PackagedHost(host));
    if (control === undefined) throw new Error('no host');
    this.control = control;
    this.nodes = nodes;
    this.#hosts = hosts;
    const [file = '', ...args] = hosts.enter([process.execPath, '-e', BACKEND]);
    this.#backend = spawn(file, args, { stdio: 'ignore' });
  }

  static async up(): Promise<UpgradeHosts> {
    const installed = ['postgresql', 'rabbitmq-server'];
    return new UpgradeHosts(
      await SystemdHosts.up({ names: ['host-1', 'host-2', 'host-3'], networks: [NETWORK], installed }),
    );
  }

  /** Where clients are, beside the hosts. */
  enter(argv: readonly string[]): string[] {
    return this.#hosts.enter(argv);
  }

  /** Programs from the packages in a directory, and what an operator sets. */
  async installAll(directory: string): Promise<void> {
    const [runtime, server, agent] = (['lbaas-runtime', 'lbaas-server', 'lbaas-agent'] as const).map((name) =>
      debOf(directory, name),
    );
    await this.control.makeAccounts();
    await this.control.install(runtime ?? '', server ?? '');
    const amqp = (address: string): string => `amqp_url = "amqp://lbaas:secret@${address}/"\n`;
    const database = 'database_url = "postgres://lbaas:secret@127.0.0.1/lbaas"\n';
    this.control.append('/etc/lbaas/server.toml', `${database}${amqp('127.0.0.1')}`);
    await this.control.host.exec('systemctl', 'start', 'lbaas-server');
    const broker = amqp(this.control.host.address());
    for (const node of this.nodes) {
      await node.host.exec('systemctl', 'disable', '--now', 'postgresql', 'rabbitmq-server');
      await node.install(runtime ?? '', agent ?? '');
      const rest = 'physical_networks = ["physnet1:eth0"]\nmetrics_port = 9697\n';
      node.append('/etc/lbaas/agent.toml', `${broker}${rest}`);
      await node.host.exec('systemctl', 'start', 'lbaas-agent');
    }
    await this.control.until(() => this.allAlive());
  }

  async allAlive(): Promise<void> {
    // The cast: it is what the API lists.
    const agents = (await this.control.call('GET', 'agents')) as readonly Row[];
    expect(agents.map(({ alive }) => alive)).to.deep.equal(this.nodes.map(() => true));
  }

  /** It serves when this resolves. */
  async makeBalancer(protocol: 'HTTP' | 'TCP'): Promise<MadeBalancer> {
    const subnet_id = (this.#subnet ??= await this.#makeSubnet());
    const { control } = this;
    const shared = { protocol, subnet_id };
    const pool = await control.object('POST', 'lb/pools', { pool: { ...shared, lb_method: 'ROUND_ROBIN' } });
    const member = await this.addMember(pool, PORTS[0]);
    const listener = { ...shared, pool_id: pool.id, protocol_port: 80 };
    const vip = await control.object('POST', 'lb/vips', { vip: listener });
    const url = `http://${String(vip['address'])}/`;
    await this.realised(pool);
    await control.until(() => this.serves(url));
    return { pool, vip, member, url };
  }

  addMember({ id: pool_id }: Row, protocol_port: number = PORTS[1]): Promise<Row> {
    const member = { pool_id, address: GATEWAY, protocol_port };
    return this.control.object('POST', 'lb/members', { member });
  }

  async deleteBalancer({ pool, vip }: MadeBalancer): Promise<void> {
    await this.control.call('DELETE', `lb/vips/${vip.id}`);
    await this.control.call('DELETE', `lb/pools/${pool.id}`);
  }

  /** Nothing of it waits, and nothing has failed. */
  async realised({ id }: Row): Promise<void> {
    await this.control.until(async () => {
      const lists = ['lb/vips', 'lb/members'].map((kind) => `${kind}?pool_id=${id}&fields=status`);
      const shown = [await this.control.call('GET', `lb/pools/${id}`)];
      for (const path of lists) shown.push(await this.control.call('GET', path));
      expect(JSON.stringify(shown)).to.not.match(/"status":"(?:PENDING|ERROR)/);
    });
  }

  async serves(url: string): Promise<void> {
    expect(await this.#hosts.between('curl', '-sS', '-m', '2', url)).to.equal('it works');
  }

  async down(): Promise<void> {
    this.#backend.kill('SIGKILL');
    await this.#hosts.down();
  }

  async #makeSubnet(): Promise<string> {
    const flat = { 'provider:network_type': 'flat', 'provider:physical_network': 'physnet1' };
    const network = await this.control.object('POST', 'networks', { network: { name: 'flat', ...flat } });
    const allocation_pools = [{ start: `${NETWORK}.150`, end: `${NETWORK}.199` }];
    const plan = { ip_version: 4, cidr: `${NETWORK}.0/24`, gateway_ip: GATEWAY, allocation_pools };
    const subnet = { network_id: network.id, ...plan };
    return (await this.control.object('POST', 'subnets', { subnet })).id;
  }
}
