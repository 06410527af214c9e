import type { RowOf, Tx } from '../../persistence/index.ts';
import { apiError } from '../errors.ts';
import type { CallContext } from '../call-context.ts';

type Monitor = RowOf<'health_monitors'>;

export interface FoundHealthMonitor extends Pick<Monitor, 'type' | 'delay' | 'timeout'> {
  readonly maxRetries: Monitor['max_retries'];
  readonly httpMethod: Monitor['http_method'];
  readonly urlPath: Monitor['url_path'];
  readonly expectedCodes: Monitor['expected_codes'];
  readonly adminStateUp: Monitor['admin_state_up'];
}

const LOCK_TO_CHANGE = `
SELECT type, delay, timeout, max_retries AS "maxRetries", http_method AS "httpMethod", url_path AS "urlPath",
  expected_codes AS "expectedCodes", admin_state_up AS "adminStateUp"
FROM health_monitors WHERE id = $1 AND ($2 OR project_id = $3) FOR UPDATE`;

/** Not KEY SHARE: the revision of a monitor rises with its associations, and locks that grow can deadlock. */
const LOCK_TO_ASSOCIATE = `
SELECT id, project_id AS "projectId" FROM health_monitors WHERE id = ANY($1::uuid[]) AND ($2 OR project_id = $3)
ORDER BY id FOR NO KEY UPDATE`;

const LOCK = 'SELECT 1 FROM health_monitors WHERE id = $1 FOR NO KEY UPDATE';

const LOCK_ALL_OF_POOL = `
SELECT hm.id FROM health_monitors hm
WHERE hm.id IN (SELECT monitor_id FROM pool_health_monitors WHERE pool_id = $1) ORDER BY hm.id FOR NO KEY UPDATE`;

/**
 * Monitors are locked before devices, everywhere. While one changes, nobody associates it: an association made
 * meanwhile could deploy the old values and never hear of the new ones. @throws ApiError HealthMonitorNotFound
 */
export async function lockToChange(tx: Tx, context: CallContext, id: string): Promise<FoundHealthMonitor> {
  const { isAdmin, projectId } = context;
  const [monitor] = await tx.query<FoundHealthMonitor>(LOCK_TO_CHANGE, [id, isAdmin, projectId]);
  if (monitor === undefined) throw apiError('HealthMonitorNotFound', { id });
  return monitor;
}

/** The same for several. @returns their projects @throws ApiError HealthMonitorNotFound */
export async function lockToAssociate(
  tx: Tx,
  context: CallContext,
  ids: readonly string[],
): Promise<readonly string[]> {
  const { isAdmin, projectId } = context;
  const locked = await tx.query<Pick<Monitor, 'id'> & { projectId: Monitor['project_id'] }>(
    LOCK_TO_ASSOCIATE,
    [ids, isAdmin, projectId],
  );
  const known = new Set(locked.map(({ id }) => id));
  const missing = ids.find((id) => !known.has(id));
  if (missing !== undefined) throw apiError('HealthMonitorNotFound', { id: missing });
  return locked.map((monitor) => monitor.projectId);
}

/** An association of the monitor is about to go. */
export function lockMonitor(tx: Tx, id: string): void {
  tx.send(LOCK, [id]);
}

/** All associations of the pool are about to go. @returns the ids of the monitors */
export async function lockMonitorsOf(tx: Tx, poolId: string): Promise<readonly string[]> {
  const monitors = await tx.query<Pick<Monitor, 'id'>>(LOCK_ALL_OF_POOL, [poolId]);
  return monitors.map(({ id }) => id);
}
