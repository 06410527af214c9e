import type { LogicalDevice, RouterDevice } from '@lbaas/common/contract';
import { ROUTER_DRIVER } from '@lbaas/common/domain';
import { type Logger, type Metrics, Mutex } from '@lbaas/common/runtime';
import { type Host, familyOf, firstLines, mayHaveConnections, parseListing } from '../../host/index.ts';
import {
  type ComparedFiles,
  type Comparison,
  type DesiredState,
  type DeviceDriver,
  type Proof,
  namespaceOf,
} from '../device-driver.ts';
import { DriverError, wordsOf } from '../driver-error.ts';
import type { Figures, FiguresOutline } from '../figures.ts';
import type { Traffic } from '../traffic.ts';
import type { ObservedRouter, RenderedRouter } from './model.ts';
import { fingerprintOfRouter, observedRouter } from './observe.ts';
import { type RouterStep, commandsOf, planRouter } from './plan.ts';
import { portsOf } from './ports.ts';
import { renderRouter } from './render.ts';
import { RouterSeries } from './router-series.ts';
import { type RouterAnswer, RouterSessions } from './sessions.ts';
import { MARKERS, TABLE } from './table.ts';

export interface RouterDriverOptions {
  readonly host: Pick<Host, 'exec' | 'networkNamed'>;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** @default nft itself */
  readonly sessions?: RouterSessions;
}

/** Nothing passes before the rules are there; then they are shown, to be recognised later. */
const RULES_SCRIPT = `nft -f - || exit
echo 1 > /proc/sys/net/ipv4/ip_forward
[ ! -e /proc/sys/net/ipv6 ] || echo 1 > /proc/sys/net/ipv6/conf/all/forwarding
exec nft -j list table ${TABLE}`;

/** All at once, since each takes a dump of the table; `conntrack` fails when there is no connection. */
const endScript = (ends: readonly string[]): string =>
  [...ends.map((end) => `conntrack -D ${end} >/dev/null 2>&1 &`), 'wait'].join('\n');

const LIST = `list table ${TABLE}`;

const STOP_SCRIPT = `echo 0 > /proc/sys/net/ipv4/ip_forward
[ ! -e /proc/sys/net/ipv6 ] || echo 0 > /proc/sys/net/ipv6/conf/all/forwarding
nft -f -`;

export const ROUTER_NAMESPACES = 'qrouter-';

/**
 * Routers in the kernel: a namespace each, with one table of nftables that is replaced or changed in one transaction.
 * There are no processes and no files: what an agent must know of a router, the kernel shows.
 */
export class RouterDriver implements DeviceDriver<RenderedRouter, ObservedRouter, RouterStep> {
  readonly name = ROUTER_DRIVER;
  readonly program = 'nftables';
  readonly namespacePrefix = ROUTER_NAMESPACES;
  readonly soleLink = undefined;
  readonly #options: RouterDriverOptions;
  readonly #series: RouterSeries;
  readonly #sessions: RouterSessions;
  readonly #mutexes = new Map<string, Mutex>();
  /** The digest of the rules that each router was seen to have: the kernel has taken them. */
  readonly #accepted = new Map<string, string>();
  /** What was read back last of each router, while the nft of then is there: for half a minute. */
  readonly #last = new Map<string, ObservedRouter>();

  constructor(options: RouterDriverOptions) {
    this.#options = options;
    this.#series = new RouterSeries(options.metrics);
    this.#sessions = options.sessions ?? new RouterSessions();
  }

  desired(device: LogicalDevice): DesiredState<RenderedRouter> | undefined {
    const router = routerOf(device);
    const parts = renderRouter(router);
    return parts === undefined ? undefined : { ports: portsOf(router), parts };
  }

  observe(deviceId: string): Promise<ObservedRouter> {
    return this.#inTurn(deviceId, () => this.#observe(deviceId));
  }

