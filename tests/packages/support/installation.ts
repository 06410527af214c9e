import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { eventually } from '@lbaas/common/runtime';
import type { Host } from '../../../scripts/hosts/host.ts';
import { SystemdHosts } from '../../../scripts/hosts/systemd-hosts.ts';

const NETWORK = '10.98.0';
export const VIP = `${NETWORK}.150`;
const BACKEND = `require('http').createServer((_, a) => a.end('it works')).listen(8080, '${NETWORK}.1')`;
const DEADLINE_MS = 90_000;

const SERVER_SETTINGS = `database_url = "postgres://lbaas:secret@127.0.0.1/lbaas"
amqp_url = "amqp://lbaas:secret@127.0.0.1/"
`;
const AGENT_SETTINGS = `amqp_url = "amqp://lbaas:secret@127.0.0.1/"
physical_networks = ["physnet1:eth0"]
metrics_port = 9697
`;

interface Row {
  readonly id: string;
}

/** One host with a database and a broker of the distribution, which our packages are installed on; and a back end. */
export class Installation {
  readonly host: Host;
  readonly #hosts: SystemdHosts;
  readonly #backend: ChildProcess;

  private constructor(hosts: SystemdHosts, host: Host) {
    this.#hosts = hosts;
    this.host = host;
    const [file = '', ...args] = hosts.enter([process.execPath, '-e', BACKEND]);
    this.#backend = spawn(file, args, { stdio: 'ignore' });
  }

  static async up(): Promise<Installation> {
    const services = ['postgresql', 'rabbitmq-server'];
    const hosts = await SystemdHosts.up({ names: ['host-1'], networks: [NETWORK], installed: services });
    const [host] = hosts.hosts;
    if (host === undefined) throw new Error('no host');
    return new Installation(hosts, host);
  }

  /** Where clients of the VIP are, beside the host. */
  enter(argv: readonly string[]): string[] {
    return this.#hosts.enter(argv);
  }

  /** Without a network: what they depend on was fetched before. @returns what apt says */
  async install(...debs: readonly string[]): Promise<string> {
    for (const deb of debs) await this.host.copy(deb, '/root');
    const files = debs.map((deb) => `/root/${basename(deb)}`);
    return this.host.sh(`apt-get install -y -q ${files.join(' ')} 2>&1`);
  }

  /** What an operator does once: an account in the database and in the broker, and the settings of both programs. */
  async configure(): Promise<void> {
    const role = "create role lbaas login password 'secret'";
    await this.host.sh(
      `cd / && su postgres -c "psql -q -c \\"${role}\\" -c 'create database lbaas owner lbaas'"`,
    );
    await this.host.sh(
      "rabbitmqctl -q add_user lbaas secret && rabbitmqctl -q set_permissions lbaas '.*' '.*' '.*'",
    );
    // Over the files that the packages bring, which keep their owners and modes.
    await this.#append('/etc/lbaas/server.toml', SERVER_SETTINGS);
    await this.#append('/etc/lbaas/agent.toml', AGENT_SETTINGS);
  }

  /** A balancer on the network of the host, which serves. @returns the id of its pool */
  async makeBalancer(): Promise<string> {
    const flat = { 'provider:network_type': 'flat', 'provider:physical_network': 'physnet1' };
    const network = await this.api('networks', { network: { name: 'flat', ...flat } });
    const range = { start: VIP, end: VIP };
    const subnet = await this.api('subnets', {
      subnet: {
        network_id: network.id,
        ip_version: 4,
        cidr: `${NETWORK}.0/24`,
        gateway_ip: `${NETWORK}.1`,
        allocation_pools: [range],
      },
    });
    const shared = { protocol: 'HTTP', subnet_id: subnet.id };
    const pool = await this.api('lb/pools', { pool: { ...shared, lb_method: 'ROUND_ROBIN', name: 'web' } });
    const member = { pool_id: pool.id, address: `${NETWORK}.1`, protocol_port: 8080 };
    await this.api('lb/members', { member });
    await this.api('lb/vips', { vip: { ...shared, name: 'web', pool_id: pool.id, protocol_port: 80 } });
    await this.until(() => this.serves());
    return pool.id;
  }

  /** @throws Error unless the VIP answers somebody beside the host */
  async serves(): Promise<void> {
    const answer = await this.#hosts.between('curl', '-sS', '-m', '2', `http://${VIP}/`);
    if (answer !== 'it works') throw new Error(`the VIP answers ${answer}`);
  }

  async api(path: string, body: object): Promise<Row> {
    const request = [
      '-sS',
      '-X',
      'POST',
      '-H',
      'content-type: application/json',
      '-H',
      `idempotency-key: ${randomUUID()}`,
      '-d',
      JSON.stringify(body),
    ];
    const text = await this.host.exec('curl', ...request, `http://127.0.0.1:9696/v2.0/${path}`);
    // The cast: each answer is an object with one key, whose name depends on the path.
    const [row] = Object.values(JSON.parse(text) as Readonly<Record<string, Row>>);
    if (row?.id === undefined) throw new Error(`POST ${path}: ${text}`);
    return row;
  }

  /** The HAProxies of the agent, not the one that Debian starts. */
  async haproxies(): Promise<string[]> {
    const { stdout } = await this.host.try(['pgrep', '-f', '^/usr/sbin/haproxy -C /var/lib/lbaas']);
    return stdout
      .trim()
      .split('\n')
      .filter((pid) => pid !== '');
  }

  async show(unit: string, property: string): Promise<string> {
    return (await this.host.exec('systemctl', 'show', '--property', property, '--value', unit)).trim();
  }

  until<T>(fact: () => Promise<T> | T): Promise<T> {
    return eventually(fact, { withinMs: DEADLINE_MS, everyMs: 200 });
  }

  async down(): Promise<void> {
    this.#backend.kill('SIGKILL');
    await this.#hosts.down();
  }

  async #append(path: string, settings: string): Promise<void> {
    const there = readFileSync(`/proc/${this.host.init}/root${path}`, 'utf8');
    this.host.write(path, `${there}\n${settings}`);
  }
}
