/** What the database knows of the agent whose heartbeat has come. */
export interface KnownAgent {
  readonly runId: string;
  readonly startedAtMs: number;
  readonly alive: boolean;
}

export interface Heartbeat {
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
  /** An older process of this host name still runs beside the current one. */
  | 'conflict'
  /** Sent by the previous process before its end. */
  | 'late';

/** How long the last heartbeat of a process may be on its way after the next process has started. */
const LAST_WORDS_MS = 2000;

export function judgeHeartbeat(known: KnownAgent | undefined, beat: Heartbeat): HeartbeatVerdict {
  if (known === undefined) return 'registered';
  if (!known.alive) return 'returned';
  if (beat.runId === known.runId) return 'same';
  if (beat.startedAtMs >= known.startedAtMs) return 'restarted';
  return beat.sentAtMs > known.startedAtMs + LAST_WORDS_MS ? 'conflict' : 'late';
}
