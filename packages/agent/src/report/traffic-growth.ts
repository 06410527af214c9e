import type { MemberTraffic, PoolTraffic, TrafficCounters } from '../drivers/index.ts';

/** What was carried between two looks. Members that have carried nothing, and have nothing open, are left out. */
export function trafficGrowth(before: readonly PoolTraffic[], now: readonly PoolTraffic[]): PoolTraffic[] {
  const byPool = new Map(before.map((pool) => [pool.poolId, pool]));
  return now.map((pool) => {
    const was = byPool.get(pool.poolId);
    const members = new Map(was?.members.map((member) => [member.memberId, member]));
    return {
      poolId: pool.poolId,
      ...grown(pool, was),
      responses: pool.responses?.map((count, place) => since(count, was?.responses?.[place])) ?? null,
      members: pool.members
        .map((member): MemberTraffic => ({
          memberId: member.memberId,
          ...grown(member, members.get(member.memberId)),
        }))
        .filter(carries),
    };
  });
}

const grown = (now: TrafficCounters, was: TrafficCounters | undefined): TrafficCounters => ({
  requests: now.requests === null ? null : since(now.requests, was?.requests ?? undefined),
  sessions: since(now.sessions, was?.sessions),
  bytesIn: since(now.bytesIn, was?.bytesIn),
  bytesOut: since(now.bytesOut, was?.bytesOut),
  active: now.active,
});

/** A counter that is smaller than before counts from zero again. */
const since = (now: number, was = 0): number => (now < was ? now : now - was);

const carries = ({ requests, sessions, bytesIn, bytesOut, active }: TrafficCounters): boolean =>
  (requests ?? 0) + sessions + bytesIn + bytesOut + active > 0;
