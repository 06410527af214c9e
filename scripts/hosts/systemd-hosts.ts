import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '@lbaas/common/runtime';
import { mustRun } from '../engine/run.ts';
import { type RootOptions, baseRoot } from './base-root.ts';
import { type Hierarchy, hierarchies, removeGroups } from './control-groups.ts';
import { Fabric } from './fabric.ts';
import { Host } from './host.ts';

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
  readonly #directory: string;
  readonly #hierarchies: readonly Hierarchy[];

  private constructor(hosts: readonly Host[], fabric: Fabric, directory: string, all: readonly Hierarchy[]) {
    this.hosts = hosts;
    this.#fabric = fabric;
    this.#directory = directory;
    this.#hierarchies = all;
  }

  /** All are up when it resolves. */
  static async up(wanted: SystemdHostsOptions): Promise<SystemdHosts> {
    const { names, networks = ['10.98.0'], ...root } = wanted;
    const lower = await baseRoot(root);
    const directory = mkdtempSync(join(tmpdir(), 'hosts-'));
    const all = hierarchies(`lbaas-hosts-${process.pid}`);
    for (const { group } of all) mkdirSync(group, { recursive: true });
    const hierarchyFile = join(directory, 'hierarchies');
    const lines = all.map(({ kind, options, name }) => `${kind} ${options} ${name}\n`);
    writeFileSync(hierarchyFile, lines.join(''));
    const fabric = await Fabric.make(networks);
    const known = names.map((name, index) => `${fabric.addressOf(index + 1)} ${name}\n`);
    const hostNames = `127.0.0.1 localhost\n${known.join('')}`;
    const shared = { lower, fabric, hierarchies: all, hierarchyFile, hostNames };
    const hosts = names.map(
      (name, index) => new Host({ ...shared, name, number: index + 1, directory: join(directory, name) }),
    );
    const self = new SystemdHosts(hosts, fabric, directory, all);
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

  /** Nothing stays but the root that they share. */
  async down(): Promise<void> {
    await Promise.all(this.hosts.map((host) => host.kill()));
    this.#fabric.remove();
    await eventually(() => removeGroups(this.#hierarchies), { withinMs: 10_000, everyMs: 100 });
    rmSync(this.#directory, { recursive: true, force: true });
  }
}
