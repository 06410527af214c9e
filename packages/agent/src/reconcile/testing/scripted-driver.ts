import { type LogicalDevice, driverNameOf } from '@lbaas/common/contract';
import {
  type ComparedFiles,
  type Comparison,
  type DesiredState,
  type DeviceDriver,
  DriverError,
  type DriverStep,
  type Figures,
  type FiguresOutline,
  type KilledProcess,
  type MemberHealthReport,
  type NoticeListener,
  type PoolTotals,
  type Proof,
  loadBalancerOutline,
} from '../../drivers/index.ts';
import { desiredPort } from '../../host/index.ts';

/** The listeners are what only a reload can change; the members change at run time. */
interface Parts {
  readonly listeners: string;
  readonly members: string;
}

interface Process extends Parts {
  readonly pid: number;
  readonly generation: number;
}

export type Observed =
  | { readonly running: true; readonly process: Process }
  | { readonly running: false; readonly ended: Proof['ended'] };

/** A driver without processes: its devices show what they must, and fail as the test says. */
export class ScriptedDriver implements DeviceDriver<Parts, Observed> {
  readonly name: string;
  /** As reports are tested to say it. */
  readonly program = 'HAProxy';
  readonly namespacePrefix = 'qlbaas-';
  readonly soleLink = 'vip0';
  /** Devices whose configuration is refused. */
  readonly refused = new Set<string>();
  /** Errors of the next steps, per device. */
  readonly failures = new Map<string, Error[]>();
  /** Devices whose steps never end. */
  readonly stuck = new Set<string>();
  /** Every step, as `<kind> <generation>`. */
  readonly steps: string[] = [];
  /** Devices that were seen otherwise. */
  changed: string[] = [];
  /** Every call of `doubt`. */
  readonly doubted: string[] = [];
  healthReports: MemberHealthReport[] = [];
  totals: PoolTotals[] = [];
  readonly listeners: NoticeListener[] = [];
  readonly #running = new Map<string, Process>();
  readonly #held = new Map<string, KilledProcess>();
  readonly #directories = new Set<string>();
  /** The pid of the next process; a test that wants it to end gives a real one. */
  nextPid = process.pid;

  constructor(name = driverNameOf({})) {
    this.name = name;
  }

  desired({ kind, snapshot }: LogicalDevice): DesiredState<Parts> | undefined {
    if (kind !== 'load_balancer') throw new DriverError('final', `no ${kind}`);
    const { listeners, pools, vip_port: port } = snapshot;
    if (!snapshot.admin_state_up || port === null || listeners.length === 0) return undefined;
    const members = (pools[0]?.members ?? []).map(({ id, weight }) => [id, weight]);
    const parts = { listeners: JSON.stringify(listeners), members: JSON.stringify(members) };
    return { ports: [desiredPort(port, this.soleLink)], parts };
  }

