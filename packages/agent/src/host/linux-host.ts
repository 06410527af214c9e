import { type Clock, type Logger, systemClock } from '@lbaas/common/runtime';
import { Bridges } from './bridges.ts';
import { type CommandOptions, type CommandResult, runCommand } from './command.ts';
import { dropNamespace } from './drop-namespace.ts';
import type { AppliedPorts, ApplyOptions, Host } from './host.ts';
import { HostError } from './host-error.ts';
import type { HostNetworks } from './host-networks.ts';
import { ipBatch } from './ip-command.ts';
import { NetworkAsker } from './address-probe/network-asker.ts';
import { Earshot, KernelLease, SilentPorts, type SilenceRules } from './lease/index.ts';
import { findRivals } from './address-rivals.ts';
import { type Link, LinkReader } from './links.ts';
import { isDeviceNamespace, tapOf } from './names.ts';
import { namespaceFingerprint } from './namespace-fingerprint.ts';
import { KeptSessions } from './kept-sessions.ts';
import { enter } from './enter.ts';
import { claimNamespace } from './claim-namespace.ts';
import { namespaceState } from './namespace-state.ts';
import { networkNamed } from './network-identity.ts';
import { type InsideFiles, InsideReader } from './inside-reader.ts';
import { NOTHING_INSIDE } from './observe-inside.ts';
import { OwnNamespaces } from './own-namespaces.ts';
import { NOT_OBSERVED } from './port-plan.ts';
import { ipv6RuleFaults } from './policy-rules.ts';
import { PortChanges } from './port-changes.ts';
import { announceLines } from './port-script.ts';
import type { DesiredPort, Neighbour, ObservedPort, PortPlan, PortStep } from './port.ts';
import { PortSecurity } from './port-security/index.ts';
import { ProcessTable } from './process-table.ts';
import { TapMarks } from './tap-marks.ts';
import { TunnelEnds } from './tunnel-ends.ts';
import { anyExists, refuseTapOfAnother } from './taken-taps.ts';
import { broadcast } from './watch/broadcast.ts';
import { type HostListener, HostWatch } from './watch/host-watch.ts';
import { WatchTable } from './watch/watch-table.ts';

export interface LinuxHostOptions {
  /** How long others are asked for an address before it is taken; 0 = not at all. */
  readonly probeMs: number;
  readonly portSecurity: boolean;
  readonly processes?: ProcessTable;
  readonly lease?: KernelLease;
  readonly silence?: SilenceRules;
  readonly clock?: Clock;
  /** What outlives the agent of its looks into namespaces. */
  readonly insides?: InsideFiles;
}

/** The host by its `ip` program: two spawns to plug a port, one or two to observe it. */
export class LinuxHost implements Host {
  readonly #links = new LinkReader();
  readonly #bridges: Bridges;
  readonly #tunnelEnds: TunnelEnds;
  readonly #own = new OwnNamespaces();
  readonly #taps = new TapMarks();
  readonly #kept = new KeptSessions();
  readonly #asker = new NetworkAsker(this.#links);
  readonly #processes: ProcessTable;
  readonly #insides: InsideReader;
  readonly #table = new WatchTable();
  readonly #listeners: HostListener[] = [];
  readonly #everyListener = broadcast(this.#listeners);
  readonly #watch: HostWatch;
  readonly #logger: Logger;
  readonly #security: PortSecurity;
  readonly #ports: PortChanges;
  readonly #silent: SilentPorts;
  readonly #rules: SilenceRules;
  /** Namespaces of which an event has said that policy rules have changed, or may have. */
  readonly #suspects = new Set<string>();
  /** Who was heard to use an address of a namespace since it was looked at: announcements make its links forget it. */
  readonly #rivals = new Map<string, Neighbour>();

