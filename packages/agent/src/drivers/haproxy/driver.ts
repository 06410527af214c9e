import { basename, dirname } from 'node:path';
import type { LoadBalancerDevice, LogicalDevice } from '@lbaas/common/contract';
import { HAPROXY_DRIVER } from '@lbaas/common/domain';
import { type Clock, type Logger, type Metrics, Mutex } from '@lbaas/common/runtime';
import { ProcessTable, desiredPort } from '../../host/index.ts';
import {
  type ComparedFiles,
  type Comparison,
  type DesiredState,
  type DeviceDriver,
  type Installed,
  type Notice,
  type NoticeListener,
  type Proof,
  namespaceOf,
} from '../device-driver.ts';
import { executeStep } from '../executors.ts';
import type { Figures, FiguresOutline } from '../figures.ts';
import { loadBalancerOutline } from '../load-balancer-outline.ts';
import { DeviceHaproxy } from './device-haproxy.ts';
import { DeviceFiles, FILES, deviceIdsIn } from './files/device-files.ts';
import { FileWatch } from './files/file-watch.ts';
import { HaproxyError } from './model/errors.ts';
import {
  type HaproxyTuning,
  NEVER_STARTED,
  type NetnsExec,
  type ObservedHaproxy,
  PROCESS_GONE,
  type RenderedHaproxy,
} from './model/types.ts';
import { planHaproxy } from './plan/plan.ts';
import { InstalledHaproxy } from './process/installed-haproxy.ts';
import { DeviceProcesses, deviceIdsOf } from './process/device-processes.ts';
import { checkText } from './process/check-text.ts';
import { renderHaproxy } from './render/render.ts';
import { DEFAULT_HAPROXY_TUNING } from './render/tuning.ts';
import { EXECUTORS, type PlannedStep, plannedStep } from './steps.ts';

export interface HaproxyDriverOptions {
  /** One directory per device is kept here; only root needs to reach it. */
  readonly stateDir: string;
  readonly netns: NetnsExec;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Shared by all who look at the processes of this host. @default one of its own */
  readonly processes?: ProcessTable;
  /** @default "/usr/sbin/haproxy" */
  readonly binary?: string;
  readonly tuning?: HaproxyTuning;
  /**
   * Where the scripts of PING monitors are put; every account must be able to reach it.
   * @default "/run/lbaas"
   */
  readonly scriptsDir?: string;
  /** @default "qlbaas-" and the id of the device */
  readonly namespaceOf?: (deviceId: string) => string;
}

interface Entry {
  readonly haproxy: DeviceHaproxy;
  readonly mutex: Mutex;
  readonly watch: FileWatch;
}

/** What a running HAProxy and the next agent need; other files are written anew whenever they are. */
const WATCHED = [FILES.config, FILES.socket, FILES.pid];

/** @throws HaproxyError for a device of another kind, which no server sends */
function balancerOf(device: LogicalDevice): LoadBalancerDevice {
  if (device.kind === 'load_balancer') return device;
  throw new HaproxyError('refused', `HAProxy runs no device of the kind ${device.kind}`);
}

/** For an audit: what has come since the last sweep is found by the next one. */
const AUDIT_AGE_MS = 30_000;

/** What operators and callers know the configuration as. */
const SHOWN = 'haproxy.cfg';

export const HAPROXY_NAMESPACES = 'qlbaas-';
const PLACE = { namespacePrefix: HAPROXY_NAMESPACES, soleLink: 'vip0' } as const;

/** HAProxy processes in network namespaces, one per device. Work on one device never waits for another. */
export class HaproxyDriver implements DeviceDriver<RenderedHaproxy, ObservedHaproxy, PlannedStep> {
  readonly name = HAPROXY_DRIVER;
  readonly program = 'HAProxy';
  readonly namespacePrefix = PLACE.namespacePrefix;
  readonly soleLink = PLACE.soleLink;
  readonly #options: Required<HaproxyDriverOptions>;
  readonly #entries = new Map<string, Entry>();
  readonly #listeners: NoticeListener[] = [];
  readonly #rendered = new WeakMap<LogicalDevice, { value: RenderedHaproxy | undefined }>();
  readonly #steps;
  readonly #installed: InstalledHaproxy;
  /** The folder of all devices, from the one above it. */
  readonly #folder: FileWatch;

