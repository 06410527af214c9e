import { rm } from 'node:fs/promises';
import { IpSession } from './address-probe/ip-session.ts';
import { claimAddresses } from './address-probe/probe-addresses.ts';
import type { Bridges } from './bridges.ts';
import { enter } from './enter.ts';
import type { AppliedPorts, ApplyOptions } from './host.ts';
import { ipBatch, ipDelete } from './ip-command.ts';
import type { KeptSessions } from './kept-sessions.ts';
import type { SilentPorts } from './lease/index.ts';
import { tapOf } from './names.ts';
import { namespacePath } from './network-identity.ts';
import { resetRules } from './policy-rules.ts';
import { type PortScript, portScript } from './port-script.ts';
import type { DesiredPort, PortPlan } from './port.ts';
import { settingsScript } from './settings-script.ts';
import type { TapMarks } from './tap-marks.ts';
import type { TunnelEnds } from './tunnel-ends.ts';

export interface PortChangesOptions {
  readonly bridges: Bridges;
  readonly tunnelEnds: TunnelEnds;
  readonly taps: TapMarks;
  readonly silent: SilentPorts;
  readonly kept: KeptSessions;
  /** How long others are asked for an address before it is taken; 0 = not at all. */
  readonly probeMs: number;
  /** Policy rules of a namespace are to be read anew. */
  readonly onRulesReset: (namespace: string) => void;
}

export interface Admission extends ApplyOptions {
  /** Resolves when the port may send from its addresses. */
  readonly allowed: Promise<void>;
}

/** Carries out the steps of one port by `ip`: two spawns to plug it. */
export class PortChanges {
  readonly #options: PortChangesOptions;

  constructor(options: PortChangesOptions) {
    this.#options = options;
  }

  /** Resolves when programs may start in the namespace. @throws HostError `address_taken` with nothing sent */
  async apply(
    namespace: string,
    { port, steps }: PortPlan,
    { allowed, elsewhere = false }: Admission,
  ): Promise<AppliedPorts> {
    const unplugs = steps.filter((step) => step.kind === 'unplug');
    const others = steps.filter((step) => step.kind !== 'unplug');
    await this.#unplug(namespace, portScript(namespace, { port, steps: unplugs }, ''));
    if (others.some((step) => step.kind === 'bridge.attach')) this.#options.bridges.forget(port.network);
    if (others.some((step) => step.kind === 'rules.reset')) await this.#resetRules(namespace);
    const script = await this.#applyRoot(namespace, { port, steps: others });
    const isAsked = elsewhere && isFirstClaim(port, script);
    if (isAsked) await this.#ask(port);
    return this.#applyInside(namespace, port, script, { allowed, isAsked });
  }

  /**
   * Before the port sends anything: switches would take the frames of its MAC address away from the former host. A port
   * that may not start is unplugged again.
   */
  async #ask(port: DesiredPort): Promise<void> {
    try {
      await this.#options.silent.isNowhereElse(port);
    } catch (error) {
      await ipDelete(undefined, [`link del dev ${tapOf(port.portId)}`]);
      throw error;
    }
  }

  async #resetRules(namespace: string): Promise<void> {
    this.#options.onRulesReset(namespace);
    await resetRules(namespace);
  }

  /** Apart from the rest and first: a name must be free before the next link takes it. */
  async #unplug(namespace: string, { root, inside }: PortScript): Promise<void> {
    await ipDelete(namespace, inside);
    await ipDelete(undefined, root);
  }

  async #applyRoot(namespace: string, plan: PortPlan): Promise<PortScript> {
    const { port, steps } = plan;
    if (!steps.some((step) => step.kind === 'plug' || step.kind === 'bridge.attach')) {
      const script = portScript(namespace, plan, '');
      await ipBatch(undefined, script.root);
      if (steps.some((step) => step.kind === 'tunnels.change'))
        await this.#options.tunnelEnds.renew(port.network);
      return script;
    }
    if (steps.some((step) => step.kind === 'plug')) this.#options.taps.plugs(namespace);
    if (steps.some((step) => step.kind === 'plug' && step.namespace)) {
      await rm(namespacePath(namespace), { force: true });
    }
    return this.#options.bridges.withBridge(port.network, async (bridge, lines) => {
      const script = portScript(namespace, plan, bridge);
      await ipBatch(undefined, [...lines, ...script.root]);
      await this.#options.tunnelEnds.renew(port.network);
      return script;
    });
  }

  async #applyInside(
    namespace: string,
    port: DesiredPort,
    script: PortScript,
    { allowed, isAsked }: { readonly allowed: Promise<void>; readonly isAsked: boolean },
  ): Promise<AppliedPorts> {
    const { inside, claim, claimed, freshPort } = script;
    // Nobody has answered a moment ago, when all were asked who may have one of the addresses, the port itself too.
    const isProbed = this.#options.probeMs > 0 && claimed.length > 0 && !isAsked;
    if (!isProbed && !freshPort) {
      await allowed;
      await ipBatch(namespace, [...inside, ...claim]);
      return { claimed: Promise.resolve() };
    }
    const argv = freshPort ? ['sh', '-c', settingsScript(port.link)] : ['ip', '-j', '-d', '-batch', '-'];
    const session = new IpSession(enter(namespace, argv), this.#options.probeMs);
    if (freshPort) await session.readLine();
    session.write(inside);
    const probe = {
      lines: claim,
      addresses: isProbed ? claimed : [],
      probeMs: this.#options.probeMs,
      allowed,
    };
    const done = claimAddresses(session, port, probe);
    return { claimed: done.then(() => this.#options.kept.keep(namespace, session)) };
  }
}

/** None of its addresses is here yet. */
const isFirstClaim = ({ addresses }: DesiredPort, { claimed }: PortScript): boolean =>
  addresses.length > 0 && claimed.length === addresses.length;
