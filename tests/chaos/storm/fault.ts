import type { LinkMode } from '@lbaas/lab';

export type Process = 'kill' | 'stop' | 'freeze';

/** What a storm does to a part of the laboratory, and undoes after some time. */
export type Harm =
  /** `agent-1`, `server-2`, `broker`, `database`: its process is killed, stopped, or frozen (SIGSTOP). */
  | { readonly kind: Process }
  /** A link of the fault proxy. */
  | { readonly kind: 'link'; readonly mode: LinkMode | 'reset' }
  /** The cable of a host to a network. */
  | { readonly kind: 'cable'; readonly network: 'mgmt' | 'data' }
  /** The cable loses frames, or is slow. */
  | {
      readonly kind: 'impaired';
      readonly network: 'mgmt' | 'data';
      readonly impairment: { readonly lossPercent?: number; readonly kbitPerSecond?: number };
    }
  /** Every session of the database is ended. */
  | { readonly kind: 'end sessions' }
  /** The queue of an agent is deleted in the broker. */
  | { readonly kind: 'delete queue' }
  /** Every HAProxy of a host is killed. */
  | { readonly kind: 'kill HAProxies' };

export interface Fault {
  readonly atMs: number;
  readonly forMs: number;
  /** A host, a service or a link. */
  readonly target: string;
  readonly harm: Harm;
}

/** Whether traffic must not notice it. */
export type Plane = 'control' | 'data';

export interface FaultRecord {
  readonly fault: Fault;
  /** In milliseconds since 1970: from the first step of the harm until it was undone. */
  readonly from: number;
  readonly to: number;
}

export function words({ target, harm }: Fault): string {
  switch (harm.kind) {
    case 'link':
      return harm.mode === 'reset' ? `${target} reset` : `${target} ${modeWords(harm.mode)}`;
    case 'cable':
      return `${target} off ${harm.network}`;
    case 'impaired':
      return `${target} on ${harm.network} ${JSON.stringify(harm.impairment)}`;
    case 'kill':
    case 'stop':
    case 'freeze':
    case 'end sessions':
    case 'delete queue':
    case 'kill HAProxies':
      return `${target} ${harm.kind}`;
  }
}

function modeWords(mode: LinkMode): string {
  switch (mode.kind) {
    case 'delay':
      return `delay ${mode.delayMs} ms`;
    case 'throttle':
      return `throttle ${mode.bytesPerSecond} B/s`;
    case 'open':
    case 'cut':
    case 'refuse':
    case 'half-open':
    case 'stall':
      return mode.kind;
  }
}

/** The agent of a host says that its lease has run out, after the fact. */
export interface Lapse {
  readonly at: number;
  readonly host: string;
}

/** How long the kernel of a host passes frames without its agent, at most: the default of LBAAS_AGENT_LEASE. */
const LEASE_MS = 6000;
/** An agent that was started notices within this what has lapsed, also on a busy machine. */
const NOTICED_MS = 60_000;

/** A fault of the data plane may cost requests; one of the control plane may not. Judged by what it really did. */
export function planeOf({ fault: { target, harm }, from, to }: FaultRecord, lapses: readonly Lapse[]): Plane {
  switch (harm.kind) {
    case 'cable':
    case 'impaired':
      return harm.network === 'data' ? 'data' : 'control';
    case 'kill HAProxies':
      return 'data';
    case 'kill':
    case 'stop':
    case 'freeze': {
      const hasLapsed = lapses.some(({ at, host }) => host === target && at >= from && at <= to + NOTICED_MS);
      return target.startsWith('agent-') && (to - from > LEASE_MS || hasLapsed) ? 'data' : 'control';
    }
    case 'link':
    case 'end sessions':
    case 'delete queue':
      return 'control';
  }
}

/** They pass the management network, so its cable carries traffic too. */
export const cutsTunnels = ({ fault: { harm } }: FaultRecord): boolean =>
  harm.kind === 'cable' || harm.kind === 'impaired';