  constructor(options: HaproxyDriverOptions) {
    this.#options = {
      processes: new ProcessTable(),
      binary: '/usr/sbin/haproxy',
      tuning: DEFAULT_HAPROXY_TUNING,
      scriptsDir: '/run/lbaas',
      namespaceOf: (deviceId) => namespaceOf(PLACE, deviceId),
      ...options,
    };
    this.#installed = new InstalledHaproxy(this.#options.binary, options.logger);
    const help = 'Steps that changed an HAProxy.';
    const folder = dirname(options.stateDir);
    const checkAll = (): void => {
      for (const deviceId of this.#entries.keys()) void this.#checkFiles(deviceId);
    };
    this.#folder = this.#fileWatch(folder, [basename(options.stateDir)], checkAll);
    this.#steps = options.metrics.counter('lbaas_agent_haproxy_steps_total', help, ['kind']);
  }

  get installed(): Installed | undefined {
    const { version } = this.#installed;
    if (version === undefined) return undefined;
    const running = [...this.#entries.values()].flatMap(({ haproxy }) => haproxy.version ?? []);
    const others = version === null ? 0 : running.filter((own) => own !== version).length;
    return { version, others };
  }

  desired(device: LogicalDevice): DesiredState<RenderedHaproxy> | undefined {
    const balancer = balancerOf(device);
    const parts = this.render(balancer);
    const port = balancer.snapshot.vip_port;
    return parts === undefined || port === null
      ? undefined
      : { ports: [desiredPort(port, PLACE.soleLink)], parts };
  }

  /** Kept as long as the device object is, because a plan of many steps asks for it at each. */
  render(device: LoadBalancerDevice): RenderedHaproxy | undefined {
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

  async observe(deviceId: string): Promise<ObservedHaproxy> {
    const observed = await this.#on(deviceId, (haproxy) => haproxy.observe());
    if (observed.running) this.#watchFiles(deviceId);
    return observed;
  }

  /** Of a device that nothing is here of, no notes are begun. */
  async peek(deviceId: string): Promise<ObservedHaproxy> {
    if (!this.#isHere(deviceId)) return { running: false, reason: NEVER_STARTED };
    return this.#on(deviceId, (haproxy) => haproxy.peek());
  }

  plan(desired: RenderedHaproxy | undefined, observed: ObservedHaproxy): PlannedStep[] {
    return planHaproxy(desired, observed).map(plannedStep);
  }

  proof(observed: ObservedHaproxy): Proof {
    if (observed.running) {
      const { generation, pid, faults } = observed;
      return { running: { generation, pid }, faults };
    }
    const gone = observed.reason === PROCESS_GONE ? 'by itself' : undefined;
    return { running: undefined, ended: observed.killed ?? gone };
  }

  /** `haproxy -c` over the rendered device. @throws HaproxyRefused with HAProxy's own words */
  async check(device: LogicalDevice): Promise<void> {
    const rendered = this.render(balancerOf(device));
    if (rendered !== undefined) await this.#on(device.device_id, (haproxy) => haproxy.check(rendered));
  }

  /** Without the directory and the namespace of the device, neither of which need be here. */
  async refusal(device: LogicalDevice): Promise<string | undefined> {
    const rendered = this.render(balancerOf(device));
    return rendered && checkText(this.#options.binary, rendered.text);
  }

  async compare(deviceId: string, { wanted }: Comparison<RenderedHaproxy>): Promise<ComparedFiles> {
    const before = this.#isHere(deviceId) ? await this.inspect(deviceId) : {};
    return { before, after: wanted === undefined ? {} : { [SHOWN]: wanted.text } };
  }

  async execute(device: LogicalDevice, step: PlannedStep): Promise<void> {
    const { device_id: deviceId, epoch, generation } = device;
    if (step.kind === 'stop') await this.stop(deviceId);
    else {
      const rendered = this.render(balancerOf(device));
      if (rendered === undefined)
        throw new HaproxyError('refused', `nothing to run, so nothing to ${step.kind}`);
      await this.#on(deviceId, (haproxy) => executeStep(EXECUTORS, { haproxy, rendered, epoch }, step));
    }
    this.#steps.inc({ kind: step.kind });
    this.#options.logger.debug({ device: deviceId, generation, ...step }, 'haproxy step done');
  }

  stop(deviceId: string): Promise<void> {
    return this.#on(deviceId, (haproxy) => haproxy.stop());
  }

  async cleanup(deviceId: string): Promise<void> {
    this.#entries.get(deviceId)?.watch.close();
    await this.#on(deviceId, (haproxy) => haproxy.cleanup());
    // What waits already keeps its turn before what comes later.
    if (this.#entries.get(deviceId)?.mutex.isIdle === true) this.#entries.delete(deviceId);
  }

  outline(device: LogicalDevice): FiguresOutline {
    return loadBalancerOutline(balancerOf(device));
  }

  /** Health and totals over one connection. From the first call on, notices follow if the result says `followed`. */
  figures(deviceId: string, epoch: number | undefined): Promise<Figures> {
    return this.#on(deviceId, (haproxy) => haproxy.figures(epoch));
  }

  onNotice(listener: NoticeListener): void {
    this.#listeners.push(listener);
  }

  async traffic(): Promise<undefined> {
    return undefined;
  }

  async inspect(deviceId: string): Promise<Record<string, string>> {
    const text = await this.#on(deviceId, (haproxy) => haproxy.configText());
    return text === undefined ? {} : { [SHOWN]: text };
  }

  listDeviceIds(): Promise<string[]> {
    return deviceIdsIn(this.#options.stateDir);
  }

  async listRunning(): Promise<string[]> {
    return deviceIdsOf(await this.#options.processes.look(), this.#options.stateDir);
  }

  async listChanged(): Promise<string[]> {
    const entries = await this.#options.processes.look();
    return [...this.#entries].filter(([, { haproxy }]) => haproxy.differsFrom(entries)).map(([id]) => id);
  }

  processes(deviceId: string): Promise<number[]> {
    return this.#on(deviceId, (haproxy) => haproxy.processes());
  }

  doubt(deviceId: string): void {
    this.#entries.get(deviceId)?.haproxy.doubt(AUDIT_AGE_MS);
  }

  async close(): Promise<void> {
    this.#folder.close();
    for (const { watch } of this.#entries.values()) watch.close();
    await Promise.all([...this.#entries.keys()].map((id) => this.#on(id, (haproxy) => haproxy.close())));
    this.#entries.clear();
  }

  #on<T>(deviceId: string, work: (haproxy: DeviceHaproxy) => Promise<T>): Promise<T> {
    const entry = this.#entry(deviceId);
    return entry.mutex.run(() => work(entry.haproxy));
  }

  #isHere(deviceId: string): boolean {
    return this.#entries.has(deviceId) || new DeviceFiles(this.#options.stateDir, deviceId).exist;
  }

  #entry(deviceId: string): Entry {
    const known = this.#entries.get(deviceId);
    if (known !== undefined) return known;
    const { stateDir, netns, binary, tuning, clock, scriptsDir } = this.#options;
    const files = new DeviceFiles(stateDir, deviceId);
    const namespace = this.#options.namespaceOf(deviceId);
    const launch = { netns, namespace, binary, files, scriptsDir };
    const place = { directory: files.directory, network: () => netns.networkNamed(namespace) };
    const processes = new DeviceProcesses(place, this.#options.processes);
    const notify = (notice: Notice): void => this.#notify(deviceId, notice);
    const haproxy = new DeviceHaproxy({ launch, processes, tuning, clock, notify });
    const watch = this.#fileWatch(files.directory, WATCHED, () => void this.#checkFiles(deviceId));
    const entry = { haproxy, mutex: new Mutex(), watch };
    this.#entries.set(deviceId, entry);
    return entry;
  }

  #fileWatch(directory: string, names: readonly string[], onChange: () => void): FileWatch {
    const onError = (error: unknown): void =>
      this.#options.logger.warn({ err: error, directory }, 'files of HAProxy are not watched, only swept');
    return new FileWatch({ directory, names, onChange, onError });
  }

  #watchFiles(deviceId: string): void {
    this.#entries.get(deviceId)?.watch.keep();
    this.#folder.keep();
  }

  /**
   * Work that is under way may be what has changed them, and leaves them as they must be. Files that cannot be read are
   * looked at by an observation, whose failure is reported.
   */
  async #checkFiles(deviceId: string): Promise<void> {
    if (!this.#entries.has(deviceId)) return;
    const isHarmed = await this.#on(deviceId, async (haproxy) => haproxy.hasLostFiles).catch(() => true);
    if (isHarmed) this.#notify(deviceId, 'harmed');
    else if (this.#entries.has(deviceId)) this.#watchFiles(deviceId);
  }

  #notify(deviceId: string, notice: Notice): void {
    for (const listener of this.#listeners) listener(deviceId, notice);
  }
}
