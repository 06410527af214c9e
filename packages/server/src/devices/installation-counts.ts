import type { Tx } from '../persistence/index.ts';
import { type Liveness, reachableSql } from './liveness.ts';
import { INCIDENT, deviceJoins } from './status-sql.ts';

/** How many there are of what an operator should worry about. */
export interface InstallationCounts {
  readonly devices: {
    readonly total: number;
    /** They wait for an agent that can run them. */
    readonly unplaced: number;
    /** They wait to be sent to their agent. */
    readonly held_back: number;
    /** Their agent could not make the last change. */
    readonly failed: number;
    /** They ended or were harmed within the last hour. */
    readonly incidents: number;
    /** Agents run them as they are, whatever this restored database says. */
    readonly kept: number;
  };
  readonly agents: {
    readonly total: number;
    /** They do not report, or do not receive. */
    readonly silent: number;
    readonly disabled: number;
  };
}

const COUNTS = `
SELECT json_build_object('total', count(*),
    'unplaced', count(*) FILTER (WHERE pl.device_id IS NULL AND d.placement_reason IS NOT NULL AND NOT d.deleting),
    'held_back', count(*) FILTER (WHERE pl.dispatch_reason IS NOT NULL),
    'failed', count(*) FILTER (WHERE pl.failed_generation > pl.observed_generation),
    'incidents', count(*) FILTER (WHERE (${INCIDENT}) IS NOT NULL),
    'kept', (SELECT coalesce(sum(jsonb_array_length(h.kept_devices)), 0)::int FROM agents h WHERE h.deleted_at IS NULL)
  ) AS devices,
  (SELECT json_build_object('total', count(*),
    'silent', count(*) FILTER (WHERE NOT ${reachableSql('ag', '$1')}),
    'disabled', count(*) FILTER (WHERE NOT ag.admin_state_up)) FROM agents ag WHERE ag.deleted_at IS NULL) AS agents
FROM devices self ${deviceJoins({ deviceId: 'self.id' })}`;

export async function countInstallation(tx: Tx, liveness: Liveness): Promise<InstallationCounts> {
  const [counts] = await tx.query<InstallationCounts>(COUNTS, [liveness.agentDownAfterMs]);
  if (counts === undefined) throw new Error('an aggregate without a row');
  return counts;
}
