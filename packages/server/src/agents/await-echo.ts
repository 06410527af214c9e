import type { Args } from '@lbaas/common/contract';
import type { RowOf } from '../persistence/index.ts';

type Agent = RowOf<'agents'>;

/** The heartbeat whose echo an agent is to name in one of the next; null: none, it is older than echoes. */
export interface AwaitedEcho {
  readonly beat: Agent['echo_beat'];
  /** It has been sent before, and the agent has not named it or a newer one. */
  readonly isOverdue: boolean;
}

/**
 * What is awaited after a heartbeat. As long as an echo is overdue, those of later heartbeats are sent but not awaited,
 * so that its age tells for how long nothing has arrived. Heartbeats that have waited in a queue while no server ran
 * name no echo of that time; they all come at once, and the age that counts begins with the first of them.
 * @param awaited what was awaited before, of this run of an agent that has reported ever since
 */
export function awaitEcho(
  awaited: Agent['echo_beat'] | undefined,
  { echo }: Pick<Args<'report_state'>, 'echo'>,
): AwaitedEcho {
  if (echo === undefined) return { beat: null, isOverdue: false };
  const isOverdue = typeof awaited === 'number' && (echo.heard ?? -1) < awaited;
  return { beat: isOverdue ? awaited : echo.beat, isOverdue };
}
