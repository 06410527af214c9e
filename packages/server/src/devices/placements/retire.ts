import type { AgentId, DeviceId } from '@lbaas/common/domain';
import type { Tx } from '../../persistence/unit-of-work.ts';
import { isIdleSql } from './idle.ts';
import { UNSENT, assign } from './states.ts';

const deleteIdle = (which: string): string => `DELETE FROM placements p WHERE ${which} AND ${isIdleSql('p')}`;

const retire = (which: string): string => `
UPDATE placements p SET wanted = 'absent', ${assign(UNSENT)} WHERE ${which} AND p.wanted = 'present' RETURNING 1`;

/** Two statements: what was sent in the moment of the first one is left for the second. */
const retiring = (which: string) => ({ deleteIdle: deleteIdle(which), retire: retire(which) });

const OF_DEVICE = retiring('p.device_id = $1');
const ON_AGENT = retiring('p.agent_id = $1');

/**
 * Asks every host of a device to take it down. The rows stay until the agents confirm: only then is nothing left
 * that answers on the device's addresses. Undeploying is due at once and is repeated until it is confirmed. A host that
 * was sent nothing has nothing to confirm.
 */
export const retirePlacements = (tx: Tx, deviceId: DeviceId): Promise<void> =>
  retireThose(tx, OF_DEVICE, deviceId);

/** The same for all devices on one agent, which the caller has locked. */
export const retireAllOn = (tx: Tx, agentId: AgentId): Promise<void> => retireThose(tx, ON_AGENT, agentId);

async function retireThose(tx: Tx, those: typeof OF_DEVICE, id: string): Promise<void> {
  tx.send(those.deleteIdle, [id]);
  const retired = await tx.query(those.retire, [id]);
  if (retired.length > 0) tx.notifyAfterCommit('lbaas_dispatch');
}
