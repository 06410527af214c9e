import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { eventually } from '@lbaas/common/runtime';
import type { Host } from '../../../scripts/hosts/host.ts';

const DEADLINE_MS = 90_000;
/** A version with further settings has another file of them, about which dpkg would ask. */
const KEEP_SETTINGS = '-o Dpkg::Options::=--force-confold';
const JSON_BODY = ['-H', 'content-type: application/json', '-d'];

export interface Row {
  readonly id: string;
  readonly [name: string]: unknown;
}

/** A host that our packages are installed on. */
export class PackagedHost {
  readonly host: Host;

  constructor(host: Host) {
    this.host = host;
  }

  /** Without a network: what they depend on was fetched before. @returns what apt says */
  async install(...debs: readonly string[]): Promise<string> {
    for (const deb of debs) await this.host.copy(deb, '/root');
    const files = debs.map((deb) => `/root/${basename(deb)}`);
    return this.host.sh(`apt-get install -y -q ${KEEP_SETTINGS} --allow-downgrades ${files.join(' ')} 2>&1`);
  }

  /** What an operator does once: an account in the database and in the broker of this host. */
  async makeAccounts(): Promise<void> {
    const role = "create role lbaas login password 'secret'";
    await this.host.sh(
      `cd / && su postgres -c "psql -q -c \\"${role}\\" -c 'create database lbaas owner lbaas'"`,
    );
    await this.host.sh(
      "rabbitmqctl -q add_user lbaas secret && rabbitmqctl -q set_permissions lbaas '.*' '.*' '.*'",
    );
  }

  /** Over a file that a package brings, which keeps its owner and mode. */
  append(path: string, settings: string): void {
    const there = readFileSync(`/proc/${this.host.init}/root${path}`, 'utf8');
    this.host.write(path, `${there}\n${settings}`);
  }

  /** Of the API on this host. @returns what is inside the wrapper */
  async call(method: string, path: string, body?: object): Promise<unknown> {
    const key = method === 'POST' ? ['-H', `idempotency-key: ${randomUUID()}`] : [];
    const sent = body === undefined ? [] : [...key, ...JSON_BODY, JSON.stringify(body)];
    const url = `http://127.0.0.1:9696/v2.0/${path}`;
    const text = await this.host.exec('curl', '-sS', '-X', method, ...sent, url);
    if (text === '') return undefined;
    // The cast: each answer is an object with one key, whose name depends on the path.
    const [inside] = Object.values(JSON.parse(text) as Readonly<Record<string, unknown>>);
    return inside;
  }

  /** A call that makes or shows an object. @throws Error when there is none in the answer */
  async object(method: string, path: string, body?: object): Promise<Row> {
    // The cast: it is looked at in the next line.
    const row = (await this.call(method, path, body)) as Partial<Row> | undefined;
    if (row?.id === undefined) throw new Error(`${method} ${path}: ${JSON.stringify(row)}`);
    return row as Row;
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

  /** What /readyz of a program answers: a status of HTTP. */
  readiness(port: number): Promise<string> {
    const code = ['-o', '/dev/null', '-w', '%{http_code}'];
    return this.host.exec('curl', '-s', ...code, `http://127.0.0.1:${port}/readyz`);
  }

  until<T>(fact: () => Promise<T> | T): Promise<T> {
    return eventually(fact, { withinMs: DEADLINE_MS, everyMs: 200 });
  }
}
