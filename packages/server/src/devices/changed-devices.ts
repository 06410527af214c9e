import type { LogicalDevice } from '@lbaas/common/contract';
import type { RowOf, Tx } from '../persistence/index.ts';
import { logicalDeviceSql } from './logical-device-sql.ts';
import { type Wanted, isHeldSql } from './placements/states.ts';

type Device = RowOf<'devices'>;

/** What a transaction has made of a device on one host, or of one without a host. */
export interface ChangedDevice extends Pick<Device, 'kind' | 'provider' | 'deleting' | 'generation'> {
  readonly deviceId: Device['id'];
  readonly projectId: Device['project_id'];
  readonly placementReason: Device['placement_reason'];
  /** Null without a placement. */
  readonly host: string | null;
  readonly agentUp: boolean | null;
  readonly wanted: Wanted | null;
  /** As the host would be sent it, without its driver; null where it is to be taken down. */
  readonly device: Omit<LogicalDevice, 'driver'> | null;
}

/** Written by this very transaction. */
const isOurs = (row: string): string => `${row}.xmin = pg_current_xact_id()::xid`;

/** Former hosts count only where the transaction has left them. No index knows the transactions: all rows are read. */
const CHANGED = `
SELECT d.id AS "deviceId", d.kind, d.provider, d.deleting, d.generation, d.project_id AS "projectId",
  d.placement_reason AS "placementReason", a.host, a.admin_state_up AS "agentUp", p.wanted,
  CASE WHEN ${isHeldSql('p')} THEN ${logicalDeviceSql('d', 'p.epoch')} END AS device
FROM devices d LEFT JOIN placements p ON p.device_id = d.id AND (${isHeldSql('p')} OR ${isOurs('p')})
LEFT JOIN agents a ON a.id = p.agent_id
WHERE d.changed_at = now() AND ${isOurs('d')}
ORDER BY d.id, p.wanted`;

/** The devices whose generation this transaction has raised, or that it has created. */
export const changedDevices = (tx: Tx): Promise<readonly ChangedDevice[]> => tx.query(CHANGED);
