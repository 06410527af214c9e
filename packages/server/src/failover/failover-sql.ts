import { ROW_S } from '../agents/return-of-agent.ts';
import type { AgentId, DeviceId } from '@lbaas/common/domain';
import { isHeldSql, releaseHolds, tellOfAgentsSql } from '../devices/index.ts';
import { type RowOf, type Tx, tryLock } from '../persistence/index.ts';
import type { Brake, BrakeVerdict } from './brake.ts';

type Agent = RowOf<'agents'>;

/** Another one with each heartbeat, and the same in every session. */
const MARK = "extract(epoch FROM a.heartbeat_at)::text || ' ' || a.run_id";

const BRAKE = `(SELECT json_build_object('alive', b.alive, 'agents', to_json(b.agents), 'isLifted', b.lifted_at IS NOT NULL)
  FROM failover_brake b)`;

/** Devices of an agent that hold an address which it has not confirmed to answer on no more. */
const keptAddressesSql = (agentId: string): string => `
SELECT DISTINCT p.device_id AS id FROM address_holds h JOIN placements p ON p.device_id = h.device_id
WHERE p.agent_id = ${agentId} AND p.observed_generation < h.generation AND NOT p.fenced`;

const READ_AGENTS = `
SELECT a.id, a.host, ${MARK} AS mark, extract(epoch FROM clock_timestamp() - a.heartbeat_at)::float8 * 1000 AS "ageMs",
  a.lease_s AS "leaseS", a.admin_state_up AS "adminStateUp",
  EXISTS (SELECT 1 FROM placements p WHERE p.agent_id = a.id AND ${isHeldSql('p')}) AS "holdsDevices",
  NOT a.admin_state_up AND EXISTS (${keptAddressesSql('a.id')}) AS "keepsAddresses"
FROM agents a WHERE a.deleted_at IS NULL ORDER BY a.id`;

/** A database that takes no writes records no heartbeats. */
const READ_STATE = `SELECT current_setting('transaction_read_only') = 'on' AS "isReadOnly", ${BRAKE} AS brake`;

export interface AgentRow {
  readonly id: AgentId;
  readonly host: Agent['host'];
  readonly mark: string;
  readonly ageMs: number;
  readonly leaseS: Agent['lease_s'];
  readonly adminStateUp: boolean;
  readonly holdsDevices: boolean;
  readonly keepsAddresses: boolean;
}

export interface FailoverState {
  readonly agents: readonly AgentRow[];
  readonly brake: Brake | undefined;
  readonly isReadOnly: boolean;
}

/** Two statements, sent at once. */
export async function readState(tx: Tx): Promise<FailoverState> {
  const [agents, [state]] = await Promise.all([
    tx.query<AgentRow>(READ_AGENTS),
    tx.query<{ isReadOnly: boolean; brake: Brake | null }>(READ_STATE),
  ]);
  return { agents, brake: state?.brake ?? undefined, isReadOnly: state?.isReadOnly ?? true };
}

/** Any number that no other advisory lock of the project uses. */
const FAILOVER_LOCK = 4_815_007;

/** Of several servers one decides; it reads again what it has decided by. @returns whether it is this one */
export const tryToDecide = (tx: Tx): Promise<boolean> => tryLock(tx, FAILOVER_LOCK);

const READ_BRAKE = `SELECT ${BRAKE} AS brake`;

export async function readBrake(tx: Tx): Promise<Brake | undefined> {
  const [row] = await tx.query<{ brake: Brake | null }>(READ_BRAKE);
  return row?.brake ?? undefined;
}

const ENGAGE = `
WITH engaged AS (
  INSERT INTO failover_brake AS b (alive, agents) VALUES ($1, $2::uuid[])
  ON CONFLICT (id) DO UPDATE SET alive = EXCLUDED.alive, agents = EXCLUDED.agents, lifted_at = NULL,
    engaged_at = CASE WHEN b.lifted_at IS NULL THEN b.engaged_at ELSE clock_timestamp() END
)
${tellOfAgentsSql('id = ANY ($2::uuid[])')}`;

const RELEASE = `
WITH released AS (DELETE FROM failover_brake RETURNING agents)
${tellOfAgentsSql('id = ANY ((SELECT agents FROM released)::uuid[])')}`;

/** Writes a verdict down. */
export async function setBrake(tx: Tx, verdict: BrakeVerdict): Promise<void> {
  if (verdict.kind === 'engage') await tx.query(ENGAGE, [verdict.alive, verdict.agents]);
  if (verdict.kind === 'release') await tx.query(RELEASE);
}

/** As it was found: it has not been heard since, and nobody has enabled, disabled or deleted it. */
const LOCK_DEAD = `
SELECT a.failed_over AS "isKnown" FROM agents a
WHERE a.id = $1 AND ${MARK} = $2 AND a.admin_state_up AND a.lease_s IS NOT NULL AND a.deleted_at IS NULL
FOR NO KEY UPDATE`;

/** Heartbeats of an agent wait for this lock, or it finds them. @returns undefined when it is not as it was found */
export async function lockDead(tx: Tx, id: AgentId, mark: string): Promise<{ isKnown: boolean } | undefined> {
  const [row] = await tx.query<{ isKnown: boolean }>(LOCK_DEAD, [id, mark]);
  return row;
}

const LOCK_MUTE = `
SELECT 1 FROM agents a
WHERE a.id = $1 AND ${MARK} = $2 AND NOT a.admin_state_up AND a.lease_s IS NOT NULL AND a.deleted_at IS NULL
FOR NO KEY UPDATE`;

/**
 * Nobody waits any more for a disabled agent that is dead: its kernel has let go of the addresses.
 * @returns the devices that have held some; none when the agent is not as it was found
 */
export async function releaseFor(tx: Tx, id: AgentId, mark: string): Promise<readonly DeviceId[]> {
  const locked = await tx.query(LOCK_MUTE, [id, mark]);
  if (locked.length === 0) return [];
  const devices = await tx.query<{ id: DeviceId }>(keptAddressesSql('$1'), [id]);
  for (const device of devices) await releaseHolds(tx, device.id, id);
  return devices.map((device) => device.id);
}

const RECORD_FAILURE = `
WITH failed AS (
  UPDATE agents SET failed_over = true, failed_at = clock_timestamp(),
    failures = CASE WHEN failed_at > clock_timestamp() - interval '${ROW_S} s' THEN failures + 1 ELSE 1 END
  WHERE id = $1
)
${tellOfAgentsSql('id = $1')}`;

export function recordFailure(tx: Tx, id: AgentId): void {
  tx.send(RECORD_FAILURE, [id]);
}
