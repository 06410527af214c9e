import { type ChildProcess, spawn } from 'node:child_process';
import type { DebianRelease } from '../../../scripts/engine/debian-mirror.ts';
import type { Host } from '../../../scripts/hosts/host.ts';
import { SystemdHosts } from '../../../scripts/hosts/systemd-hosts.ts';
import { PackagedHost } from './packaged-host.ts';

const NETWORK = '10.98.0';
export const VIP = `${NETWORK}.150`;
const BACKEND = `require('http').createServer((_, a) => a.end('it works')).listen(8080, '${NETWORK}.1')`;

const SERVER_SETTINGS = `database_url = "postgres://lbaas:secret@127.0.0.1/lbaas"
amqp_url = "amqp://lbaas:secret@127.0.0.1/"
`;
const AGENT_SETTINGS = `amqp_url = "amqp://lbaas:secret@127.0.0.1/"
physical_networks = ["physnet1:eth0"]
metrics_port = 9697
`;

/** One host with a database and a broker of the distribution, which our packages are installed on; and a back end. */
export class Installation extends PackagedHost {
  readonly #hosts: SystemdHosts;
  readonly #backend: ChildProcess;

  private constructor(hosts: SystemdHosts, host: Host) {
    super(host);
    this.#hosts = hosts;
    const [file = '', ...args] = hosts.enter([process.execPath, '-e', BACKEND]);
    this.#backend = spawn(file, args, { stdio: 'ignore' });
  }

  /** @param release whose nodejs, where that is new enough, can be installed without a network */
  static async up(release: DebianRelease): Promise<Installation> {
    const hosts = await SystemdHosts.up({
      release,
      names: ['host-1'],
      networks: [NETWORK],
      installed: ['postgresql', 'rabbitmq-server'],
      fetched: release === 'bookworm' ? [] : ['nodejs'],
    });
    const [host] = hosts.hosts;
    if (host === undefined) throw new Error('no host');
    return new Installation(hosts, host);
  }

  /** Where clients of the VIP are, beside the host. */
  enter(argv: readonly string[]): string[] {
    return this.#hosts.enter(argv);
  }

  /** What an operator does once: an account in the database and in the broker, and the settings of both programs. */
  async configure(): Promise<void> {
    await this.makeAccounts();
    this.append('/etc/lbaas/server.toml', SERVER_SETTINGS);
    this.append('/etc/lbaas/agent.toml', AGENT_SETTINGS);
  }

  /** A balancer on the network of the host, which serves. @returns the id of its pool */
  async makeBalancer(): Promise<string> {
    const flat = { 'provider:network_type': 'flat', 'provider:physical_network': 'physnet1' };
    const network = await this.object('POST', 'networks', { network: { name: 'flat', ...flat } });
    const range = { start: VIP, end: VIP };
    const subnet = await this.object('POST', 'subnets', {
      subnet: {
        network_id: network.id,
        ip_version: 4,
        cidr: `${NETWORK}.0/24`,
        gateway_ip: `${NETWORK}.1`,
        allocation_pools: [range],
      },
    });
    const shared = { protocol: 'HTTP', subnet_id: subnet.id };
    const pool = await this.object('POST', 'lb/pools', {
      pool: { ...shared, lb_method: 'ROUND_ROBIN', name: 'web' },
    });
    const member = { pool_id: pool.id, address: `${NETWORK}.1`, protocol_port: 8080 };
    await this.object('POST', 'lb/members', { member });
    await this.object('POST', 'lb/vips', {
      vip: { ...shared, name: 'web', pool_id: pool.id, protocol_port: 80 },
    });
    await this.until(() => this.serves());
    return pool.id;
  }

  /** @throws Error unless the VIP answers somebody beside the host */
  async serves(): Promise<void> {
    const answer = await this.#hosts.between('curl', '-sS', '-m', '2', `http://${VIP}/`);
    if (answer !== 'it works') throw new Error(`the VIP answers ${answer}`);
  }

  async down(): Promise<void> {
    this.#backend.kill('SIGKILL');
    await this.#hosts.down();
  }
}
