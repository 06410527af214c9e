import type { Tx } from '../../persistence/index.ts';
import { audit } from '../audit.ts';
import type { CallContext } from '../call-context.ts';
import { lockToChange } from './lock-health-monitor.ts';

/**
 * The foreign key of the associations refuses it while there are any.
 * @throws ApiError HealthMonitorNotFound, HealthMonitorInUse
 */
export async function deleteHealthMonitor(tx: Tx, context: CallContext, id: string): Promise<void> {
  await lockToChange(tx, context, id);
  await tx.query('DELETE FROM health_monitors WHERE id = $1', [id]);
  audit(tx, context, { action: 'delete', resourceType: 'health_monitor', resourceId: id });
}
