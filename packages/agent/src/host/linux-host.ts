import { readdir, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Bridges } from './bridges.ts';
import { type CommandOptions, type CommandResult, runCommand } from './command.ts';
import { endProcesses } from './end-processes.ts';
import { glanceOf } from './glance.ts';
import type { Host } from './host.ts';
import { HostError } from './host-error.ts';
import { ipBatch, ipDelete, refusal } from './ip-command.ts';
import { LinkReader, listLinks } from './links.ts';
import { INSIDE_LINK, deviceOfNamespace, namespaceOf, tapOf } from './names.ts';
import { linkExists, namespacePath, namespaceState } from './namespace-state.ts';
import { NOTHING_INSIDE, observeInside } from './observe-inside.ts';
import type { PhysicalNetworks } from './physical-networks.ts';
import { type PortScript, announceLine, portScript } from './port-script.ts';
import type { DesiredPort, ObservedPort, PortStep } from './port.ts';
import { SETTINGS_SCRIPT } from './settings-script.ts';

/** The host by its `ip` program: two spawns to plug a port, one or two to observe it. */
export class LinuxHost implements Host {
  readonly physicalNetworks: readonly string[];
  readonly #links = new LinkReader();
  readonly #bridges: Bridges;

  constructor(physical: PhysicalNetworks) {
    this.physicalNetworks = [...physical.keys()];
    this.#bridges = new Bridges(physical, this.#links);
  }

  async hasNamespace(deviceId: string): Promise<boolean> {
    return (await namespaceState(namespaceOf(deviceId))) !== 'absent';
  }

  async observePort(deviceId: string, desired: DesiredPort): Promise<ObservedPort> {
    const tapName = tapOf(desired.portId);
    const state = await namespaceState(namespaceOf(deviceId));
    if (state !== 'present' && !(await linkExists(tapName))) return NOTHING;
    const [links, bridge, inside] = await Promise.all([
      this.#links.read([tapName]),
      this.#bridges.observe(desired.network),
      state === 'present' ? observeInside(namespaceOf(deviceId)) : NOTHING_INSIDE,
    ]);
    const tap = links.get(tapName);
    return {
      namespace: state === 'present',
      tap: tap && { index: tap.index, bridge: tap.master, up: tap.up },
      bridge,
      ...inside,
    };
  }

  glance(pid: number): string | undefined {
    return glanceOf(pid);
  }

  async applyPort(deviceId: string, desired: DesiredPort, steps: readonly PortStep[]): Promise<void> {
    const unplugs = steps.filter((step) => step.kind === 'unplug');
    const others = steps.filter((step) => step.kind !== 'unplug');
    await this.#unplug(deviceId, portScript(deviceId, desired, unplugs, ''));
    if (others.some((step) => step.kind === 'bridge.attach')) this.#bridges.forget(desired.network);
    const script = await this.#applyRoot(deviceId, desired, others);
    await this.#applyInside(namespaceOf(deviceId), script);
  }

  announce(deviceId: string, desired: DesiredPort): Promise<void> {
    return ipBatch(namespaceOf(deviceId), [announceLine(desired)]);
  }

  async removeDevice(deviceId: string): Promise<void> {
    const namespace = namespaceOf(deviceId);
    const state = await namespaceState(namespace);
    if (state === 'present') {
      await Promise.all([endProcesses(namespace), dropPort(namespace)]);
      await ipBatch(undefined, [`netns del ${namespace}`]);
    } else {
      await rm(namespacePath(namespace), { force: true });
      await dropTaps(namespace);
    }
  }

  async listDeviceIds(): Promise<string[]> {
    const directory = dirname(namespacePath('any'));
    const namespaces = await readdir(directory).catch(() => []);
    const marks = (await listLinks('type veth')).map((link) => link.mark ?? '');
    const ids = [...namespaces, ...marks].map(deviceOfNamespace);
    return [...new Set(ids.filter((id) => id !== undefined))].sort();
  }

  sweepBridges(): Promise<string[]> {
    return this.#bridges.sweep();
  }

  async exec(
    namespace: string,
    argv: readonly string[],
    options: CommandOptions = {},
  ): Promise<CommandResult> {
    if ((await namespaceState(namespace)) !== 'present') {
      throw new HostError('lost', `there is no network namespace ${namespace}`);
    }
    return runCommand(['ip', 'netns', 'exec', namespace, ...argv], options);
  }

  /** Apart from the rest and first: a name must be free before the next link takes it. */
  async #unplug(deviceId: string, { root, inside }: PortScript): Promise<void> {
    await ipDelete(namespaceOf(deviceId), inside);
    await ipDelete(undefined, root);
  }

  async #applyRoot(deviceId: string, desired: DesiredPort, steps: readonly PortStep[]): Promise<PortScript> {
    if (!steps.some((step) => step.kind === 'plug' || step.kind === 'bridge.attach')) {
      const script = portScript(deviceId, desired, steps, '');
      await ipBatch(undefined, script.root);
      return script;
    }
    if (steps.some((step) => step.kind === 'plug' && step.namespace)) {
      await rm(namespacePath(namespaceOf(deviceId)), { force: true });
    }
    return this.#bridges.withBridge(desired.network, async (bridge, lines) => {
      const script = portScript(deviceId, desired, steps, bridge);
      await ipBatch(undefined, [...lines, ...script.root]);
      return script;
    });
  }

  async #applyInside(namespace: string, { inside, freshPort }: PortScript): Promise<void> {
    if (!freshPort) return ipBatch(namespace, inside);
    const result = await this.exec(namespace, ['sh', '-c', SETTINGS_SCRIPT], {
      stdin: `${inside.join('\n')}\n`,
    });
    if (result.code !== 0) throw refusal(result.stderr, inside);
  }
}

const NOTHING: ObservedPort = { namespace: false, tap: undefined, bridge: undefined, ...NOTHING_INSIDE };

/** The namespace alone would take its links along too, but some time after `ip netns del` has returned. */
async function dropPort(namespace: string): Promise<void> {
  const { stderr } = await runCommand(['ip', '-n', namespace, 'link', 'del', 'dev', INSIDE_LINK]);
  if (stderr.includes('Cannot find device')) await dropTaps(namespace);
}

/** Half-made pairs: the outer end is there, marked as this device's, and the inner one is not. */
async function dropTaps(namespace: string): Promise<void> {
  const taps = (await listLinks('type veth')).filter((link) => link.mark === namespace);
  await ipDelete(
    undefined,
    taps.map((tap) => `link del dev ${tap.name}`),
  );
}
