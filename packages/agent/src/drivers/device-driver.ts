import type { LogicalDevice } from '@lbaas/common/contract';
import type { DesiredPort } from '../host/index.ts';
import type { Figures, FiguresOutline } from './figures.ts';
import type { Traffic } from './traffic.ts';

/** What a device must be on this host. */
export interface DesiredState<Parts = unknown> {
  /** At least one: the namespace of a device is made with its first port. */
  readonly ports: readonly DesiredPort[];
  /** What the driver makes of the device; only the driver looks into it. */
  readonly parts: Parts;
}

/**
 * What a step does to those who use the device: nothing (`runtime`), a hand-over between two processes (`reload`), a
 * beginning, an end.
 */
export type StepCost = 'runtime' | 'reload' | 'start' | 'stop';

/** One step of a plan, as far as the loop needs to know it. */
export interface DriverStep {
  readonly kind: string;
  readonly reason: string;
  readonly costs: StepCost;
  /** The part of the device that it changes, in words; left out for the whole device. */
  readonly target?: string | undefined;
  /** What checks say of the members is the same after it. */
  readonly keepsHealth?: boolean;
}

/** What serves a device. */
export interface Running {
  /** What it says of itself; changes at run time do not raise it. 0 when it does not say. */
  readonly generation: number;
  /** Undefined for a driver without processes. */
  readonly pid: number | undefined;
  /** Of a driver without processes: what is in the namespace at the moment, so that the namespace can be read by it. */
  readonly insider?: number | undefined;
}

/** A process that served nobody, and that was killed because no other could take over from it. */
export interface KilledProcess {
  readonly pid: number;
  /** As in "HAProxy (process 7) hung and had to be killed". */
  readonly why: string;
}

/** What an observation proves. */
export interface Proof {
  /** Undefined when nothing serves the device. */
  readonly running: Running | undefined;
  /** Why nothing serves it though it should: its process has ended, or this observation had to kill it. */
  readonly ended?: 'by itself' | KilledProcess | undefined;
  /** What was not as it had been left, and what this observation has put right, in words. */
  readonly faults?: readonly string[] | undefined;
}

/**
 * What comes unasked: a member has changed; the connection that would say so has ended, mostly with its process; the
 * process was found to hang; files that it needs are gone or were changed.
 */
export type Notice = 'changed' | 'ended' | 'hung' | 'harmed';
export type NoticeListener = (deviceId: string, notice: Notice) => void;

/** The program of a driver, as it is installed now. */
export interface Installed {
  /** Null when it cannot be run. */
  readonly version: string | null;
  /** How many devices are served by another version: they go on with it until their next reload. */
  readonly others: number;
}

/** Undefined where nothing is to run. */
export interface Comparison<Parts> {
  /** What this agent was sent last. */
  readonly current: Parts | undefined;
  readonly wanted: Parts | undefined;
}

/** By name. */
type Files = Readonly<Record<string, string>>;

export interface ComparedFiles {
  readonly before: Files;
  readonly after: Files;
}

/**
 * What can run devices on a host. The loop observes, plans, executes and observes again, and knows no driver by name.
 * What a driver returns as `Parts`, `Observed` and `Step`, the loop hands back to the same driver without looking
 * inside. (That is why the members are methods: TypeScript compares their parameters both ways, so drivers with types
 * of their own fit into one table.)
 *
 * Failures are DriverErrors. Calls for one device may overlap: the driver puts them in order.
 */
export interface DeviceDriver<Parts = unknown, Observed = unknown, Step extends DriverStep = DriverStep> {
  /** As devices name it and heartbeats announce it. */
  readonly name: string;
  /** What operators call what it runs, such as "HAProxy". */
  readonly program: string;
  /** Of a driver with processes; undefined until it is known. */
  readonly installed?: Installed | undefined;
  /** What the names of its namespaces begin with; the id of the device follows. */
  readonly namespacePrefix: string;
  /** The link in the namespace of each of its devices, when they all have exactly one of the same name. */
  readonly soleLink: string | undefined;

  /** Undefined when the device has nothing to run. Pure. @throws DriverError `final` */
  desired(device: LogicalDevice): DesiredState<Parts> | undefined;
  observe(deviceId: string): Promise<Observed>;
  /**
   * What was read back last, where that is recent and costs much to read: good enough to plan a change by, which is
   * proved by a reading afterwards. Left out: each observation reads.
   */
  recall?(deviceId: string): Observed | undefined;
  /** As observe, for a look only: nothing is ended, put right or remembered. */
  peek(deviceId: string): Promise<Observed>;
  /** Every process of the device, in whatever namespace; without a doubt, those that are known. */
  processes(deviceId: string): Promise<number[]>;
  /** The next observation takes nothing for granted that the last one has seen. */
  doubt(deviceId: string): void;
  /** The steps to what must be there, in the order of execution; empty when it is there. Pure. */
  plan(desired: Parts | undefined, observed: Observed): readonly Step[];
  /** What it has read back after the step, as observe() would, spares the next observation. */
  execute(device: LogicalDevice, step: Step): Promise<Observed | void>;
  /** Pure. */
  proof(observed: Observed): Proof;
  /** Refuses what a start would refuse, and changes nothing: asked before ports of a device that serves are changed. */
  check(device: LogicalDevice): Promise<void>;
  /** Why a start would be refused, in the program's words. The device need not be here, and nothing is left of it. */
  refusal(device: LogicalDevice): Promise<string | undefined>;
  /** The files of what runs, as far as they are told from what was wanted last, and of what is wanted. */
  compare(deviceId: string, parts: Comparison<Parts>): Promise<ComparedFiles>;
  /** Pure. */
  outline(device: LogicalDevice): FiguresOutline;
  /** Empty when nothing runs. Totals begin anew with an epoch; without one they go on as they are. */
  figures(deviceId: string, epoch: number | undefined): Promise<Figures>;
  /** What an operator may want to read, by the name of the file. */
  inspect(deviceId: string): Promise<Files>;
  /** What has passed through a router; undefined for what is none, or does not run. */
  traffic(deviceId: string): Promise<Traffic | undefined>;
  /** Listeners must not throw. */
  onNotice(listener: NoticeListener): void;
  /** Ends everything that runs for the device; what a start needs stays. */
  stop(deviceId: string): Promise<void>;
  /** Ends everything that runs for the device and removes its files. */
  cleanup(deviceId: string): Promise<void>;
  /** Devices that have files here, running or not. */
  listDeviceIds(): Promise<string[]>;
  /** Devices for which something runs here, with or without files. */
  listRunning(): Promise<string[]>;
  /** Devices that were seen running, and run otherwise now. */
  listChanged(): Promise<string[]>;
  /** Lets go of what belongs to this agent; the devices go on. */
  close(): Promise<void>;
}

/** The namespace of a device on a host. */
export const namespaceOf = ({ namespacePrefix }: Pick<DeviceDriver, 'namespacePrefix'>, id: string): string =>
  `${namespacePrefix}${id}`;
