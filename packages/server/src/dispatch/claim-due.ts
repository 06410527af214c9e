import type { LogicalDevice } from '@lbaas/common/contract';
import type { AgentId, DeviceId } from '@lbaas/common/domain';
import type { RowOf, Tx } from '../persistence/index.ts';
import { type ServiceProvider, driverOf } from '../devices/providers.ts';
import { MARK_SENT, logicalDeviceSql } from '../devices/index.ts';
import { DUE, type DueScope, type OverdueSettings, overdueParameters, placementsToScan } from './due-sql.ts';

/** One message to send, already marked as sent in the database. */
export interface Claim {
  readonly deviceId: DeviceId;
  readonly agentId: AgentId;
  readonly host: string;
  readonly epoch: number;
  /** The generation that the placement was marked with. */
  readonly generation: number;
  readonly attempts: number;
  readonly dispatchReason: string | undefined;
  /** Age of the change, from the start of its transaction, when it was claimed. */
  readonly sinceChangeMs: number;
  /** The request id of the API call that last changed the device. */
  readonly requestId: string | undefined;
  readonly order:
    | { readonly kind: 'deploy'; readonly device: LogicalDevice }
    | { readonly kind: 'undeploy' }
    | { readonly kind: 'nothing' };
}

const claimSql = (scope: DueScope): string => `
WITH due AS (
  SELECT p.device_id, p.agent_id, d.generation, a.host, a.admin_state_up AS enabled
  FROM ${placementsToScan(scope)}
  WHERE ${DUE}
  ORDER BY d.changed_at
  LIMIT $4
  FOR UPDATE OF p SKIP LOCKED
), claimed AS (${MARK_SENT})
SELECT device_id, agent_id, c.host, c.epoch::int AS epoch, CASE WHEN due.enabled THEN c.wanted ELSE 'absent' END AS wanted, c.attempts, c.dispatch_reason,
  c.dispatched_generation::int AS generation, d.request_id, d.provider,
  extract(epoch FROM clock_timestamp() - d.changed_at)::float8 * 1000 AS since_change_ms,
  CASE WHEN due.enabled AND c.wanted = 'present' THEN ${logicalDeviceSql('d', 'c.epoch')} END AS device
FROM claimed c JOIN due USING (device_id, agent_id) JOIN devices d ON d.id = c.device_id`;

const CLAIM_DUE = { recent: claimSql('recent'), all: claimSql('all') } as const;

export interface ClaimOptions extends OverdueSettings {
  readonly limit: number;
  readonly scope: DueScope;
  /** @default HAProxy alone */
  readonly providers: readonly ServiceProvider[];
}

/**
 * Takes up to `limit` placements that must be sent something and marks them as sent: the caller commits, and only
 * then publishes. Rows that another server has in hand are left out. The snapshot is read by the same statement as
 * the generation, so a change that commits meanwhile is due again instead of half in it.
 */
export async function claimDue(tx: Tx, options: ClaimOptions): Promise<readonly Claim[]> {
  const parameters = [...overdueParameters(options), options.limit];
  const prepare = options.scope === 'recent';
  const rows = await tx.query<ClaimRow>(CLAIM_DUE[options.scope], parameters, { prepare });
  return rows.map((row) => toClaim(row, driverOf(options.providers, row.provider)));
}

type ClaimedPlacement = Pick<
  RowOf<'placements'>,
  'device_id' | 'agent_id' | 'epoch' | 'wanted' | 'attempts' | 'dispatch_reason'
>;

interface ClaimRow extends ClaimedPlacement, Pick<RowOf<'devices'>, 'request_id' | 'provider'> {
  readonly host: RowOf<'agents'>['host'];
  readonly generation: RowOf<'placements'>['dispatched_generation'];
  readonly since_change_ms: number;
  readonly device: LogicalDevice | null;
}

const toClaim = (row: ClaimRow, driver: string): Claim => ({
  deviceId: row.device_id,
  agentId: row.agent_id,
  host: row.host,
  epoch: row.epoch,
  generation: row.generation,
  attempts: row.attempts,
  sinceChangeMs: row.since_change_ms,
  dispatchReason: row.dispatch_reason ?? undefined,
  requestId: row.request_id ?? undefined,
  order: orderOf(row, driver),
});

function orderOf({ wanted, device }: ClaimRow, driver: string): Claim['order'] {
  if (wanted === 'absent') return { kind: 'undeploy' };
  return device === null ? { kind: 'nothing' } : { kind: 'deploy', device: { ...device, driver } };
}
