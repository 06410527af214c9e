import type { AgentId } from '@lbaas/common/domain';
import { aliveSql, lockDevicesSql, placedSql, removeFinishedDevices, retireAllOn } from '../devices/index.ts';
import type { Liveness } from '../devices/index.ts';
import { type RowOf, StaleRead, type Tx } from '../persistence/index.ts';

/**
 * A deleted agent that is alive goes on as a tombstone: hidden in the API, given nothing to run, and asked to take down
 * what it runs. Nothing of that is sent to another host meanwhile (devices/waits-sql.ts). The row goes when nothing is
 * left on it, or when the agent has been silent for long enough; then an agent that lives registers anew.
 */
const IS_TOMBSTONE = 'a.deleted_at IS NOT NULL';

/** Whether agent `a` can go. */
export const isFinishedSql = (downAfterMs: string): string => `(${IS_TOMBSTONE}
  AND (NOT ${aliveSql('a', downAfterMs)} OR NOT EXISTS (SELECT 1 FROM placements p WHERE p.agent_id = a.id)))`;

const LOCK_DEVICES = lockDevicesSql({ where: placedSql('WHERE p.agent_id = $1') });

/** From here on nothing is placed on the agent; whoever was about to is done. */
const CLOSE_AGENT = 'SELECT 1 FROM agents WHERE id = $1 FOR UPDATE';

const MARK_DELETED = `
UPDATE agents a SET deleted_at = clock_timestamp() WHERE a.id = $1
  AND NOT EXISTS (SELECT 1 FROM placements p WHERE p.agent_id = a.id AND p.device_id <> ALL ($2::uuid[]))
RETURNING ${aliveSql('a', '$3')} AS alive`;

const REMOVE = `
WITH removed AS (DELETE FROM agents a WHERE a.id = $1 AND ${isFinishedSql('$2')} RETURNING host),
former AS (INSERT INTO former_hosts (host) SELECT host FROM removed ON CONFLICT DO NOTHING)
SELECT pg_notify('lbaas_dispatch', ''), pg_notify('lbaas_placement', '') FROM removed`;

/**
 * Deletes an agent that the caller has locked. Its devices have no host from then on, and are placed elsewhere. One
 * that is silent holds nothing back: nobody can say when it would confirm.
 * @throws StaleRead when a device has come to it meanwhile
 */
export async function retireAgent(tx: Tx, agentId: AgentId, { agentDownAfterMs }: Liveness): Promise<void> {
  const devices = await tx.query<Pick<RowOf<'devices'>, 'id'>>(LOCK_DEVICES, [agentId]);
  tx.send(CLOSE_AGENT, [agentId]);
  const ids = devices.map(({ id }) => id);
  const [agent] = await tx.query<{ alive: boolean }>(MARK_DELETED, [agentId, ids, agentDownAfterMs]);
  if (agent === undefined) throw new StaleRead('a device was placed on the agent meanwhile');
  if (agent.alive) await retireAllOn(tx, agentId);
  tx.notifyAfterCommit('lbaas_placement');
  await remove(tx, agentId, agentDownAfterMs);
}

/** Removes a tombstone that is finished, and that the caller has locked, with what is left on it. */
export async function removeTombstone(
  tx: Tx,
  agentId: AgentId,
  { agentDownAfterMs }: Liveness,
): Promise<void> {
  await tx.query(LOCK_DEVICES, [agentId]);
  await remove(tx, agentId, agentDownAfterMs);
}

/** Deleted devices that nobody else runs go with the agent: nobody will ever confirm that they are gone. */
async function remove(tx: Tx, agentId: AgentId, agentDownAfterMs: number): Promise<void> {
  await tx.query(REMOVE, [agentId, agentDownAfterMs]);
  await removeFinishedDevices(tx);
}

/** Those that somebody else has in hand are left to the next round. */
const LOCK_FINISHED = `
SELECT a.id FROM agents a WHERE ${isFinishedSql('$1')} ORDER BY a.id LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED`;

/** Removes one tombstone that is finished. @returns whether there was one */
export async function removeFinishedTombstone(tx: Tx, liveness: Liveness): Promise<boolean> {
  const [finished] = await tx.query<Pick<RowOf<'agents'>, 'id'>>(LOCK_FINISHED, [liveness.agentDownAfterMs]);
  if (finished !== undefined) await removeTombstone(tx, finished.id, liveness);
  return finished !== undefined;
}
