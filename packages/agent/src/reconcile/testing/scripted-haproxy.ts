import type { LogicalDevice } from '@lbaas/common/contract';
import {
  type Haproxy,
  HaproxyRefused,
  type HaproxyStep,
  type KilledProcess,
  type MemberHealthReport,
  type NewsListener,
  type ObservedHaproxy,
  PROCESS_GONE,
  type PoolTotals,
  type RenderedHaproxy,
  hasSomethingToRun,
} from '../../drivers/haproxy/index.ts';

type Running = Extract<ObservedHaproxy, { running: true }>;

/**
 * HAProxies without processes: they show what they were told, and fail as the test says. The listeners are what only
 * a reload can change; the members of the first pool are its servers.
 */
export class ScriptedHaproxy implements Haproxy {
  /** Devices whose configuration HAProxy does not take. */
  readonly refused = new Set<string>();
  /** Errors of the next steps, per device. */
  readonly failures = new Map<string, Error[]>();
  /** Devices whose steps never end. */
  readonly stuck = new Set<string>();
  /** Every step, as `<kind> <generation>`. */
  readonly steps: string[] = [];
  healthReports: MemberHealthReport[] = [];
  totals: PoolTotals[] = [];
  readonly listeners: NewsListener[] = [];
  readonly #running = new Map<string, Running>();
  readonly #held = new Map<string, KilledProcess>();
  readonly #directories = new Set<string>();
  /** The pid of the next process; a test that wants it to end gives a real one. */
  nextPid = process.pid;

  render(device: LogicalDevice): RenderedHaproxy | undefined {
    if (!hasSomethingToRun(device)) return undefined;
    const { listeners, pools } = device.snapshot;
    const structure = JSON.stringify(listeners);
    const members = pools[0]?.members ?? [];
    return {
      text: structure,
      structure,
      sections: {},
      generation: device.generation,
      pingTimeoutsS: [],
      sticky: false,
      servers: members.map((member) => ({
        backend: pools[0]?.id ?? '',
        name: member.id,
        address: member.address,
        port: member.protocol_port,
        weight: member.weight,
        admin: 'ready',
        checked: false,
        cookieKey: undefined,
        dynamicArgs: [],
      })),
    };
  }

  async observe(deviceId: string): Promise<ObservedHaproxy> {
    const killed = this.#held.get(deviceId);
    if (killed === undefined) {
      const reason = this.#directories.has(deviceId) ? PROCESS_GONE : 'it was never started';
      return this.#running.get(deviceId) ?? { running: false, reason };
    }
    this.#held.delete(deviceId);
    this.#running.delete(deviceId);
    return { running: false, reason: `the process ${killed.why} and had to be killed`, killed };
  }

  async check(device: LogicalDevice): Promise<void> {
    if (this.refused.has(device.device_id)) throw new HaproxyRefused('config : unknown keyword');
  }

  async execute(device: LogicalDevice, step: HaproxyStep): Promise<void> {
    const { device_id: id, generation } = device;
    if (this.stuck.has(id)) await new Promise(() => undefined);
    if (step.kind === 'stop') return this.stop(id);
    await this.check(device);
    const failure = this.failures.get(id)?.shift();
    if (failure !== undefined) throw failure;
    this.steps.push(`${step.kind} ${generation}`);
    const before = this.#running.get(id);
    const { structure, servers } = this.render(device) ?? { structure: '', servers: [] };
    const restarts = step.kind === 'start' || step.kind === 'reload';
    this.#directories.add(id);
    this.#running.set(id, {
      running: true,
      pid: restarts ? this.nextPid : (before?.pid ?? 0),
      generation: restarts ? generation : (before?.generation ?? 0),
      structure,
      sections: {},
      servers,
      oldPids: [],
    });
  }

  async stop(deviceId: string): Promise<void> {
    if (this.#running.delete(deviceId)) this.steps.push('stop');
  }

  async cleanup(deviceId: string): Promise<void> {
    await this.stop(deviceId);
    this.#directories.delete(deviceId);
  }

  async health(): Promise<MemberHealthReport[]> {
    return this.healthReports;
  }

  async stats(): Promise<PoolTotals[]> {
    return this.totals;
  }

  async poll(): Promise<{ health: MemberHealthReport[]; stats: PoolTotals[]; followed: boolean }> {
    return { health: this.healthReports, stats: this.totals, followed: false };
  }

  onNews(listener: NewsListener): void {
    this.listeners.push(listener);
  }

  async configText(deviceId: string): Promise<string | undefined> {
    return this.#running.get(deviceId)?.structure;
  }

  async listDeviceIds(): Promise<string[]> {
    return [...this.#directories];
  }

  async listRunning(): Promise<string[]> {
    return [...this.#running.keys()];
  }

  async close(): Promise<void> {
    // Nothing is held.
  }

  /** The state directory is lost; the processes are not. */
  forgetDirectories(): void {
    this.#directories.clear();
  }

  /** The process of the device is found to serve nobody, and killed by the next look. */
  hold(deviceId: string, why: KilledProcess['why']): void {
    this.#held.set(deviceId, { pid: this.#running.get(deviceId)?.pid ?? 0, why });
  }

  /** The process of the device ends by itself. */
  crash(deviceId: string): void {
    this.#running.delete(deviceId);
  }
}
