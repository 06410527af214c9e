import type { CommandOptions, CommandResult } from './command.ts';
import type { AppliedPorts, Host } from './host.ts';
import { HostError } from './host-error.ts';
import { bridgeOf, isDeviceNamespace } from './names.ts';
import type { PhysicalNetworks } from './physical-networks.ts';
import { NOT_OBSERVED, subnetOf } from './port-plan.ts';
import type { DesiredPort, ObservedPort, PortNetwork, PortPlan, PortStep } from './port.ts';

type Exec = (namespace: string, argv: readonly string[], options: CommandOptions) => Promise<CommandResult>;

interface Plugged {
  readonly portId: string;
  readonly state: ObservedPort;
  /** What it may send from. */
  readonly allowed: readonly string[];
}

/** The ports of a namespace, by the link inside. */
type Namespace = Map<string, Plugged>;

const SUCCEED: Exec = async () => ({ code: 0, stdout: '', stderr: '' });

/** A host without a kernel, for tests: the same steps lead to the same observations as on Linux. */
export class InMemoryHost implements Host {
  readonly portSecurity = false;
  verdict = 0;
  readonly #physical: PhysicalNetworks;
  readonly #exec: Exec;
  readonly #namespaces = new Map<string, Namespace>();
  readonly #bridges = new Set<string>();
  #nextIndex = 1;

  constructor(physical: PhysicalNetworks = new Map(), exec: Exec = SUCCEED) {
    this.#physical = physical;
    this.#exec = exec;
  }

  async hasNamespace(namespace: string): Promise<boolean> {
    return this.#namespaces.has(namespace);
  }

  networkNamed(): undefined {
    return undefined;
  }

  /** Its namespaces are their names. */
  async claimNamespace(): Promise<boolean> {
    return false;
  }

  async observePorts(namespace: string, ports: readonly DesiredPort[]): Promise<ObservedPort[]> {
    const plugged = this.#namespaces.get(namespace);
    if (plugged === undefined) return ports.map(() => NOT_OBSERVED);
    const links = new Set(ports.map((port) => port.link));
    const strangers = [...plugged.keys()].filter((link) => !links.has(link));
    return ports.map((port) => {
      const found = plugged.get(port.link);
      const bridge = bridgeOf(port.network.id);
      const state = found?.state ?? NOT_OBSERVED;
      return {
        ...state,
        unguarded: isSame(found?.allowed ?? [], port.addresses) ? undefined : 'port security of others',
        neighbours: state.addresses.map((address) => ({
          address: address.split('/')[0] ?? '',
          macAddress: port.macAddress,
        })),
        onLink: state.addresses.flatMap((address) => subnetOf(address) ?? []),
        loopback: true,
        namespace: true,
        strangers,
        tap: found?.portId === port.portId ? found.state.tap : undefined,
        bridge: this.#bridges.has(bridge) ? bridge : undefined,
      };
    });
  }

  onChange(): void {
    // Nobody but the agent changes it.
  }

  start(): void {
    // There is nothing to hear.
  }

  stop(): void {
    // As start.
  }

  fingerprint(): undefined {
    return undefined;
  }

  async applyPorts(namespace: string, plans: readonly PortPlan[]): Promise<AppliedPorts> {
    for (const { port, steps } of plans) {
      for (const step of steps) this.#apply(namespace, port, step);
      const plugged = this.#namespaces.get(namespace)?.get(port.link);
      if (plugged !== undefined)
        this.#namespaces.get(namespace)?.set(port.link, { ...plugged, allowed: port.addresses });
    }
    return { claimed: Promise.resolve() };
  }

  async announce(): Promise<void> {
    // There are no neighbours.
  }

  async removeNamespace(namespace: string): Promise<void> {
    this.#namespaces.delete(namespace);
  }

