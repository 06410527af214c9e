import type { LogicalDevice } from '@lbaas/common/contract';
import type { MemberHealth } from '@lbaas/common/domain';

/** Runs programs inside a network namespace; the host side implements it. */
export interface NetnsExec {
  /** Resolves with the exit code whatever it is; rejects when the program cannot run or the deadline passes. */
  exec(
    namespace: string,
    argv: readonly string[],
    options?: { stdin?: string; deadlineMs?: number },
  ): Promise<ExecResult>;
}

export interface ExecResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Operator settings of every HAProxy on a host. Times in the unit of their name. */
export interface HaproxyTuning {
  /** Account that HAProxy drops to after binding. */
  readonly user: string;
  readonly group: string;
  /** Concurrent connections of one process. */
  readonly maxConnections: number;
  /** Old processes of a reload are ended after this, with what they still carry. */
  readonly hardStopAfterS: number;
  readonly connectTimeoutMs: number;
  readonly clientTimeoutMs: number;
  readonly serverTimeoutMs: number;
  readonly retries: number;
  /** `log` target such as `/dev/log` or `127.0.0.1:514`; nothing is logged without one. */
  readonly logTarget: string | undefined;
  /** Entries of a stick table; the oldest one makes room. */
  readonly stickEntries: number;
  readonly stickExpireS: number;
  /** How often the verdicts of several monitors are combined. */
  readonly combineIntervalMs: number;
}

/**
 * What the configuration refers to. HAProxy runs with the device's directory as its working directory, so the names
 * are relative to it and no socket path can outgrow the 107 bytes of sun_path.
 */
export interface HaproxyPaths {
  readonly socket: string;
  readonly chroot: string;
  readonly serverState: string;
  /** Directory of the PING scripts, which the HAProxy account must be able to reach. Absolute. */
  readonly scripts: string;
}

export type ServerAdmin = 'ready' | 'maint';

/** A server as the configuration names it: what a runtime command can change stands in this record alone. */
export interface DesiredServer {
  /** Pool id, or `<pool id>.<monitor id>` for the backend that only runs one of several monitors. */
  readonly backend: string;
  /** Member id. */
  readonly name: string;
  readonly address: string;
  readonly port: number;
  readonly weight: number;
  readonly admin: ServerAdmin;
  readonly checked: boolean;
  /** Key of the backend's cookies; HAProxy computes that of an added server when it is told the key again. */
  readonly cookieKey: string | undefined;
  /** Keywords of `add server`; undefined when this backend takes servers only by a reload. */
  readonly dynamicArgs: readonly string[] | undefined;
}

export interface RenderedHaproxy {
  readonly text: string;
  /** 16 hex digits over everything that the runtime socket cannot change. */
  readonly structure: string;
  /** Hash of each section by its header line, so that a reload can name what changed. */
  readonly sections: Readonly<Record<string, string>>;
  readonly generation: number;
  readonly servers: readonly DesiredServer[];
  /** Timeouts in seconds of the PING scripts that the text refers to. */
  readonly pingTimeoutsS: readonly number[];
  /** Whether there are stick tables, which a reload must carry over. */
  readonly sticky: boolean;
}

export interface ObservedServer {
  readonly backend: string;
  readonly name: string;
  readonly address: string;
  readonly port: number;
  readonly weight: number;
  /** `drain` only when somebody typed it into the socket. */
  readonly admin: ServerAdmin | 'drain';
}

/** A process that served nobody, and that was killed because no other could take over from it. */
export interface KilledProcess {
  readonly pid: number;
  readonly why: 'hung' | 'was stopped by a signal';
}

/** Why none runs, when one was started and has ended. */
export const PROCESS_GONE = 'the process is gone';

export type ObservedHaproxy =
  | {
      readonly running: false;
      readonly reason: string | undefined;
      /** By the very look that shows it. */
      readonly killed?: KilledProcess;
    }
  | {
      readonly running: true;
      readonly pid: number;
      /** Generation of the last start or reload; runtime steps do not raise it. */
      readonly generation: number;
      readonly structure: string;
      /** Section hashes of the file that the process was started with; empty when unknown. */
      readonly sections: Readonly<Record<string, string>>;
      readonly servers: readonly ObservedServer[];
      /** Processes of earlier reloads that still finish their connections. */
      readonly oldPids: readonly number[];
    };

interface ServerStep {
  readonly backend: string;
  readonly server: string;
  readonly reason: string;
}

/** Steps in the order of execution. start, reload and stop stand alone in a plan. */
export type HaproxyStep =
  | { readonly kind: 'start'; readonly reason: string }
  | { readonly kind: 'reload'; readonly reason: string }
  | { readonly kind: 'stop'; readonly reason: string }
  | ({ readonly kind: 'server.add' } & ServerStep)
  | ({ readonly kind: 'server.remove' } & ServerStep)
  | ({ readonly kind: 'server.weight'; readonly weight: number } & ServerStep)
  | ({ readonly kind: 'server.state'; readonly state: ServerAdmin } & ServerStep);

export interface MemberHealthReport {
  readonly memberId: string;
  readonly poolId: string;
  readonly health: MemberHealth;
  /** What the check saw, such as "L7STS/500 in 1ms"; undefined without one. */
  readonly check: string | undefined;
}

/** Absolute totals since the epoch began. Bytes; connections are those of the pool's servers. */
export interface PoolTotals {
  readonly poolId: string;
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly activeConnections: number;
  readonly totalConnections: number;
}

/**
 * What comes unasked: a member has changed; the connection that would say so has ended, mostly with its process; a poll
 * has found that the process hangs.
 */
export type News = 'changed' | 'ended' | 'hung';

export type NewsListener = (deviceId: string, news: News) => void;

/** What reconcile needs of HAProxy on this host. */
export interface Haproxy {
  /** The configuration for a device; undefined when there is nothing to run. Pure. */
  render(device: LogicalDevice): RenderedHaproxy | undefined;
  observe(deviceId: string): Promise<ObservedHaproxy>;
  /** `haproxy -c` over the rendered device. Throws HaproxyRefused with HAProxy's own words. */
  check(device: LogicalDevice): Promise<void>;
  execute(device: LogicalDevice, step: HaproxyStep): Promise<void>;
  /** Ends every process of the device; its files stay, so that a start gives the same again. */
  stop(deviceId: string): Promise<void>;
  /** Ends every process of the device and removes its files. */
  cleanup(deviceId: string): Promise<void>;
  /** Empty when nothing runs. */
  health(deviceId: string): Promise<MemberHealthReport[]>;
  /** Totals survive reloads, restarts and the agent; another epoch starts them at zero. */
  stats(deviceId: string, epoch: number): Promise<PoolTotals[]>;
  /**
   * health and stats over one connection: what a poll costs. From the first poll on, HAProxy says by itself when a
   * member changes, if the result says `followed`.
   */
  poll(
    deviceId: string,
    epoch: number,
  ): Promise<{ health: MemberHealthReport[]; stats: PoolTotals[]; followed: boolean }>;
  /** Listeners must not throw. */
  onNews(listener: NewsListener): void;
  configText(deviceId: string): Promise<string | undefined>;
  /** Devices that have a directory here, running or not. */
  listDeviceIds(): Promise<string[]>;
  /** Devices that have a process here, with or without a directory. Looks through /proc. */
  listRunning(): Promise<string[]>;
}
