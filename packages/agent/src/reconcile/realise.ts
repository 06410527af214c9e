import type { AppliedHow, LogicalDevice } from '@lbaas/common/contract';
import type { Clock } from '@lbaas/common/runtime';
import {
  HaproxyError,
  HaproxyRefused,
  type KilledProcess,
  type ObservedHaproxy,
} from '../drivers/haproxy/index.ts';
import { HostError, type ObservedPort } from '../host/index.ts';
import type { GlancingDrivers } from './device-drivers.ts';
import {
  type DesiredState,
  type DevicePlan,
  type ObservedState,
  desiredState,
  howOf,
  isDisruptive,
  isEmpty,
  planDevice,
} from './device-plan.ts';
import type { PortLook } from './port-glances.ts';
import { Stopwatch } from './stopwatch.ts';

/** What one attempt has led to. */
export interface Realisation {
  /** Undefined when the device could not even be rendered or observed. */
  readonly plan: DevicePlan | undefined;
  readonly how: AppliedHow;
  /** What ran at the beginning; undefined when that could not be seen. */
  readonly found: ObservedHaproxy | undefined;
  /** What runs at the end, as far as it could be seen. */
  readonly observed: ObservedHaproxy | undefined;
  /** What had to be killed on the way. */
  readonly killed: KilledProcess | undefined;
  /** Undefined when the device is as it must be, read back. */
  readonly failure: Failure | undefined;
  readonly stages: Readonly<Record<string, number>>;
  readonly durationMs: number;
}

export interface Failure {
  readonly words: string;
  /** The next attempt, some milliseconds later, may overcome it. */
  readonly mayPass: boolean;
}

/** Carrying a plan out can make another step necessary: taking an address away takes the routes through it along. */
const PASSES = 2;

/** Observe, plan, execute, and observe again until there is nothing left to do. Never throws. */
export async function realise(
  drivers: GlancingDrivers,
  device: LogicalDevice,
  clock: Clock,
): Promise<Realisation> {
  return new Attempt(drivers, device, new Stopwatch(clock)).run();
}

class Attempt {
  readonly #drivers: GlancingDrivers;
  readonly #device: LogicalDevice;
  readonly #watch: Stopwatch;
  #plan: DevicePlan | undefined;
  #found: ObservedHaproxy | undefined;
  #observed: ObservedState | undefined;
  /** The port as it is after its steps; when it had some, read while HAProxy does its own. */
  #portAfterwards: Promise<ObservedPort> | undefined;
  #look: PortLook | undefined;
  #killed: KilledProcess | undefined;
  #recalled = false;

  constructor(drivers: GlancingDrivers, device: LogicalDevice, watch: Stopwatch) {
    this.#drivers = drivers;
    this.#device = device;
    this.#watch = watch;
  }

  async run(): Promise<Realisation> {
    try {
      return this.#result(await this.#reach());
    } catch (error) {
      // What has just not answered for seconds is not asked again: the word about it is due.
      if (!isSilence(error)) await this.#lookOnceMore();
      return this.#result(inWords(error));
    }
  }

