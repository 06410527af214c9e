import { tellOfAgentsSql } from '../../devices/index.ts';
import type { Tx } from '../../persistence/index.ts';
import { audit } from '../audit.ts';
import type { CallContext } from '../call-context.ts';
import { apiError } from '../errors.ts';
import { requireAdmin } from './hosting-agent.ts';

/** Why nothing is failed over; all null while nothing holds it back. */
export interface BrakeShown {
  /** RFC 3339, UTC. */
  readonly since: string | null;
  readonly lifted: boolean;
  readonly agents: number | null;
  /** Hosts. */
  readonly silent: readonly string[];
}

const READ = `
SELECT to_char(b.engaged_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS since,
  b.lifted_at IS NOT NULL AS lifted, b.alive AS agents,
  (SELECT coalesce(json_agg(a.host ORDER BY a.host), '[]') FROM agents a WHERE a.id = ANY (b.agents)) AS silent
FROM failover_brake b`;

const NONE: BrakeShown = { since: null, lifted: false, agents: null, silent: [] };

/** @throws ApiError PolicyNotAuthorized */
export async function readFailoverBrake(tx: Tx, context: CallContext): Promise<BrakeShown> {
  requireAdmin(context, 'get_failover');
  const [brake] = await tx.query<BrakeShown>(READ);
  return brake ?? NONE;
}

const LIFT = 'UPDATE failover_brake SET lifted_at = clock_timestamp() WHERE lifted_at IS NULL RETURNING 1';

const TELL = tellOfAgentsSql('id = ANY ((SELECT agents FROM failover_brake)::uuid[])');

/**
 * The agents that have engaged the brake are failed over from now on, as if each had died alone.
 * @throws ApiError PolicyNotAuthorized, NoBrake
 */
export async function liftFailoverBrake(tx: Tx, context: CallContext): Promise<void> {
  requireAdmin(context, 'lift_failover_brake');
  const lifted = await tx.query(LIFT);
  if (lifted.length === 0) throw apiError('NoBrake');
  tx.send(TELL);
  audit(tx, context, { action: 'delete', resourceType: 'failover_brake', resourceId: 'failover_brake' });
}