  /** A listing grows with the floating IPs, and every change is followed by one. */
  recall(deviceId: string): ObservedRouter | undefined {
    const last = this.#last.get(deviceId);
    const namespace = namespaceOf(this, deviceId);
    const identity = this.#options.host.networkNamed(namespace);
    if (last?.running !== true || identity === undefined || last.insider === undefined) return undefined;
    return this.#sessions.pidIn(namespace, identity) === last.insider ? last : undefined;
  }

  /** To look changes nothing. */
  peek(deviceId: string): Promise<ObservedRouter> {
    return this.observe(deviceId);
  }

  async #observe(deviceId: string): Promise<ObservedRouter> {
    const answer = await this.#ask(deviceId, [LIST]);
    return this.#observed(deviceId, observedRouter(answer));
  }

  #observed(deviceId: string, observed: ObservedRouter): ObservedRouter {
    this.#last.set(deviceId, observed);
    if (!observed.running) this.#accepted.delete(deviceId);
    else {
      if (observed.intact) this.#accepted.set(deviceId, observed.digest);
      this.#series.show(deviceId, observed.traffic);
    }
    return observed;
  }

  plan(desired: RenderedRouter | undefined, observed: ObservedRouter): RouterStep[] {
    return planRouter(desired, observed);
  }

  proof(observed: ObservedRouter): Proof {
    if (!observed.running) return { running: undefined };
    const { generation, insider } = observed;
    return { running: { generation, pid: undefined, insider } };
  }

  /** `nft -c` over all the rules, unless they are there already. @throws DriverError with nft's own words */
  async check(device: LogicalDevice): Promise<void> {
    const rendered = renderRouter(routerOf(device));
    if (rendered === undefined || !this.#isThere(device.device_id)) return;
    if (this.#accepted.get(device.device_id) === rendered.digest) return;
    await this.#inTurn(device.device_id, () => this.#nft(device.device_id, 'nft -c -f -', rendered.rules));
  }

  async refusal(device: LogicalDevice): Promise<string | undefined> {
    return this.check(device).then(() => undefined, wordsOf);
  }

  /** In commands: what nft lists of them is in other words, and does not compare. */
  async compare(_deviceId: string, { current, wanted }: Comparison<RenderedRouter>): Promise<ComparedFiles> {
    return { before: filesOf(current), after: filesOf(wanted) };
  }

  /** The table is read back after it was changed. */
  async execute(device: LogicalDevice, step: RouterStep): Promise<ObservedRouter | void> {
    const { device_id: deviceId, generation } = device;
    this.#last.delete(deviceId);
    if (step.kind === 'stop') return this.stop(deviceId);
    const observed = await this.#inTurn(deviceId, async () => {
      const commands = [...step.commands, mark(MARKERS.generation, generation)];
      const marks =
        step.digest === undefined ? commands : await this.#applyRules(deviceId, step.digest, commands);
      // One line is one transaction.
      const { errors, insider } = await this.#ask(deviceId, [marks.join('; ')]);
      if (errors !== '') throw refused(errors);
      const [answer] = await Promise.all([
        this.#ask(deviceId, [LIST]),
        this.#endConnections(deviceId, step.moved, insider),
      ]);
      return observedRouter(answer);
    });
    this.#options.logger.debug({ device: deviceId, generation, step: step.kind }, 'router step done');
    return this.#observed(deviceId, observed);
  }

  async #endConnections(
    deviceId: string,
    moved: readonly string[],
    insider: number | undefined,
  ): Promise<void> {
    if (moved.length > 0 && mayHaveConnections(insider, moved))
      await this.#run(deviceId, endScript(moved.flatMap(endsOf)));
  }

  /** @returns the command that makes them known again */
  async #applyRules(deviceId: string, digest: string, commands: readonly string[]): Promise<string[]> {
    const shown = await this.#nft(deviceId, RULES_SCRIPT, [...commands, mark(MARKERS.digest, digest)]);
    return [mark(MARKERS.listing, fingerprintOfRouter(parseListing(shown)))];
  }

  outline(): FiguresOutline {
    return { unknown: [], checkedEveryMs: undefined };
  }

  /** A router has no members and no pools. */
  async figures(): Promise<Figures> {
    return { health: [], totals: [], followed: true };
  }

  async inspect(deviceId: string): Promise<Record<string, string>> {
    if (!this.#isThere(deviceId)) return {};
    const { code, stdout } = await this.#run(deviceId, `exec nft list table ${TABLE}`);
    return code === 0 ? { 'nftables.conf': stdout } : {};
  }

  async traffic(deviceId: string): Promise<Traffic | undefined> {
    const observed = await this.observe(deviceId);
    return observed.running ? observed.traffic : undefined;
  }

  /** Nothing happens to a router that its namespace and its links do not show. */
  onNotice(): void {
    return undefined;
  }

  async stop(deviceId: string): Promise<void> {
    this.#series.drop(deviceId);
    this.#accepted.delete(deviceId);
    this.#last.delete(deviceId);
    this.#sessions.end(namespaceOf(this, deviceId));
    if (!this.#isThere(deviceId)) return;
    const commands = [`add table ${TABLE}`, `delete table ${TABLE}`];
    await this.#inTurn(deviceId, () => this.#nft(deviceId, STOP_SCRIPT, commands));
  }

  cleanup(deviceId: string): Promise<void> {
    return this.stop(deviceId);
  }

  async processes(): Promise<number[]> {
    return [];
  }

  doubt(deviceId: string): void {
    this.#last.delete(deviceId);
  }

  /** Its namespace is all that a router has. */
  async listDeviceIds(): Promise<string[]> {
    return [];
  }

  async listRunning(): Promise<string[]> {
    return [];
  }

  async listChanged(): Promise<string[]> {
    return [];
  }

  async close(): Promise<void> {
    this.#sessions.endAll();
    this.#mutexes.clear();
  }

  #isThere(deviceId: string): boolean {
    return this.#options.host.networkNamed(namespaceOf(this, deviceId)) !== undefined;
  }

  async #nft(deviceId: string, script: string, commands: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await this.#run(deviceId, script, `${commands.join('\n')}\n`);
    if (code !== 0) throw refused(stderr);
    return stdout;
  }

  async #ask(deviceId: string, lines: readonly string[]): Promise<RouterAnswer> {
    const namespace = namespaceOf(this, deviceId);
    const identity = this.#options.host.networkNamed(namespace);
    if (identity === undefined) return NOTHING;
    return this.#sessions.run(namespace, identity, lines);
  }

  #run(deviceId: string, script: string, stdin?: string) {
    const argv = ['sh', '-c', script];
    return this.#options.host.exec(namespaceOf(this, deviceId), argv, stdin === undefined ? {} : { stdin });
  }

  async #inTurn<T>(deviceId: string, work: () => Promise<T>): Promise<T> {
    const mutex = this.#mutexes.get(deviceId) ?? new Mutex();
    this.#mutexes.set(deviceId, mutex);
    try {
      return await mutex.run(work);
    } finally {
      if (mutex.isIdle) this.#mutexes.delete(deviceId);
    }
  }
}

/** @throws DriverError for a device of another kind, which no server sends */
function routerOf(device: LogicalDevice): RouterDevice {
  if (device.kind === 'router') return device;
  throw new DriverError('final', `nftables runs no device of the kind ${device.kind}`);
}

const filesOf = (rendered: RenderedRouter | undefined): Record<string, string> =>
  rendered === undefined ? {} : { 'rules.nft': `${commandsOf(rendered).join('\n')}\n` };

/** Connections that were made through the floating IP, and those that left with it. */
const endsOf = (address: string): string[] =>
  ['--orig-dst', '--reply-dst'].map((end) => `-f ${familyOf(address)} ${end} ${address}`);

const NOTHING: RouterAnswer = { printed: [], errors: '', forwarding: [], insider: undefined };

const refused = (words: string): DriverError => new DriverError('passing', `nft: ${firstLines(words)}`);

const mark = (prefix: string, fact: string | number): string => `add chain ${TABLE} ${prefix}${fact}`;
