import type { DrainingMember } from '../../figures.ts';
import type { StatRow } from './stat-table.ts';

export interface Drains {
  /** With sessions left, in the process that serves. */
  readonly members: readonly DrainingMember[];
  /** Servers (`pool/member`) whose sessions are to be ended now. */
  readonly overdue: readonly string[];
  /** Of those, what the process that serves has sessions of. */
  readonly overdueHere: readonly string[];
}

/**
 * Members that take nothing any more, because they are disabled or deleted, finish their sessions: for so long. A
 * member counts from when it is first seen without traffic, so a new agent lets it begin anew.
 */
export class MemberDrains {
  readonly #timeoutMs: number;
  readonly #since = new Map<string, number>();

  constructor(timeoutMs: number) {
    this.#timeoutMs = timeoutMs;
  }

  /**
   * @param hasOthers whether earlier processes finish their connections: what is deleted here may have sessions there
   */
  look(rows: readonly StatRow[], nowMs: number, hasOthers: boolean): Drains {
    const servers = rows.filter((row) => row.get('type') === '2' && !row.get('pxname')?.includes('.'));
    const sessions = new Map(servers.map((row) => [keyOf(row), drainingSessions(row)]));
    for (const [key, count] of sessions) {
      if (count === undefined) this.#since.delete(key);
      else if (!this.#since.has(key)) this.#since.set(key, nowMs);
    }
    for (const key of this.#since.keys()) if (!hasOthers && !sessions.has(key)) this.#since.delete(key);
    const left = [...this.#since].map(([key, sinceMs]) => ({
      key,
      sessions: sessions.get(key) ?? 0,
      endsInMs: Math.max(0, sinceMs + this.#timeoutMs - nowMs),
    }));
    const overdue = left.filter(({ endsInMs }) => endsInMs === 0);
    return {
      members: left.filter((each) => each.sessions > 0).map(memberOf),
      overdue: overdue.map(({ key }) => key),
      overdueHere: overdue.filter((each) => each.sessions > 0).map(({ key }) => key),
    };
  }
}

const keyOf = (row: StatRow): string => `${row.get('pxname')}/${row.get('svname')}`;

/** Undefined for a member that takes sessions; with weight 0 it still takes those of its sticky clients. */
const drainingSessions = (row: StatRow): number | undefined =>
  row.get('status') === 'MAINT' ? Number(row.get('scur')) : undefined;

interface Left {
  readonly key: string;
  readonly sessions: number;
  readonly endsInMs: number;
}

function memberOf({ key, sessions, endsInMs }: Left): DrainingMember {
  const [poolId = '', memberId = ''] = key.split('/');
  return { poolId, memberId, sessions, endsInMs };
}
