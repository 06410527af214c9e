import { BASH } from '../hosts/bash.ts';
import { mustRun, runCommand } from '../hosts/run-command.ts';
import type { HostPlan } from './address-plan.ts';
import { type Impairment, lossRules, rateCommand } from './impairment.ts';
import { raiseNeighbourTables } from './neighbour-tables.ts';
import { type Deafness, closeScript, openScript } from './one-way.ts';
import {
  type FabricNetwork,
  fabricScript,
  inNamespace,
  interfaceOf,
  namespaceOf,
  namespaceScript,
  switchPort,
} from './fabric-script.ts';

/** The bridges are plain switches: no address, no router solicitation, no multicast report of their own. */
const QUIET = 'echo 1 > /proc/sys/net/ipv6/conf/default/disable_ipv6; exec ip -batch -';

/** The switches of a lab and the cables to its hosts, in a network namespace of their own. */
export class Fabric {
  readonly namespace: string;
  readonly #labId: string;

  constructor(labId: string) {
    this.#labId = labId;
    this.namespace = namespaceOf(labId, 'fabric');
  }

  /** Creates the network namespaces of all hosts and connects them. */
  async create(hosts: readonly HostPlan[]): Promise<void> {
    raiseNeighbourTables();
    await mustRun(['ip', '-batch', '-'], { stdin: namespaceScript(this.#labId, hosts) });
    const inside = [...inNamespace(this.namespace), ...BASH, '-c', QUIET];
    await mustRun(inside, { stdin: fabricScript(this.#labId, hosts) });
  }

  /** Takes the host's cable out of the switch, at the switch. */
  async cut(host: string, network: FabricNetwork): Promise<void> {
    await this.#setPort(host, network, 'down');
  }

  /** Cuts one direction of a cable at its sending end, so that no capture on the switches sees what is lost. */
  async cutOneWay(host: HostPlan, network: FabricNetwork, deafness: Deafness): Promise<void> {
    const [namespace, link] = this.#senders(host, network)[deafness];
    await this.#nft(namespace, closeScript(link));
  }

  /** Whatever it was cut by. */
  async heal(host: HostPlan, network: FabricNetwork): Promise<void> {
    await this.#setPort(host.name, network, 'up');
    const { mute, deaf } = this.#senders(host, network);
    for (const [namespace, link] of [mute, deaf]) await this.#nft(namespace, openScript(link));
  }

  #senders(
    host: HostPlan,
    network: FabricNetwork,
  ): Record<Deafness, readonly [namespace: string, link: string]> {
    return {
      mute: [namespaceOf(this.#labId, host.name), interfaceOf(host, network)],
      deaf: [this.namespace, switchPort(host.name, network)],
    };
  }

  async #nft(namespace: string, stdin: string): Promise<void> {
    await mustRun([...inNamespace(namespace), 'nft', '-f', '-'], { stdin });
  }

  /** Replaces what was wrong with the cable before. */
  async impair(host: string, network: FabricNetwork, impairment: Impairment): Promise<void> {
    const port = switchPort(host, network);
    await this.#nft(this.namespace, lossRules(port, impairment));
    const rate = [...inNamespace(this.namespace), 'tc', ...rateCommand(port, impairment)];
    // There may be no limit to take away.
    if (impairment.kbitPerSecond === undefined) await runCommand(rate);
    else await mustRun(rate);
  }

  async #setPort(host: string, network: FabricNetwork, state: 'up' | 'down'): Promise<void> {
    await mustRun(['ip', '-n', this.namespace, 'link', 'set', switchPort(host, network), state]);
  }
}
