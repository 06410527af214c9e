import type { MemberHealth } from '@lbaas/common/domain';
import type { StatRow } from './stat-table.ts';
import type { MemberHealthReport } from '../../figures.ts';

/**
 * The status column of a server (management manual 9.1): UP, UP 1/3 (failing), DOWN, DOWN 1/2 (recovering),
 * NOLB and NOLB 1/3, DRAIN, MAINT, MAINT (via b/s), MAINT (resolution), no check.
 */
export function memberHealth(status: string): MemberHealth {
  switch (status.trim().split(' ')[0] ?? '') {
    case 'UP':
      return 'up';
    case 'DOWN':
      return 'down';
    case 'NOLB':
    case 'DRAIN':
      return 'drain';
    case 'MAINT':
      return 'maint';
    case 'no':
      return 'no_check';
    default:
      return 'unknown';
  }
}

const POOL = /^[0-9a-f-]{36}$/;
const SHADOW = /^([0-9a-f-]{36})\.[0-9a-f-]{36}$/;

/** Members of all pools, from the server rows of `show stat`. The monitor that failed explains a combined check. */
export function memberReports(rows: readonly StatRow[], removed: ReadonlySet<string>): MemberHealthReport[] {
  const servers = rows.filter((row) => row.get('type') === '2');
  const explanations = shadowChecks(servers);
  return servers.flatMap((row) => {
    const [poolId = '', memberId = ''] = [row.get('pxname'), row.get('svname')];
    if (!POOL.test(poolId) || removed.has(`${poolId}/${memberId}`)) return [];
    const check = explanations.get(`${poolId}/${memberId}`) ?? checkText(row);
    return [{ poolId, memberId, health: memberHealth(row.get('status') ?? ''), check }];
  });
}

/** The check text of each member of a combined pool, from a monitor that failed if there is one. */
function shadowChecks(servers: readonly StatRow[]): Map<string, string> {
  const texts = new Map<string, string>();
  const failedFirst = servers.toSorted((a, b) => rank(a) - rank(b));
  for (const row of failedFirst) {
    const pool = SHADOW.exec(row.get('pxname') ?? '')?.[1];
    const key = `${pool}/${row.get('svname')}`;
    const text = checkText(row);
    if (pool !== undefined && text !== undefined && !texts.has(key)) texts.set(key, text);
  }
  return texts;
}

const rank = (row: StatRow): number => (memberHealth(row.get('status') ?? '') === 'down' ? 0 : 1);

/**
 * "L7STS/500 in 1ms", as HAProxy's own statistics page writes it; "* " marks a check that is under way.
 * INI and UNK say that no check has ended yet.
 */
function checkText(row: StatRow): string | undefined {
  const status = row.get('check_status')?.replace(/^\* /, '');
  if (status === undefined || ['', 'INI', 'UNK'].includes(status)) return undefined;
  const code = Number(row.get('check_code'));
  const shownCode = status.startsWith('L7') && code > 0 ? `/${code}` : '';
  const duration = row.get('check_duration');
  return `${status}${shownCode}${duration === undefined || duration === '' ? '' : ` in ${duration}ms`}`;
}
