import type { LogicalDevice } from '@lbaas/common/contract';
import { type Clock, type Logger, Mutex } from '@lbaas/common/runtime';
import type { Poll } from './figures/device-figures.ts';
import { DeviceFiles, FILES, deviceIdsIn } from './files/device-files.ts';
import { DeviceHaproxy } from './device-haproxy.ts';
import { deviceIdsOfProcesses } from './process/device-processes.ts';
import { HaproxyError } from './model/errors.ts';
import { renderHaproxy } from './render/render.ts';
import { isRuntimeStep } from './runtime/runtime-steps.ts';
import { DEFAULT_HAPROXY_TUNING } from './render/tuning.ts';
import type {
  Haproxy,
  HaproxyStep,
  HaproxyTuning,
  MemberHealthReport,
  NetnsExec,
  News,
  NewsListener,
  ObservedHaproxy,
  PoolTotals,
  RenderedHaproxy,
} from './model/types.ts';

export interface HaproxyDriverOptions {
  /** One directory per device is kept here; only root needs to reach it. */
  readonly stateDir: string;
  readonly netns: NetnsExec;
  readonly clock: Clock;
  readonly logger: Logger;
  /** @default "/usr/sbin/haproxy" */
  readonly binary?: string;
  readonly tuning?: HaproxyTuning;
  /**
   * Where the scripts of PING monitors are put; every account must be able to reach it.
   * @default "/run/lbaas"
   */
  readonly scriptsDir?: string;
  /** The network namespace of a device. */
  readonly namespaceOf: (deviceId: string) => string;
}

interface Entry {
  readonly haproxy: DeviceHaproxy;
  readonly mutex: Mutex;
}

/** HAProxy processes in network namespaces, one per device. Work on one device never waits for another. */
export class HaproxyDriver implements Haproxy {
  readonly #options: Required<HaproxyDriverOptions>;
  readonly #entries = new Map<string, Entry>();
  readonly #listeners: NewsListener[] = [];
  readonly #rendered = new WeakMap<LogicalDevice, { value: RenderedHaproxy | undefined }>();

  constructor(options: HaproxyDriverOptions) {
    this.#options = {
      binary: '/usr/sbin/haproxy',
      tuning: DEFAULT_HAPROXY_TUNING,
      scriptsDir: '/run/lbaas',
      ...options,
    };
  }

  /** Kept as long as the device object is, because a plan of many steps asks for it at each. */
  render(device: LogicalDevice): RenderedHaproxy | undefined {
    const known = this.#rendered.get(device);
    if (known !== undefined) return known.value;
    const { tuning, scriptsDir } = this.#options;
    const paths = {
      socket: FILES.socket,
      chroot: FILES.chroot,
      serverState: FILES.serverState,
      scripts: scriptsDir,
    };
    const value = renderHaproxy({ device, paths, tuning });
    this.#rendered.set(device, { value });
    return value;
  }

  observe(deviceId: string): Promise<ObservedHaproxy> {
    return this.#on(deviceId, (haproxy) => haproxy.observe());
  }

  async check(device: LogicalDevice): Promise<void> {
    const rendered = this.render(device);
    if (rendered !== undefined) await this.#on(device.device_id, (haproxy) => haproxy.check(rendered));
  }

  async execute(device: LogicalDevice, step: HaproxyStep): Promise<void> {
    const { device_id: deviceId, epoch } = device;
    if (step.kind === 'stop') return this.stop(deviceId);
    const rendered = this.render(device);
    if (rendered === undefined)
      throw new HaproxyError('refused', `nothing to run, so nothing to ${step.kind}`);
    await this.#on(deviceId, (haproxy) => {
      if (isRuntimeStep(step)) return haproxy.runtime(rendered, step);
      return step.kind === 'start' ? haproxy.start(rendered, epoch) : haproxy.reload(rendered, epoch);
    });
    this.#options.logger.debug(
      { device: deviceId, generation: device.generation, ...step },
      'haproxy step done',
    );
  }

  stop(deviceId: string): Promise<void> {
    return this.#on(deviceId, (haproxy) => haproxy.stop());
  }

  async cleanup(deviceId: string): Promise<void> {
    await this.#on(deviceId, (haproxy) => haproxy.cleanup());
    // What waits already keeps its turn before what comes later.
    if (this.#entries.get(deviceId)?.mutex.isIdle === true) this.#entries.delete(deviceId);
  }

  async health(deviceId: string): Promise<MemberHealthReport[]> {
    return (await this.#on(deviceId, (haproxy) => haproxy.poll(undefined))).health;
  }

  async stats(deviceId: string, epoch: number): Promise<PoolTotals[]> {
    return (await this.poll(deviceId, epoch)).stats;
  }

  poll(deviceId: string, epoch: number): Promise<Poll> {
    return this.#on(deviceId, (haproxy) => haproxy.poll(epoch));
  }

  onNews(listener: NewsListener): void {
    this.#listeners.push(listener);
  }

  configText(deviceId: string): Promise<string | undefined> {
    return this.#on(deviceId, (haproxy) => haproxy.configText());
  }

  listDeviceIds(): Promise<string[]> {
    return deviceIdsIn(this.#options.stateDir);
  }

  listRunning(): Promise<string[]> {
    return deviceIdsOfProcesses(this.#options.stateDir);
  }

  /** Lets go of everything that belongs to this agent; every HAProxy goes on. */
  async close(): Promise<void> {
    await Promise.all([...this.#entries.keys()].map((id) => this.#on(id, (haproxy) => haproxy.close())));
    this.#entries.clear();
  }

  #on<T>(deviceId: string, work: (haproxy: DeviceHaproxy) => Promise<T>): Promise<T> {
    const entry = this.#entry(deviceId);
    return entry.mutex.run(() => work(entry.haproxy));
  }

  #entry(deviceId: string): Entry {
    const known = this.#entries.get(deviceId);
    if (known !== undefined) return known;
    const { stateDir, netns, binary, tuning, clock, scriptsDir, namespaceOf } = this.#options;
    const files = new DeviceFiles(stateDir, deviceId);
    const launch = { netns, namespace: namespaceOf(deviceId), binary, files, scriptsDir };
    const onNews = (news: News): void => {
      for (const listener of this.#listeners) listener(deviceId, news);
    };
    const haproxy = new DeviceHaproxy({ launch, tuning, clock, onNews });
    const entry = { haproxy, mutex: new Mutex() };
    this.#entries.set(deviceId, entry);
    return entry;
  }
}
