import type { MemberHealthReport } from '../drivers/haproxy/index.ts';

/** The members whose health differs from what was told. What a check saw changes all the time and is no news. Pure. */
export const healthNews = (
  told: ReadonlyMap<string, MemberHealthReport>,
  now: readonly MemberHealthReport[],
): MemberHealthReport[] => now.filter((report) => told.get(report.memberId)?.health !== report.health);
