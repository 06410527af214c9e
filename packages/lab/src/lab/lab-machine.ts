import { join } from 'node:path';
import { type HostCounts, type LabNetworks, planHosts } from '../fabric/address-plan.ts';
import { Fabric } from '../fabric/fabric.ts';
import { namespaceOf } from '../fabric/fabric-script.ts';
import { guardRules } from '../fabric/guard-rules.ts';
import { LabHost } from '../hosts/lab-host.ts';
import type { RunDirectory } from '../run/run-directory.ts';

/** The hardware of a lab: hosts, and the switches between them. */
export class LabMachine {
  readonly fabric: Fabric;
  readonly hosts: readonly LabHost[];
  readonly networks: LabNetworks;

  constructor(run: RunDirectory, counts: HostCounts) {
    this.networks = counts.networks ?? 'flat';
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
    await Promise.all(this.hosts.map(guard));
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

/** A packet filter on a host that accepts connections from one network only. */
async function guard(host: LabHost): Promise<void> {
  const { accepts } = host.plan;
  if (accepts === undefined) return;
  const { code, stderr } = await host.exec(['nft', '-f', '-'], { stdin: guardRules(accepts, 'eth0') });
  if (code !== 0) throw new Error(`the packet filter of ${host.name}: ${stderr}`);
}
