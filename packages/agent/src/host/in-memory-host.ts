import type { CommandOptions, CommandResult } from './command.ts';
import type { Host } from './host.ts';
import { HostError } from './host-error.ts';
import { bridgeOf, namespaceOf } from './names.ts';
import type { PhysicalNetworks } from './physical-networks.ts';
import type { DesiredPort, ObservedPort, PortNetwork, PortStep } from './port.ts';

type Exec = (namespace: string, argv: readonly string[], options: CommandOptions) => Promise<CommandResult>;

interface Device {
  port: { readonly id: string; readonly state: ObservedPort } | undefined;
}

const SUCCEED: Exec = async () => ({ code: 0, stdout: '', stderr: '' });

/** A host without a kernel, for tests: the same steps lead to the same observations as on Linux. */
export class InMemoryHost implements Host {
  readonly physicalNetworks: readonly string[];
  /** Devices whose addresses were announced, in order. */
  readonly announced: string[] = [];
  readonly #physical: PhysicalNetworks;
  readonly #exec: Exec;
  readonly #devices = new Map<string, Device>();
  readonly #bridges = new Set<string>();
  #nextIndex = 1;

  constructor(physical: PhysicalNetworks = new Map(), exec: Exec = SUCCEED) {
    this.physicalNetworks = [...physical.keys()];
    this.#physical = physical;
    this.#exec = exec;
  }

  async hasNamespace(deviceId: string): Promise<boolean> {
    return this.#devices.has(deviceId);
  }

  async observePort(deviceId: string, desired: DesiredPort): Promise<ObservedPort> {
    const device = this.#devices.get(deviceId);
    if (device === undefined) return NOTHING;
    const bridge = bridgeOf(desired.network.id);
    const observed = device.port?.state ?? { ...NOTHING, namespace: true };
    return {
      ...observed,
      tap: device.port?.id === desired.portId ? observed.tap : undefined,
      bridge: this.#bridges.has(bridge) ? bridge : undefined,
    };
  }

  glance(): undefined {
    return undefined;
  }

  async applyPort(deviceId: string, desired: DesiredPort, steps: readonly PortStep[]): Promise<void> {
    for (const step of steps) this.#apply(deviceId, desired, step);
  }

  async announce(deviceId: string): Promise<void> {
    this.announced.push(deviceId);
  }

  async removeDevice(deviceId: string): Promise<void> {
    this.#devices.delete(deviceId);
  }

  async listDeviceIds(): Promise<string[]> {
    return [...this.#devices.keys()].sort();
  }

  async sweepBridges(): Promise<string[]> {
    const used = new Set([...this.#devices.values()].map((device) => device.port?.state.tap?.bridge));
    const unused = [...this.#bridges].filter((bridge) => !used.has(bridge));
    for (const bridge of unused) this.#bridges.delete(bridge);
    return unused;
  }

  async exec(
    namespace: string,
    argv: readonly string[],
    options: CommandOptions = {},
  ): Promise<CommandResult> {
    const exists = [...this.#devices.keys()].some((id) => namespaceOf(id) === namespace);
    if (!exists) throw new HostError('lost', `there is no network namespace ${namespace}`);
    return this.#exec(namespace, argv, options);
  }

  #apply(deviceId: string, desired: DesiredPort, step: PortStep): void {
    if (step.kind === 'plug') return this.#plug(deviceId, desired);
    const device = this.#devices.get(deviceId);
    if (device?.port === undefined) return;
    if (step.kind === 'unplug') {
      if (step.links.length > 0) device.port = undefined;
      return;
    }
    if (step.kind === 'bridge.attach') this.#makeBridge(desired.network);
    const bridge = bridgeOf(desired.network.id);
    device.port = { id: device.port.id, state: changed(device.port.state, step, bridge) };
  }

  #plug(deviceId: string, desired: DesiredPort): void {
    const bridge = this.#makeBridge(desired.network);
    const index = this.#nextIndex++;
    const state: ObservedPort = {
      namespace: true,
      tap: { index, bridge, up: true },
      inside: { peerIndex: index, macAddress: desired.macAddress, mtu: desired.network.mtu, up: true },
      strangers: [],
      addresses: desired.addresses,
      routes: desired.routes,
      bridge,
    };
    this.#devices.set(deviceId, { port: { id: desired.portId, state } });
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

const NOTHING: ObservedPort = {
  namespace: false,
  tap: undefined,
  inside: undefined,
  strangers: [],
  addresses: [],
  routes: [],
  bridge: undefined,
};

function changed(
  state: ObservedPort,
  step: Exclude<PortStep, { kind: 'plug' | 'unplug' }>,
  bridge: string,
): ObservedPort {
  const { tap, inside, addresses, routes } = state;
  switch (step.kind) {
    case 'bridge.attach':
      return { ...state, tap: tap && { ...tap, bridge } };
    case 'link.up':
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
