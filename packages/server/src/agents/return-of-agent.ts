import type { Args } from '@lbaas/common/contract';
import type { AgentId, DeviceId } from '@lbaas/common/domain';
import type { Tx } from '../persistence/index.ts';
import { takeBack, tellOfAgentsSql } from '../devices/index.ts';

const FIRST_MS = 60_000;
export const LONGEST_MS = 1_800_000;
/** A failure is the next one of a row if it comes within this of the one before. */
export const ROW_S = 3600;

/** How long an agent is given nothing after its return. One failure is a reboot, several are a habit. */
export const leaveOutMs = (failures: number): number =>
  failures < 2 ? 0 : Math.min(FIRST_MS * 2 ** (failures - 2), LONGEST_MS);

/** What is known of an agent whose devices were moved away. */
export interface FailedAgent {
  readonly id: AgentId;
  readonly runId: string;
  readonly failures: number;
}

type State = Pick<Args<'report_state'>, 'run_id' | 'lease' | 'lease_lapsed'>;

/** The very process that had the devices, whose lease has never run out: it has served all the time. */
export const hasServedOn = (known: Pick<FailedAgent, 'runId'>, state: State): boolean =>
  known.runId === state.run_id &&
  state.lease_lapsed !== true &&
  state.lease !== undefined &&
  state.lease !== null;

const TELL = tellOfAgentsSql('id = $1');

const LEAVE_OUT = `
UPDATE agents SET left_out_until = clock_timestamp() + $2::float8 * interval '1 ms' WHERE id = $1`;

/** Notified that it is up, it asks for its list, which has the next epoch of what is its own again. */
const NOTIFY_THAT_IT_IS_UP = 'UPDATE agents SET told_admin_state_up = false WHERE id = $1';

const WHY = 'its host has served it all the time and is heard again';

/**
 * An agent whose devices were moved away is heard again. It has to take them down, except for those that it serves
 * until now and no other host has been able to start.
 * @returns the devices that it has again
 */
export async function receiveBack(tx: Tx, known: FailedAgent, state: State): Promise<readonly DeviceId[]> {
  const leftOutMs = leaveOutMs(known.failures);
  tx.send(TELL, [known.id]);
  if (leftOutMs > 0) await tx.query(LEAVE_OUT, [known.id, leftOutMs]);
  if (!hasServedOn(known, state)) return [];
  const back = await takeBack(tx, known.id, WHY);
  if (back.length > 0) tx.send(NOTIFY_THAT_IT_IS_UP, [known.id]);
  return back;
}