  async #reach(): Promise<Failure | undefined> {
    const desired = desiredState(this.#device, this.#drivers.haproxy.render(this.#device));
    for (let pass = 0; pass <= PASSES; pass++) {
      const observed = await this.#watch.measure(pass === 0 ? 'observe' : 'verify', () =>
        this.#observe(desired),
      );
      this.#found ??= observed.haproxy;
      this.#observed = observed;
      const plan = planDevice(desired, observed);
      this.#plan ??= plan;
      if (isEmpty(plan)) return this.#reached(desired, observed);
      if (pass === PASSES) return notReached(plan);
      await this.#execute(desired, observed, plan);
    }
    return undefined;
  }

  /** What was read in full lets the next change do without; of what has no port any more no reading is due. */
  #reached({ port }: DesiredState, observed: ObservedState): undefined {
    const { glances } = this.#drivers;
    const id = this.#device.device_id;
    if (port === undefined || observed.port === undefined || !observed.haproxy.running) glances.drop(id);
    else if (this.#recalled) glances.recalled(id);
    else if (this.#look !== undefined) {
      glances.read(id, this.#look, { pid: observed.haproxy.pid, desired: port, observed: observed.port });
    }
  }

  async #observe(desired: DesiredState): Promise<ObservedState> {
    const { host, glances } = this.#drivers;
    const { port } = desired;
    const id = this.#device.device_id;
    if (this.#look === undefined && port !== undefined) {
      this.#look = glances.look(id, port);
      const { recalled, pid } = this.#look;
      if (recalled !== undefined) {
        const state = { namespace: true, port: recalled, haproxy: await this.#observeHaproxy() };
        this.#recalled = isShownByHaproxyAlone(desired, state, pid);
        if (this.#recalled) return state;
      }
    }
    const [observedPort, observedHaproxy] = await Promise.all([
      port === undefined ? undefined : (this.#portAfterwards ?? host.observePort(id, port)),
      this.#observeHaproxy(),
    ]);
    const namespace = observedPort?.namespace ?? (await host.hasNamespace(id));
    return { namespace, port: observedPort, haproxy: observedHaproxy };
  }

  async #observeHaproxy(): Promise<ObservedHaproxy> {
    const observed = await this.#drivers.haproxy.observe(this.#device.device_id);
    if (!observed.running) this.#killed ??= observed.killed;
    return observed;
  }

  async #execute(desired: DesiredState, observed: ObservedState, plan: DevicePlan): Promise<void> {
    const { host, haproxy } = this.#drivers;
    const device = this.#device;
    const { port } = desired;
    // HAProxy cannot change the port: what was just seen of it holds until its own steps are done (15 ms less).
    this.#portAfterwards = observed.port === undefined ? undefined : Promise.resolve(observed.port);
    // HAProxy checks a configuration as it starts; beforehand only where the port of one that serves is at stake.
    if (observed.haproxy.running && isDisruptive(plan)) {
      await this.#watch.measure('check', () => haproxy.check(device));
    }
    if (port !== undefined && plan.port.length > 0) {
      await this.#watch.measure('port', () => host.applyPort(device.device_id, port, plan.port));
      this.#portAfterwards = host.observePort(device.device_id, port);
      // Awaited by the next look, which does not come when HAProxy fails.
      this.#portAfterwards.catch(() => undefined);
    }
    for (const step of plan.haproxy) {
      await this.#watch.measure('haproxy', () => haproxy.execute(device, step));
    }
    if (plan.removal) await this.#watch.measure('remove', () => host.removeDevice(device.device_id));
  }

  /** The failed attempt may have ended what ran, or not. */
  async #lookOnceMore(): Promise<void> {
    const haproxy = await this.#observeHaproxy().catch(() => undefined);
    this.#observed =
      haproxy === undefined ? undefined : { namespace: true, port: this.#observed?.port, haproxy };
  }

  #result(failure: Failure | undefined): Realisation {
    return {
      plan: this.#plan,
      how: this.#plan === undefined ? 'noop' : howOf(this.#plan),
      found: this.#found,
      observed: this.#observed?.haproxy,
      killed: this.#killed,
      failure,
      stages: this.#watch.stages,
      durationMs: this.#watch.totalMs,
    };
  }
}

/** A change at run time of the very process that the glance was at. */
const isShownByHaproxyAlone = (
  desired: DesiredState,
  state: ObservedState,
  pid: number | undefined,
): boolean =>
  state.haproxy.running && state.haproxy.pid === pid && howOf(planDevice(desired, state)) === 'runtime';

function notReached(plan: DevicePlan): Failure {
  const steps = [...plan.port, ...plan.haproxy].map((step) => step.kind).join(', ');
  return {
    words: `the device does not show what was done; left to do: ${steps || 'remove'}`,
    mayPass: true,
  };
}

const isHang = (error: unknown): boolean => error instanceof HaproxyError && error.code === 'hung';
const isSilence = (error: unknown): boolean =>
  isHang(error) || (error instanceof HaproxyError && error.code === 'silent');

function inWords(error: unknown): Failure {
  const words = error instanceof Error ? error.message : String(error);
  const final =
    error instanceof HaproxyRefused || (error instanceof HostError && error.code === 'not_configured');
  return { words: words.slice(0, WORDS_LENGTH), mayPass: !final && !isHang(error) };
}

/** The contract takes 4096 characters. */
const WORDS_LENGTH = 4000;
