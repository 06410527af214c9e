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

/**
 * Members of all pools, from the server rows of `show stat`. Several monitors give a member one verdict, which says
 * nothing by itself: a monitor that agrees with it explains it, and none does while the verdict is about to follow.
 */
export function memberReports(rows: readonly StatRow[], removed: ReadonlySet<string>): MemberHealthReport[] {
  const servers = rows.filter((row) => row.get('type') === '2');
  const monitors = checksByMember(servers);
  return servers.flatMap((row) => {
    const [poolId = '', memberId = ''] = [row.get('pxname'), row.get('svname')];
    const key = `${poolId}/${memberId}`;
    if (!POOL.test(poolId) || removed.has(key)) return [];
    const health = healthOf(row);
    const explains = monitors.get(key)?.find((monitor) => healthOf(monitor) === health);
    const check = checkText(monitors.has(key) ? explains : row);
    return [{ poolId, memberId, health, check }];
  });
}

/** The rows of the backends that check for one of several monitors, by pool and member. */
function checksByMember(servers: readonly StatRow[]): Map<string, StatRow[]> {
  const checks = new Map<string, StatRow[]>();
  for (const row of servers) {
    const pool = SHADOW.exec(row.get('pxname') ?? '')?.[1];
    if (pool === undefined) continue;
    const key = `${pool}/${row.get('svname')}`;
    const known = checks.get(key);
    if (known === undefined) checks.set(key, [row]);
    else known.push(row);
  }
  return checks;
}

const healthOf = (row: StatRow): MemberHealth => memberHealth(row.get('status') ?? '');

/**
 * "L7STS/500 in 1ms", as HAProxy's own statistics page writes it; "* " marks a check that is under way.
 * INI and UNK say that no check has ended yet.
 */
function checkText(row: StatRow | undefined): string | undefined {
  const status = row?.get('check_status')?.replace(/^\* /, '');
  if (row === undefined || status === undefined || ['', 'INI', 'UNK'].includes(status)) return undefined;
  const code = Number(row.get('check_code'));
  const shownCode = status.startsWith('L7') && code > 0 ? `/${code}` : '';
  const duration = row.get('check_duration');
  return `${status}${shownCode}${duration === undefined || duration === '' ? '' : ` in ${duration}ms`}`;
}
