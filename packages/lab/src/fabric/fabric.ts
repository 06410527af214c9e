import { BASH } from '../hosts/bash.ts';
import { mustRun } from '../hosts/run-command.ts';
import type { HostPlan } from './address-plan.ts';
import { raiseNeighbourTables } from './neighbour-tables.ts';
import {
  type FabricNetwork,
  fabricScript,
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
    const inside = ['nsenter', `--net=/run/netns/${this.namespace}`, ...BASH, '-c', QUIET];
    await mustRun(inside, { stdin: fabricScript(this.#labId, hosts) });
  }

  /** Takes the host's cable out of the switch, at the switch. */
  async cut(host: string, network: FabricNetwork): Promise<void> {
    await this.#setPort(host, network, 'down');
  }

  async heal(host: string, network: FabricNetwork): Promise<void> {
    await this.#setPort(host, network, 'up');
  }

  async #setPort(host: string, network: FabricNetwork, state: 'up' | 'down'): Promise<void> {
    await mustRun(['ip', '-n', this.namespace, 'link', 'set', switchPort(host, network), state]);
  }
}
