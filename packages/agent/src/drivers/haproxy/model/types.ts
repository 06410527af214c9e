import type { KilledProcess } from '../../device-driver.ts';

/** Runs programs inside a network namespace; the host side implements it. */
export interface NetnsExec {
  /** Resolves with the exit code whatever it is; rejects when the program cannot run or the deadline passes. */
  exec(
    namespace: string,
    argv: readonly string[],
    options?: { stdin?: string; deadlineMs?: number },
  ): Promise<ExecResult>;
  /** The network namespace that the name leads to, as the kernel writes it; undefined when it leads to none. */
  networkNamed(namespace: string): string | undefined;
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
  /** Sessions of disabled and deleted members are ended after this. */
  readonly memberDrainS: number;
  readonly connectTimeoutMs: number;
  readonly clientTimeoutMs: number;
  readonly serverTimeoutMs: number;
  /** Idle time of upgraded (WebSocket) and TCP connections; the two above hold for them without it. */
  readonly tunnelTimeoutMs: number | undefined;
  /** Bytes of the header of a request or an answer. */
  readonly maxHeaderBytes: number;
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
  /** Key of the backend's cookies; HAProxy computes the cookie of an added server when the key is set again. */
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

/** Why none runs, when one was started and has ended by itself. */
export const PROCESS_GONE = 'the process is gone';
export const NEVER_STARTED = 'it was never started';

export type ObservedHaproxy =
  | {
      readonly running: false;
      readonly reason: string | undefined;
      /** By the very observation that shows it. */
      readonly killed?: KilledProcess;
      /** Processes of the device that nobody can talk to; they may still serve. */
      readonly unreachable?: readonly number[];
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
      /** What the observation itself has put right, in words. */
      readonly faults?: readonly string[];
      /** What the configuration file holds; left out where it was not looked at. */
      readonly file?: string;
    };

interface ServerStep {
  readonly backend: string;
  readonly server: string;
  readonly reason: string;
}

/** Steps in the order of execution. start, reload and stop stand alone in a plan, a file is the last one. */
export type HaproxyStep =
  | { readonly kind: 'start'; readonly reason: string }
  | { readonly kind: 'reload'; readonly reason: string }
  | { readonly kind: 'stop'; readonly reason: string }
  /** The configuration file is not that of the process. */
  | { readonly kind: 'file'; readonly reason: string }
  | ({ readonly kind: 'server.add' } & ServerStep)
  | ({ readonly kind: 'server.remove' } & ServerStep)
  | ({ readonly kind: 'server.weight'; readonly weight: number } & ServerStep)
  | ({ readonly kind: 'server.state'; readonly state: ServerAdmin } & ServerStep);