  async listNamespaces(prefixes: readonly string[]): Promise<string[]> {
    return [...this.#namespaces.keys()].filter((name) => isDeviceNamespace(name, prefixes)).sort();
  }

  async sweepBridges(): Promise<string[]> {
    const plugged = [...this.#namespaces.values()].flatMap((ports) => [...ports.values()]);
    const used = new Set(plugged.map(({ state }) => state.tap?.bridge));
    const unused = [...this.#bridges].filter((bridge) => !used.has(bridge));
    for (const bridge of unused) this.#bridges.delete(bridge);
    return unused;
  }

  async listen(): Promise<void> {
    // It hears everything.
  }

  async checkPortSecurity(): Promise<void> {
    // It has no frames.
  }

  async exec(
    namespace: string,
    argv: readonly string[],
    options: CommandOptions = {},
  ): Promise<CommandResult> {
    if (!this.#namespaces.has(namespace))
      throw new HostError('lost', `there is no network namespace ${namespace}`);
    return this.#exec(namespace, argv, options);
  }

  #apply(namespace: string, desired: DesiredPort, step: PortStep): void {
    if (step.kind === 'plug') return this.#plug(namespace, desired);
    const ports = this.#namespaces.get(namespace);
    if (step.kind === 'unplug') {
      for (const { end, name } of step.links) ports?.delete(end === 'inside' ? name : desired.link);
      return;
    }
    const plugged = ports?.get(desired.link);
    if (plugged === undefined) return;
    if (step.kind === 'bridge.attach') this.#makeBridge(desired.network);
    const bridge = bridgeOf(desired.network.id);
    ports?.set(desired.link, { ...plugged, state: changed(plugged.state, step, bridge) });
  }

  #plug(namespace: string, desired: DesiredPort): void {
    const bridge = this.#makeBridge(desired.network);
    const index = this.#nextIndex++;
    const state: ObservedPort = {
      namespace: true,
      tap: { index, bridge, up: true },
      inside: { peerIndex: index, macAddress: desired.macAddress, mtu: desired.network.mtu, up: true },
      strangers: [],
      addresses: desired.addresses,
      routes: desired.routes,
      neighbours: [],
      onLink: [],
      loopback: true,
      bridge,
    };
    const ports = this.#namespaces.get(namespace) ?? new Map<string, Plugged>();
    this.#namespaces.set(namespace, ports.set(desired.link, { portId: desired.portId, state, allowed: [] }));
  }

  #makeBridge(network: PortNetwork): string {
    const physical = network.physicalNetwork ?? '';
    if (network.type === 'flat' && !this.#physical.has(physical)) {
      throw new HostError('not_configured', `no interface is configured for physical network ${physical}`);
    }
    const bridge = bridgeOf(network.id);
    this.#bridges.add(bridge);
    return bridge;
  }
}

function changed(
  state: ObservedPort,
  step: Exclude<PortStep, { kind: 'plug' | 'unplug' }>,
  bridge: string,
): ObservedPort {
  const { tap, inside, addresses, routes } = state;
  switch (step.kind) {
    case 'bridge.attach':
      return { ...state, tap: tap && { ...tap, bridge } };
    case 'subnet.replace':
    case 'rules.reset':
    case 'security.set':
    case 'neighbour.watch':
    case 'tunnels.change':
    case 'port.resume':
      return state;
    case 'link.up':
      if (step.end === 'loopback') return state;
      return step.end === 'tap'
        ? { ...state, tap: tap && { ...tap, up: true } }
        : { ...state, inside: inside && { ...inside, up: true } };
    case 'link.mtu':
      return { ...state, inside: inside && { ...inside, mtu: step.mtu } };
    case 'address.add':
      return { ...state, addresses: [...addresses, step.address] };
    case 'address.remove':
      return { ...state, addresses: addresses.filter((address) => address !== step.address) };
    case 'route.replace':
      return { ...state, routes: [...without(routes, step.route.destination), step.route] };
    case 'route.remove':
      return { ...state, routes: without(routes, step.route.destination) };
  }
}

const without = (routes: ObservedPort['routes'], destination: string): ObservedPort['routes'] =>
  routes.filter((route) => route.destination !== destination);

const isSame = (some: readonly string[], others: readonly string[]): boolean =>
  some.length === others.length && some.every((each) => others.includes(each));
