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
const LOCK_TO_ASSOCIATE = lockSql('KEY SHARE');

/**
 * Monitors are locked before devices, everywhere. While one changes, nobody associates it: an association made
 * meanwhile could deploy the old values and never hear of the new ones. @throws ApiError HealthMonitorNotFound
 */
export const lockToChange = (tx: Tx, context: RequestContext, id: string): Promise<FoundHealthMonitor> =>
  lock(LOCK_TO_CHANGE, tx, context, id);

export const lockToAssociate = (tx: Tx, context: RequestContext, id: string): Promise<FoundHealthMonitor> =>
  lock(LOCK_TO_ASSOCIATE, tx, context, id);

async function lock(sql: string, tx: Tx, context: RequestContext, id: string): Promise<FoundHealthMonitor> {
  const [monitor] = await tx.query<FoundHealthMonitor>(sql, [id, context.isAdmin, context.projectId]);
  if (monitor === undefined) throw apiError('HealthMonitorNotFound', { id });
  return monitor;
}
