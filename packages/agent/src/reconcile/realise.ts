import { type AppliedHow, type LogicalDevice, driverNameOf } from '@lbaas/common/contract';
import type { Clock } from '@lbaas/common/runtime';
import {
  type DesiredState,
  type DeviceDriver,
  type DriverStep,
  type DriverTable,
  type KilledProcess,
  type Proof,
  namespaceOf,
} from '../drivers/index.ts';
import type { DesiredPort, Host, ObservedPort } from '../host/index.ts';
import {
  type DevicePlan,
  type ObservedState,
  howOf,
  isCutOff,
  isDisruptive,
  isEmpty,
  kindsOf,
  planDevice,
} from './device-plan.ts';
import { type Failure, failureOf, isUnanswered } from './failure.ts';
import type { Mark, PortFingerprints } from './port-fingerprints.ts';
import { reclaimNamespace } from './reclaim-namespace.ts';
import { Stopwatch } from './stopwatch.ts';

/** What one attempt has led to. */
export interface Realisation {
  /** What the driver calls its processes; undefined when this agent does not have the driver. */
  readonly program: string | undefined;
  /** Undefined when the device could not even be rendered or observed. */
  readonly plan: DevicePlan | undefined;
  readonly how: AppliedHow;
  /** The ports that the device must have, and where. */
  readonly namespace: string;
  readonly ports: readonly DesiredPort[];
  /** What ran at the beginning; undefined when that could not be seen. */
  readonly found: Proof | undefined;
  /** What runs at the end, as far as it could be seen. */
  readonly observed: Proof | undefined;
  /** What had to be killed on the way. */
  readonly killed: KilledProcess | undefined;
  /** What the observations have put right in what the driver runs, in words. */
  readonly faults: readonly string[];
  /** Whether the namespace had lost its name, and has it back. */
  readonly reclaimed: boolean;
  /** Undefined when the device is as it must be, read back. */
  readonly failure: Failure | undefined;
  /** Nobody reaches the device, whatever runs for it. */
  readonly cutOff: boolean;
  readonly stages: Readonly<Record<string, number>>;
  readonly durationMs: number;
}

export interface RealiseOptions {
  readonly host: Host;
  readonly drivers: DriverTable;
  readonly fingerprints: PortFingerprints;
  readonly clock: Clock;
  /** An address was taken when the device was tried last: nothing is started before it is known to be free. */
  readonly claimsFirst?: boolean;
  /** Another host may have the device: it is asked for its addresses before a port takes them. */
  readonly elsewhere?: boolean;
  /** There is something to change: what was read back last may do to plan it. */
  readonly isNews?: boolean;
  /** Called before each full reading of the ports. */
  readonly onRead?: () => void;
}

/** Carrying a plan out can make another step necessary: taking an address away takes the routes through it along. */
const PASSES = 2;

/** Observe, plan, execute, and observe again until there is nothing left to do. Never throws. */
export async function realise(options: RealiseOptions, device: LogicalDevice): Promise<Realisation> {
  const watch = new Stopwatch(options.clock);
  const driver = options.drivers.of(device);
  return driver === undefined
    ? withoutDriver(device, watch)
    : new Attempt(options, { driver, device, watch }).run();
}

const withoutDriver = (device: LogicalDevice, watch: Stopwatch): Realisation => ({
  program: undefined,
  plan: undefined,
  how: 'noop',
  namespace: '',
  ports: [],
  found: undefined,
  observed: undefined,
  killed: undefined,
  faults: [],
  reclaimed: false,
  cutOff: false,
  failure: { words: `this agent does not have the driver ${driverNameOf(device)}`, mayPass: false },
  stages: watch.stages,
  durationMs: watch.totalMs,
});

interface Task {
  readonly driver: DeviceDriver;
  readonly device: LogicalDevice;
  readonly watch: Stopwatch;
}

class Attempt {
  readonly #host: Host;
  readonly #fingerprints: PortFingerprints;
  readonly #driver: DeviceDriver;
  readonly #device: LogicalDevice;
  readonly #namespace: string;
  readonly #watch: Stopwatch;
  #ports: readonly DesiredPort[] = [];
  #plan: DevicePlan | undefined;
  #found: Proof | undefined;
  #observed: Proof | undefined;
  /** The ports as they are after their steps; when they had some, read while the driver does its own. */
  #portsAfterwards: Promise<readonly ObservedPort[]> | undefined;
  /** What the driver has read back after its last step. */
  #partsAfterwards: { readonly parts: unknown } | undefined;
  /** Taken before the ports were read, or recalled. */
  #mark: Mark | undefined;
  #planned: { readonly observed: ObservedState; readonly plan: DevicePlan } | undefined;
  #recalled = false;
  #killed: KilledProcess | undefined;
  readonly #faults: string[] = [];
  #reclaimed = false;
  readonly #claimsFirst: boolean;
  readonly #elsewhere: boolean;
  readonly #isNews: boolean;
  /** The driver has recalled what was observed last. */
  #isFromMemory = false;
  readonly #onRead: () => void;
  /** The device was looked up just before. */
  readonly #verdict: number;
  #cutOff = false;

