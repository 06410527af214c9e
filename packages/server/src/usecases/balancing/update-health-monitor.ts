import type { ColumnOf, Tx } from '../../persistence/index.ts';
import { bumpGenerations } from '../../devices/index.ts';
import { audit } from '../audit.ts';
import { differs } from '../differs.ts';
import type { CallContext } from '../call-context.ts';
import { type HealthMonitorInput, refuseShortDelay } from './create-health-monitor.ts';
import { type FoundHealthMonitor, lockToChange } from './lock-health-monitor.ts';

export type HealthMonitorChanges = Partial<Omit<HealthMonitorInput, 'projectId' | 'type'>>;

const UPDATE_MONITOR = `
UPDATE health_monitors SET delay = coalesce($2, delay), timeout = coalesce($3, timeout),
  max_retries = coalesce($4, max_retries), http_method = coalesce($5, http_method),
  url_path = coalesce($6, url_path), expected_codes = coalesce($7, expected_codes),
  admin_state_up = coalesce($8, admin_state_up)
WHERE id = $1`;

const DEVICES_OF_MONITOR = `
SELECT DISTINCT p.load_balancer_id AS id FROM pool_health_monitors phm JOIN pools p ON p.id = phm.pool_id
WHERE phm.monitor_id = $1`;

const STAMP_ASSOCIATIONS = `
UPDATE pool_health_monitors phm SET changed_generation = raised.generation
FROM unnest($2::uuid[], $3::bigint[]) AS raised (device_id, generation), pools p
WHERE phm.monitor_id = $1 AND p.id = phm.pool_id AND p.load_balancer_id = raised.device_id`;

/** Raises every device that uses the monitor. @throws ApiError HealthMonitorNotFound, DelayOrTimeoutInvalid */
export async function updateHealthMonitor(
  tx: Tx,
  context: CallContext,
  id: string,
  changes: HealthMonitorChanges,
): Promise<void> {
  const monitor = await lockToChange(tx, context, id);
  const { delay = monitor.delay, timeout = monitor.timeout } = changes;
  refuseShortDelay({ delay, timeout });
  if (isShown(monitor, changes)) await raiseDevices(tx, id);
  const { maxRetries, httpMethod, urlPath, expectedCodes, adminStateUp } = changes;
  const http = [httpMethod, urlPath, expectedCodes];
  tx.send(UPDATE_MONITOR, [id, changes.delay, changes.timeout, maxRetries, ...http, adminStateUp]);
  audit(tx, context, {
    action: 'update',
    resourceType: 'health_monitor',
    resourceId: id,
    body: changes,
  });
}

/** What PING and TCP monitors store for HTTP, nobody runs. */
function isShown(monitor: FoundHealthMonitor, changes: HealthMonitorChanges): boolean {
  const { delay, timeout, maxRetries, adminStateUp, httpMethod, urlPath, expectedCodes } = changes;
  if (differs(monitor, { delay, timeout, maxRetries, adminStateUp })) return true;
  const isHttp = monitor.type === 'HTTP' || monitor.type === 'HTTPS';
  return isHttp && differs(monitor, { httpMethod, urlPath, expectedCodes });
}

async function raiseDevices(tx: Tx, monitorId: string): Promise<void> {
  const devices = await tx.query<{ id: ColumnOf<'pools', 'load_balancer_id'> }>(DEVICES_OF_MONITOR, [
    monitorId,
  ]);
  const generations = await bumpGenerations(
    tx,
    devices.map((device) => device.id),
  );
  tx.send(STAMP_ASSOCIATIONS, [monitorId, [...generations.keys()], [...generations.values()]]);
}
