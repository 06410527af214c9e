import type { Tx } from '../../persistence/index.ts';
import { apiError } from '../errors.ts';
import type { RequestContext } from '../request-context.ts';
import type { HealthMonitorInput } from './create-health-monitor.ts';

export type FoundHealthMonitor = Omit<HealthMonitorInput, 'projectId'>;

const lockSql = (strength: string): string => `
SELECT type, delay, timeout, max_retries AS "maxRetries", http_method AS "httpMethod", url_path AS "urlPath",
  expected_codes AS "expectedCodes", admin_state_up AS "adminStateUp"
FROM health_monitors WHERE id = $1 AND ($2 OR project_id = $3) FOR ${strength}`;

const LOCK_TO_CHANGE = lockSql('UPDATE');
/** Not KEY SHARE: the revision of a monitor rises with its associations, and locks that grow can deadlock. */
const LOCK_TO_ASSOCIATE = lockSql('NO KEY UPDATE');

const LOCK = 'SELECT 1 FROM health_monitors WHERE id = $1 FOR NO KEY UPDATE';

const LOCK_ALL_OF_POOL = `
SELECT 1 FROM health_monitors hm
WHERE hm.id IN (SELECT monitor_id FROM pool_health_monitors WHERE pool_id = $1) ORDER BY hm.id FOR NO KEY UPDATE`;

/**
 * Monitors are locked before devices, everywhere. While one changes, nobody associates it: an association made
 * meanwhile could deploy the old values and never hear of the new ones. @throws ApiError HealthMonitorNotFound
 */
export const lockToChange = (tx: Tx, context: RequestContext, id: string): Promise<FoundHealthMonitor> =>
  lock(LOCK_TO_CHANGE, tx, context, id);

export const lockToAssociate = (tx: Tx, context: RequestContext, id: string): Promise<FoundHealthMonitor> =>
  lock(LOCK_TO_ASSOCIATE, tx, context, id);

/** An association of the monitor is about to go. */
export function lockMonitor(tx: Tx, id: string): void {
  tx.send(LOCK, [id]);
}

/** All associations of the pool are about to go. */
export function lockMonitorsOf(tx: Tx, poolId: string): void {
  tx.send(LOCK_ALL_OF_POOL, [poolId]);
}

async function lock(sql: string, tx: Tx, context: RequestContext, id: string): Promise<FoundHealthMonitor> {
  const [monitor] = await tx.query<FoundHealthMonitor>(sql, [id, context.isAdmin, context.projectId]);
  if (monitor === undefined) throw apiError('HealthMonitorNotFound', { id });
  return monitor;
}