  constructor(options: RealiseOptions, { driver, device, watch }: Task) {
    const { host, fingerprints, claimsFirst = false, elsewhere = false, isNews = false } = options;
    const { onRead = () => undefined } = options;
    this.#host = host;
    this.#isNews = isNews;
    this.#onRead = onRead;
    this.#fingerprints = fingerprints;
    this.#driver = driver;
    this.#device = device;
    this.#namespace = namespaceOf(driver, device.device_id);
    this.#watch = watch;
    this.#claimsFirst = claimsFirst;
    this.#elsewhere = elsewhere;
    this.#verdict = host.verdict;
  }

  async run(): Promise<Realisation> {
    try {
      return this.#result(await this.#reach());
    } catch (error) {
      // What has just not answered for seconds is not asked again: the report about it is due.
      if (!isUnanswered(error)) await this.#observeOnceMore();
      return this.#result(failureOf(error));
    }
  }

  async #reach(): Promise<Failure | undefined> {
    const desired = this.#driver.desired(this.#device);
    this.#ports = desired?.ports ?? [];
    this.#reclaimed = await reclaimNamespace(this.#host, this.#driver, this.#device.device_id);
    for (let pass = 0; pass <= PASSES; pass++) {
      const observed = await this.#watch.measure(pass === 0 ? 'observe' : 'verify', () =>
        this.#observe(desired),
      );
      this.#found ??= observed.proof;
      this.#observed = observed.proof;
      const plan = this.#planFor(desired, observed);
      this.#plan ??= plan;
      if (isEmpty(plan) && !this.#isFromMemory) return this.#reached(observed);
      if (isEmpty(plan)) continue;
      if (pass === PASSES) return notReached(plan);
      await this.#execute(observed, plan);
    }
    return undefined;
  }

  /** Ports that were read in full spare the next change the reading; of a device without ports no reading is due. */
  #reached({ ports, proof }: ObservedState): Failure | undefined {
    const id = this.#device.device_id;
    const pid = insiderOf(proof);
    if (ports === undefined || pid === undefined) this.#fingerprints.drop(id);
    else if (this.#recalled) this.#fingerprints.relied(id);
    else if (this.#mark !== undefined) {
      this.#fingerprints.keep(id, this.#mark, { pid, desired: this.#ports, observed: ports });
    }
    const impediment = ports?.find((port) => port.impediment !== undefined)?.impediment;
    this.#cutOff = impediment !== undefined;
    return impediment === undefined ? undefined : { words: impediment, mayPass: false };
  }

  async #observe(desired: DesiredState | undefined): Promise<ObservedState> {
    if (desired === undefined) return this.#observeWithoutPorts();
    const recalled = await this.#observeWithRecalledPorts(desired);
    if (recalled !== undefined) return recalled;
    const [ports, driven] = await Promise.all([
      this.#portsAfterwards ?? this.#readPorts(),
      this.#observeDriven(),
    ]);
    return { namespace: ports.some((port) => port.namespace), ports, ...driven };
  }

  /** Of 2,000 members a plan takes a millisecond, and the first one is asked for twice. */
  #planFor(desired: DesiredState | undefined, observed: ObservedState): DevicePlan {
    if (this.#planned?.observed !== observed)
      this.#planned = { observed, plan: planDevice(this.#driver, desired, observed) };
    return this.#planned.plan;
  }

  #readPorts(): Promise<ObservedPort[]> {
    this.#onRead();
    this.#recalled = false;
    this.#mark = this.#fingerprints.mark(this.#device.device_id);
    return this.#host.observePorts(this.#namespace, this.#ports);
  }

  async #observeWithoutPorts(): Promise<ObservedState> {
    const driven = await this.#observeDriven();
    return { namespace: await this.#host.hasNamespace(this.#namespace), ports: undefined, ...driven };
  }

  /** Only for the first observation, and for a change at run time of the very process that was fingerprinted. */
  async #observeWithRecalledPorts(desired: DesiredState): Promise<ObservedState | undefined> {
    if (this.#mark !== undefined) return undefined;
    const { recalled, ...mark } = this.#fingerprints.recall(this.#device.device_id, desired.ports);
    if (recalled === undefined) return undefined;
    this.#mark = mark;
    const state = { namespace: true, ports: recalled, ...(await this.#observeDriven()) };
    this.#recalled =
      mark.pid !== undefined &&
      insiderOf(state.proof) === mark.pid &&
      howOf(this.#planFor(desired, state)) === 'runtime';
    return this.#recalled ? state : undefined;
  }

  async #observeDriven(): Promise<Pick<ObservedState, 'parts' | 'proof'>> {
    this.#isFromMemory = false;
    const { parts } = this.#partsAfterwards ?? this.#recall() ?? (await this.#readParts());
    this.#partsAfterwards = undefined;
    const proof = this.#driver.proof(parts);
    if (typeof proof.ended === 'object') this.#killed ??= proof.ended;
    this.#faults.push(...(proof.faults ?? []));
    return { parts, proof };
  }

  async #readParts(): Promise<{ readonly parts: unknown }> {
    return { parts: await this.#driver.observe(this.#device.device_id) };
  }

  /** Once, at the beginning. */
  #recall(): { readonly parts: unknown } | undefined {
    if (!this.#isNews || this.#found !== undefined) return undefined;
    const parts = this.#driver.recall?.(this.#device.device_id);
    this.#isFromMemory = parts !== undefined;
    return parts === undefined ? undefined : { parts };
  }

  async #execute(observed: ObservedState, plan: DevicePlan): Promise<void> {
    const device = this.#device;
    // The driver cannot change ports: what was just seen of them holds until its steps are done (15 ms less).
    this.#portsAfterwards = observed.ports === undefined ? undefined : Promise.resolve(observed.ports);
    // A start checks a configuration anyway; beforehand only where the ports of a device that serves are at stake.
    if (observed.proof.running !== undefined && isDisruptive(plan)) {
      await this.#watch.measure('check', () => this.#driver.check(device));
    }
    this.#cutOff = isCutOff(plan, observed.ports);
    const [claimed = Promise.resolve()] = plan.ports.length > 0 ? await this.#applyPorts(plan) : [];
    if (this.#claimsFirst) await claimed;
    try {
      for (const step of plan.steps) await this.#executeStep(step);
    } finally {
      // Whatever becomes of the driver: the ports are done with before anybody else works on them.
      await claimed.catch(() => undefined);
    }
    await claimed.catch((error: unknown) => this.#refuseToServe(observed, error));
    this.#cutOff = false;
    if (plan.removal) await this.#watch.measure('remove', () => this.#removeNamespace());
  }

  async #executeStep(step: DriverStep): Promise<void> {
    const stage = this.#driver.program.toLowerCase();
    this.#partsAfterwards = undefined;
    const parts = await this.#watch.measure(stage, () => this.#driver.execute(this.#device, step));
    if (parts !== undefined) this.#partsAfterwards = { parts };
  }

  /** Resolves when the driver may begin; what it returns does when the ports have their addresses. */
  async #applyPorts({ ports }: DevicePlan): Promise<Promise<void>[]> {
    const options = { elsewhere: this.#elsewhere, verdict: this.#verdict };
    const applied = await this.#watch.measure('port', () =>
      this.#host.applyPorts(this.#namespace, ports, options),
    );
    const claimed = this.#watch.measure('claim', () => applied.claimed);
    this.#portsAfterwards = claimed.then(() => this.#readPorts());
    // Awaited by the next observation, which does not come when the driver fails.
    this.#portsAfterwards.catch(() => undefined);
    return [claimed];
  }

  /** What has just been started serves nobody. @throws the error */
  async #refuseToServe({ proof }: ObservedState, error: unknown): Promise<never> {
    if (proof.running === undefined) {
      await this.#driver.stop(this.#device.device_id);
      this.#partsAfterwards = undefined;
    }
    throw error;
  }

  #removeNamespace(): Promise<void> {
    return this.#host.removeNamespace(this.#namespace, this.#driver.soleLink);
  }

  /** The failed attempt may have ended what ran, or not. */
  async #observeOnceMore(): Promise<void> {
    const driven = await this.#observeDriven().catch(() => undefined);
    this.#observed = driven?.proof;
  }

  #result(failure: Failure | undefined): Realisation {
    return {
      program: this.#driver.program,
      plan: this.#plan,
      how: this.#plan === undefined ? 'noop' : howOf(this.#plan),
      namespace: this.#namespace,
      ports: this.#ports,
      found: this.#found,
      observed: this.#observed,
      killed: this.#killed,
      faults: this.#faults,
      reclaimed: this.#reclaimed,
      failure,
      cutOff: failure !== undefined && this.#cutOff,
      stages: this.#watch.stages,
      durationMs: this.#watch.totalMs,
    };
  }
}

/** By which the namespace can be read. */
const insiderOf = ({ running }: Proof): number | undefined => running?.pid ?? running?.insider;

function notReached(plan: DevicePlan): Failure {
  const left = kindsOf(plan).join(', ') || 'remove';
  return { words: `the device does not show what was done; left to do: ${left}`, mayPass: true };
}
