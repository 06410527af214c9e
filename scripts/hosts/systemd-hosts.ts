import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mustRun } from '../engine/run.ts';
import { type RootOptions, baseRoot } from './base-root.ts';
import { hierarchies } from './control-groups.ts';
import { Fabric } from './fabric.ts';
import { Host } from './host.ts';
import { Janitor } from './janitor.ts';

export interface SystemdHostsOptions extends RootOptions {
  /** One host for each. */
  readonly names: readonly string[];
  /** @default one, 10.98.0.0/24: the first three numbers of each */
  readonly networks?: readonly string[];
}

/**
 * Debian hosts with a real systemd as process 1, on bridges between them, beside whatever else runs on this machine.
 * They share its kernel: its clock, its modules, and the way it counts memory.
 */
export class SystemdHosts {
  readonly hosts: readonly Host[];
  readonly #fabric: Fabric;
  readonly #janitor: Janitor;

  private constructor(hosts: readonly Host[], fabric: Fabric, janitor: Janitor) {
    this.hosts = hosts;
    this.#fabric = fabric;
    this.#janitor = janitor;
  }

  /** All are up when it resolves. */
  static async up(wanted: SystemdHostsOptions): Promise<SystemdHosts> {
    const { names, networks = ['10.98.0'], ...root } = wanted;
    const lower = await baseRoot(root);
    const directory = mkdtempSync(join(tmpdir(), 'hosts-'));
    const all = hierarchies(`lbaas-hosts-${process.pid}`);
    const janitor = new Janitor(directory);
    janitor.ofGroups(all.map(({ group }) => group));
    for (const { group } of all) mkdirSync(group, { recursive: true });
    const hierarchyFile = join(directory, 'hierarchies');
    const lines = all.map(({ kind, options, name }) => `${kind} ${options} ${name}\n`);
    writeFileSync(hierarchyFile, lines.join(''));
    const fabric = await Fabric.make(networks);
    janitor.ofNetwork(fabric.namespace);
    const known = names.map((name, index) => `${fabric.addressOf(index + 1)} ${name}\n`);
    const hostNames = `127.0.0.1 localhost\n${known.join('')}`;
    const shared = { lower, fabric, hierarchies: all, hierarchyFile, hostNames };
    const hosts = names.map(
      (name, index) => new Host({ ...shared, name, number: index + 1, directory: join(directory, name) }),
    );
    const self = new SystemdHosts(hosts, fabric, janitor);
    try {
      for (const host of hosts) await host.boot();
    } catch (error) {
      await self.down();
      throw error;
    }
    return self;
  }

  /** A command in the network between the hosts. */
  async between(...argv: readonly string[]): Promise<string> {
    return mustRun(this.#fabric.enter(argv));
  }

  /** The same as words for whoever starts it. */
  enter(argv: readonly string[]): string[] {
    return this.#fabric.enter(argv);
  }

  /** Nothing stays but the root that they share, also when this process is killed instead. */
  async down(): Promise<void> {
    await this.#janitor.finish();
  }
}
