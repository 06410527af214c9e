import { join } from 'node:path';
import { planHosts } from '../fabric/address-plan.ts';
import { Fabric } from '../fabric/fabric.ts';
import { namespaceOf } from '../fabric/fabric-script.ts';
import { LabHost } from '../hosts/lab-host.ts';
import type { RunDirectory } from '../run/run-directory.ts';

/** The hardware of a lab: hosts, and the switches between them. */
export class LabMachine {
  readonly fabric: Fabric;
  readonly hosts: readonly LabHost[];

  constructor(run: RunDirectory, counts: { readonly agents: number; readonly webs: number }) {
    this.fabric = new Fabric(run.id);
    this.hosts = planHosts(counts).map(
      (plan) =>
        new LabHost(plan, {
          namespace: namespaceOf(run.id, plan.name),
          directory: join(run.path, plan.name),
        }),
    );
  }

  async start(): Promise<void> {
    await this.fabric.create(this.hosts.map(({ plan }) => plan));
    await Promise.all(this.hosts.map((host) => host.start()));
  }

  /** @throws Error that lists the existing hosts */
  host(name: string): LabHost {
    const found = this.hosts.find((host) => host.name === name);
    if (found !== undefined) return found;
    throw new Error(
      `no host ${name} in the lab; there are ${this.hosts.map((host) => host.name).join(', ')}`,
    );
  }

  ofKind(kind: LabHost['plan']['kind']): LabHost[] {
    return this.hosts.filter(({ plan }) => plan.kind === kind);
  }
}