  constructor(networks: HostNetworks, logger: Logger, options: LinuxHostOptions) {
    this.#logger = logger;
    this.#processes = options.processes ?? new ProcessTable();
    this.#insides = new InsideReader({ files: options.insides, processes: this.#processes });
    this.#rules = options.silence ?? { mayResume: true, verdict: 0, lists: 0, isCutOff: false };
    this.#bridges = new Bridges(networks, this.#links);
    this.#tunnelEnds = new TunnelEnds(networks.tunnelIp);
    const clock = options.clock ?? systemClock;
    this.#silent = new SilentPorts({
      lease: options.lease ?? new KernelLease({ logger, isOwn: () => false }),
      rules: this.#rules,
      uplinkOf: (network) => this.#bridges.uplinkOf(network)?.link,
      earshot: new Earshot(clock),
      clock,
      bridgeOf: async (network) => (await this.#bridges.observe(network))?.bridge,
      asker: this.#asker,
      probeMs: options.probeMs,
      logger,
    });
    this.#ports = new PortChanges({
      bridges: this.#bridges,
      tunnelEnds: this.#tunnelEnds,
      taps: this.#taps,
      silent: this.#silent,
      kept: this.#kept,
      probeMs: options.probeMs,
      onRulesReset: (namespace) => this.#suspects.add(namespace),
    });
    this.#security = new PortSecurity({
      enabled: options.portSecurity,
      isHostOn: ({ network }) => this.#bridges.isHostOn(network),
      logger,
    });
    this.#listeners.push({
      changed: (namespace, _, event) => {
        if (event?.kind === 'rule') this.#suspects.add(namespace);
        if (event?.kind === 'neighbour') this.#rivals.set(namespace, event);
      },
      missed: () => this.#table.names().forEach((namespace) => this.#suspects.add(namespace)),
    });
    const heard: HostListener = { ...this.#everyListener, changed: (...change) => this.#heard(...change) };
    this.#watch = new HostWatch(this.#table, heard, logger);
  }

  get portSecurity(): boolean {
    return this.#security.works;
  }

  get verdict(): number {
    return this.#rules.verdict;
  }

  get droppedFrames(): number {
    return this.#security.dropped;
  }

  async start(): Promise<void> {
    await Promise.all([this.#watch.start(), this.#security.start(), this.#insides.start()]);
  }

  stop(): void {
    this.#watch.stop();
    this.#security.stop();
    this.#kept.stop();
    this.#asker.stop();
  }

  onChange(listener: HostListener): void {
    this.#listeners.push(listener);
  }

  async hasNamespace(namespace: string): Promise<boolean> {
    return (await namespaceState(namespace)) !== 'absent';
  }

  async observePorts(namespace: string, ports: readonly DesiredPort[]): Promise<ObservedPort[]> {
    this.#tunnelEnds.want(namespace, ports);
    const state = await namespaceState(namespace);
    if (state !== 'present') this.#insides.absent(namespace);
    if (state !== 'present' && !(await anyExists(ports))) {
      // What it waits for, such as its uplink, may come.
      this.#watchPorts(namespace, ports, new Map());
      return ports.map(() => NOT_OBSERVED);
    }
    const [links, bridges, tunnels, insides, rules] = await Promise.all([
      this.#links.read(ports.map((port) => tapOf(port.portId))),
      Promise.all(ports.map((port) => this.#bridges.observe(port.network))),
      Promise.all(ports.map((port) => this.#tunnelEnds.observe(port.network))),
      state === 'present'
        ? this.#insides.read(
            namespace,
            ports.map((port) => port.link),
            this.#kept.sessionIn(namespace),
          )
        : [],
      this.#ipv6RuleFaults(namespace),
    ]);
    await this.#silent.seen(ports, (index) => bridges[index]?.impediment);
    for (const port of ports) refuseTapOfAnother(namespace, links.get(tapOf(port.portId)));
    this.#watchPorts(namespace, ports, links);
    const rival = this.#rivals.get(namespace);
    this.#rivals.delete(namespace);
    const unguarded = await this.#security.observe(namespace, ports);
    return ports.map((port, index) => {
      const tap = links.get(tapOf(port.portId));
      const inside = insides[index] ?? NOTHING_INSIDE;
      return {
        namespace: state === 'present',
        tap: tap && { index: tap.index, bridge: tap.master, up: tap.up },
        bridge: bridges[index]?.bridge,
        impediment: bridges[index]?.impediment,
        tunnels: tunnels[index],
        ...inside,
        unguarded: unguarded[index],
        silent: this.#silent.wordsFor(port),
        neighbours: rival === undefined ? inside.neighbours : [rival, ...inside.neighbours],
        rules: [...(inside.rules ?? []), ...rules],
      };
    });
  }

  /** A frame of a MAC address of ours from elsewhere, or the claim of an address, matters where no server decides. */
  #heard(...[namespace, lost, event]: Parameters<HostListener['changed']>): void {
    if (event?.kind === 'station') this.#letGo(namespace, `${event.macAddress} comes from ${event.link}`);
    else if (event?.kind === 'neighbour') this.#letGo(namespace, `${event.macAddress} uses ${event.address}`);
    if (event?.kind !== 'station') this.#everyListener.changed(namespace, lost, event);
  }

  #letGo(namespace: string, why: string): void {
    void this.#fellSilent(namespace, this.#silent.letGo(this.#table.portsOf(namespace), why));
  }

  async #fellSilent(namespace: string, falling: Promise<boolean>): Promise<void> {
    try {
      if (await falling) this.#everyListener.changed(namespace, true, undefined);
    } catch (error) {
      this.#logger.error({ err: error, namespace }, 'a device is not silent');
    }
  }

  async listen(partnersOf: (namespace: string) => readonly string[]): Promise<void> {
    const all = this.#table.allPorts();
    await this.#silent.listen(all, partnersOf);
    for (const [namespace, ports] of all) await this.#fellSilent(namespace, this.#silent.letGoIfDeaf(ports));
  }

  async #ipv6RuleFaults(namespace: string): Promise<readonly string[]> {
    return this.#suspects.delete(namespace) ? ipv6RuleFaults(namespace) : [];
  }

  networkNamed(namespace: string): string | undefined {
    return networkNamed(namespace);
  }

  claimNamespace(namespace: string, pids: readonly number[], links: readonly string[]): Promise<boolean> {
    return claimNamespace(namespace, pids, links);
  }

  /** What happens to these ports from now on is of interest. */
  #watchPorts(namespace: string, ports: readonly DesiredPort[], links: ReadonlyMap<string, Link>): void {
    const taps = ports.map((port) => ({ port, tap: links.get(tapOf(port.portId)) }));
    const nsid = taps.find(({ tap }) => tap?.peerNamespace !== undefined)?.tap?.peerNamespace;
    const needs = taps.flatMap(({ port, tap }) => [
      { link: tapOf(port.portId), master: tap?.master, mtu: port.network.mtu, carrier: false },
      ...this.#bridges.needsOf(port.network, tap?.master),
    ]);
    this.#table.set(namespace, { nsid, ports, needs });
  }

  fingerprint(pid: number): string | undefined {
    return namespaceFingerprint(pid);
  }

  async applyPorts(
    namespace: string,
    plans: readonly PortPlan[],
    options: ApplyOptions = {},
  ): Promise<AppliedPorts> {
    const claims: Promise<void>[] = [];
    const ports = plans.map(({ port }) => port);
    const opens = plans.some(({ steps }) => steps.some(({ kind }) => OPENING.has(kind)));
    if (opens) await this.#silent.cover(ports);
    const allowed = this.#security.allow(ports);
    // Awaited before anything can be sent that is not allowed yet: what only gets addresses is asked for meanwhile.
    allowed.catch(() => undefined);
    if (opens) await allowed;
    for (const plan of plans) {
      const { claimed } = await this.#ports.apply(namespace, plan, { ...options, allowed });
      // Awaited by the caller, after the other ports.
      claimed.catch(() => undefined);
      claims.push(claimed);
    }
    const claimed = Promise.all(claims).then(() => this.#security.restrict(ports));
    const { verdict = this.#rules.verdict } = options;
    return { claimed: claimed.then(() => this.#resume(namespace, plans, verdict)) };
  }

  async #resume(namespace: string, plans: readonly PortPlan[], verdict: number): Promise<void> {
    const resumed = await this.#silent.resume(plans, verdict);
    if (resumed.length > 0) await this.announce(namespace, resumed);
  }

  async announce(namespace: string, ports: readonly DesiredPort[]): Promise<void> {
    const lines = ports.flatMap(announceLines);
    const session = this.#kept.sessionIn(namespace);
    await (session?.carryOut(lines) ?? ipBatch(namespace, lines));
  }

  async removeNamespace(namespace: string, soleLink?: string): Promise<void> {
    const ports = this.#table.portsOf(namespace);
    this.#table.delete(namespace);
    this.#tunnelEnds.forget(namespace);
    this.#suspects.delete(namespace);
    this.#rivals.delete(namespace);
    // Ended with the others it would take the program along that drops the links.
    await this.#kept.end(namespace);
    await dropNamespace(namespace, { soleLink, processes: this.#processes, taps: this.#taps });
    this.#taps.forget(namespace);
    await this.#insides.forget(namespace);
    await this.#security.release(namespace);
    await this.#silent.release(ports);
  }

  async listNamespaces(prefixes: readonly string[]): Promise<string[]> {
    const marks = (await this.#taps.list()).map((link) => link.mark ?? '');
    const marked = marks.filter((name) => isDeviceNamespace(name, prefixes));
    return [...new Set([...marked, ...(await this.#own.list(prefixes, marked))])].sort();
  }

  async checkPortSecurity(): Promise<void> {
    await this.#silent.check([...this.#table.allPorts().values()].flat());
    const lacking = await this.#security.check();
    for (const namespace of lacking) this.#everyListener.changed(namespace, true, undefined);
    await this.#lookForRivals();
  }

  /** Of IPv6 addresses; who has an IPv4 address of a port is heard of at once. */
  async #lookForRivals(): Promise<void> {
    const rivals = await findRivals(this.#security.advertisers, this.#table.allPorts(), this.#links);
    for (const { namespace, address, macAddress } of rivals) {
      const nsid = this.#table.nsidOf(namespace);
      if (nsid === undefined) continue;
      const event = { kind: 'neighbour', namespace: nsid, deleted: false, address, macAddress } as const;
      this.#everyListener.changed(namespace, true, event);
    }
  }

  async sweepBridges(): Promise<string[]> {
    await this.#asker.release();
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
    return runCommand(enter(namespace, argv), options);
  }
}

/** Steps after which a port sends what it did not send before. */
const OPENING: ReadonlySet<PortStep['kind']> = new Set(['plug', 'bridge.attach', 'link.up']);