  async observe(deviceId: string): Promise<Observed> {
    const killed = this.#held.get(deviceId);
    if (killed === undefined) {
      const known = this.#running.get(deviceId);
      if (known !== undefined) return { running: true, process: known };
      return { running: false, ended: this.#directories.has(deviceId) ? 'by itself' : undefined };
    }
    this.#held.delete(deviceId);
    this.#running.delete(deviceId);
    return { running: false, ended: killed };
  }

  async peek(deviceId: string): Promise<Observed> {
    const known = this.#running.get(deviceId);
    return known === undefined ? { running: false, ended: undefined } : { running: true, process: known };
  }

  async processes(deviceId: string): Promise<number[]> {
    const known = this.#running.get(deviceId);
    return known === undefined ? [] : [known.pid];
  }

  doubt(deviceId: string): void {
    this.doubted.push(deviceId);
  }

  plan(desired: Parts | undefined, observed: Observed): DriverStep[] {
    if (desired === undefined) return observed.running ? [step('stop', 'stop')] : [];
    if (!observed.running) return [step('start', 'start', whyNotRunning(observed.ended))];
    if (observed.process.listeners !== desired.listeners) return [step('reload', 'reload')];
    return observed.process.members === desired.members ? [] : [step('members', 'runtime')];
  }

  proof(observed: Observed): Proof {
    if (!observed.running) return { running: undefined, ended: observed.ended };
    return { running: { generation: observed.process.generation, pid: observed.process.pid } };
  }

  async check({ device_id }: LogicalDevice): Promise<void> {
    if (this.refused.has(device_id)) throw new DriverError('final', 'config : unknown keyword');
  }

  async refusal({ device_id }: LogicalDevice): Promise<string | undefined> {
    return this.refused.has(device_id) ? 'config : unknown keyword' : undefined;
  }

  async compare(deviceId: string, { wanted }: Comparison<Parts>): Promise<ComparedFiles> {
    const before = await this.inspect(deviceId);
    return { before, after: wanted === undefined ? {} : { 'device.cfg': wanted.listeners } };
  }

  async execute(device: LogicalDevice, { kind, costs }: DriverStep): Promise<void> {
    const { device_id: id, generation } = device;
    if (this.stuck.has(id)) await new Promise(() => undefined);
    const desired = this.desired(device);
    if (costs === 'stop' || desired === undefined) return this.stop(id);
    await this.check(device);
    const failure = this.failures.get(id)?.shift();
    if (failure !== undefined) throw failure;
    this.steps.push(`${kind} ${generation}`);
    const before = costs === 'runtime' ? this.#running.get(id) : undefined;
    this.#directories.add(id);
    this.#running.set(id, {
      ...desired.parts,
      pid: before?.pid ?? this.nextPid,
      generation: before?.generation ?? generation,
    });
  }

  async stop(deviceId: string): Promise<void> {
    if (this.#running.delete(deviceId)) this.steps.push('stop');
  }

  async cleanup(deviceId: string): Promise<void> {
    await this.stop(deviceId);
    this.#directories.delete(deviceId);
  }

  outline(device: LogicalDevice): FiguresOutline {
    if (device.kind !== 'load_balancer') throw new DriverError('final', `no ${device.kind}`);
    return loadBalancerOutline(device);
  }

  async figures(_deviceId: string, _epoch: number | undefined): Promise<Figures> {
    return { health: this.healthReports, totals: this.totals, followed: false };
  }

  onNotice(listener: NoticeListener): void {
    this.listeners.push(listener);
  }

  async traffic(): Promise<undefined> {
    return undefined;
  }

  async inspect(deviceId: string): Promise<Record<string, string>> {
    const known = this.#running.get(deviceId);
    return known === undefined ? {} : { 'device.cfg': known.listeners };
  }

  async listDeviceIds(): Promise<string[]> {
    return [...this.#directories];
  }

  async listRunning(): Promise<string[]> {
    return [...this.#running.keys()];
  }

  async listChanged(): Promise<string[]> {
    return this.changed;
  }

  async close(): Promise<void> {
    // Nothing is held.
  }

  /** The state directory is lost; the processes are not. */
  forgetDirectories(): void {
    this.#directories.clear();
  }

  /** The process of the device is found to serve nobody, and killed by the next observation. */
  hold(deviceId: string, why: KilledProcess['why']): void {
    this.#held.set(deviceId, { pid: this.#running.get(deviceId)?.pid ?? 0, why });
  }

  /** The process of the device ends by itself. */
  crash(deviceId: string): void {
    this.#running.delete(deviceId);
  }
}

const step = (kind: string, costs: DriverStep['costs'], reason = 'the test wants it'): DriverStep => ({
  kind,
  costs,
  reason,
});

function whyNotRunning(ended: Proof['ended']): string {
  if (ended === undefined) return 'it was never started';
  return ended === 'by itself' ? 'the process is gone' : `the process ${ended.why} and had to be killed`;
}
