import type { MemberTraffic, PoolTraffic, TrafficCounters } from '../../figures.ts';
import type { Reading } from './epoch-counters.ts';
import type { StatRow } from './stat-table.ts';

/** Of one backend or server. Without responses the protocol has no requests. */
interface Counts {
  readonly sessions: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  /** From 1xx to 5xx, and those of other codes. */
  readonly responses: readonly number[] | null;
}

/** By `pool` or `pool/member`. */
type ByKey = ReadonlyMap<string, Counts>;

const RESPONSES = ['hrsp_1xx', 'hrsp_2xx', 'hrsp_3xx', 'hrsp_4xx', 'hrsp_5xx', 'hrsp_other'] as const;
const CLASSES = 5;

/**
 * What pools and members carry, over all processes of a device, since this agent looks. A process that is seen for the
 * first time counts from then on: what it counted before may be of another epoch. What a process carries for members
 * while it drains is counted for the pool only.
 */
export class TrafficMeter {
  #lastOf = new Map<string, ByKey>();
  readonly #sums = new Map<string, Counts>();
  #pools: ReadonlyMap<string, number> = new Map();
  #members: ReadonlyMap<string, number> = new Map();

  /** @param counting processes that still count */
  newest(reading: Reading, counting: ReadonlySet<string>): void {
    this.#count(reading);
    this.#lastOf = new Map([...this.#lastOf].filter(([process]) => counting.has(process)));
    this.#pools = activeOf(reading, '1');
    if (reading.hasServers !== true) return;
    this.#members = activeOf(reading, '2');
    for (const key of this.#sums.keys()) {
      if (!this.#pools.has(key) && !this.#members.has(key)) this.#sums.delete(key);
    }
  }

  draining(reading: Reading): void {
    this.#count(reading);
  }

  traffic(): PoolTraffic[] {
    const members = [...this.#members].map(
      ([key, active]) => [key.split('/'), this.#shown(key, active)] as const,
    );
    return [...this.#pools].map(([poolId, active]) => ({
      poolId,
      ...this.#shown(poolId, active),
      responses: this.#sums.get(poolId)?.responses?.slice(0, CLASSES) ?? null,
      members: members.flatMap(([[pool, memberId = ''], counters]): MemberTraffic[] =>
        pool === poolId ? [{ memberId, ...counters }] : [],
      ),
    }));
  }

  #shown(key: string, active: number): TrafficCounters {
    const { responses, ...counts } = this.#sums.get(key) ?? NOTHING;
    return { ...counts, requests: responses === null ? null : total(responses), active };
  }

  #count({ process, rows }: Reading): void {
    const before = this.#lastOf.get(process);
    const now = new Map(rows.filter(isCounted).map((row) => [keyOf(row), countsOf(row)]));
    for (const [key, counts] of now) {
      const grown = before === undefined ? minus(counts, counts) : minus(counts, before.get(key));
      this.#sums.set(key, plus(grown, this.#sums.get(key)));
    }
    this.#lastOf.set(process, new Map([...(before ?? []), ...now]));
  }
}

const NOTHING: Counts = { sessions: 0, bytesIn: 0, bytesOut: 0, responses: null };

/** Rows of backends with a dot in their name serve checks. */
const isCounted = (row: StatRow): boolean =>
  (row.get('type') === '1' || row.get('type') === '2') && !row.get('pxname')?.includes('.');

const keyOf = (row: StatRow): string =>
  row.get('type') === '1' ? (row.get('pxname') ?? '') : `${row.get('pxname')}/${row.get('svname')}`;

const activeOf = ({ rows }: Reading, type: '1' | '2'): ReadonlyMap<string, number> =>
  new Map(
    rows
      .filter((row) => isCounted(row) && row.get('type') === type)
      .map((row) => [keyOf(row), Number(row.get('scur') ?? 0)]),
  );

const countsOf = (row: StatRow): Counts => ({
  sessions: Number(row.get('stot')),
  bytesIn: Number(row.get('bin')),
  bytesOut: Number(row.get('bout')),
  responses:
    (row.get('hrsp_2xx') ?? '') === '' ? null : RESPONSES.map((column) => Number(row.get(column) ?? 0)),
});

const minus = (counts: Counts, before: Counts = NOTHING): Counts => combine(counts, before, (a, b) => a - b);
const plus = (counts: Counts, more: Counts = NOTHING): Counts => combine(counts, more, (a, b) => a + b);

const combine = (a: Counts, b: Counts, by: (x: number, y: number) => number): Counts => ({
  sessions: by(a.sessions, b.sessions),
  bytesIn: by(a.bytesIn, b.bytesIn),
  bytesOut: by(a.bytesOut, b.bytesOut),
  responses: a.responses?.map((count, place) => by(count, b.responses?.[place] ?? 0)) ?? null,
});

const total = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);
