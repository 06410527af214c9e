import { isForeign } from './installation.ts';

/** What the database knows of the agent whose heartbeat has come. */
export interface KnownAgent {
  /** The one that the host name belongs to. */
  readonly installation: string;
  readonly runId: string;
  readonly startedAtMs: number;
  /** Runs of before, as far as they are remembered. */
  readonly formerRuns: readonly string[];
  readonly alive: boolean;
  /** How long the sender has asked for the name of another installation without a pause; 0 when it has not. */
  readonly challengedForMs: number;
}

export interface Heartbeat {
  readonly installation: string;
  readonly runId: string;
  readonly startedAtMs: number;
  readonly sentAtMs: number;
}

export type HeartbeatVerdict =
  /** First word ever from this host. */
  | 'registered'
  /** It was taken for dead. */
  | 'returned'
  | 'restarted'
  | 'same'
  /** The installation that had the name is silent; this one has it now. */
  | 'replaced'
  /** The installation that has the name is silent, but may only have been cut off like everybody else. */
  | 'waiting'
  /** Another installation has the name, and is alive. */
  | 'refused'
  /** A former process of this installation still runs beside the current one. */
  | 'conflict'
  /** Sent by the previous process before its end. */
  | 'late';

/** How long the last heartbeat of a process may be on its way after the next process has started. */
const LAST_WORDS_MS = 2000;

/** @param takeoverMs how long a name must have been asked for in vain, while its installation was silent */
export function judgeHeartbeat(
  known: KnownAgent | undefined,
  beat: Heartbeat,
  takeoverMs: number,
): HeartbeatVerdict {
  if (known === undefined) return 'registered';
  if (isForeign(known.installation, beat.installation)) return judgeForeign(known, takeoverMs);
  if (!known.alive) return 'returned';
  if (beat.runId === known.runId) return 'same';
  // The clock of its host may have been set back meanwhile: a run that was never heard of is a new one.
  if (!known.formerRuns.includes(beat.runId)) return 'restarted';
  return beat.sentAtMs > known.startedAtMs + LAST_WORDS_MS ? 'conflict' : 'late';
}

function judgeForeign({ alive, challengedForMs }: KnownAgent, takeoverMs: number): HeartbeatVerdict {
  if (alive) return 'refused';
  return challengedForMs >= takeoverMs ? 'replaced' : 'waiting';
}
