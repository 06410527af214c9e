/**
 * An agent whose last heartbeat is older does not report; one whose last heartbeat lacks an echo of before that time
 * does not receive. It is alive, as the API and the placement take it, if it does both.
 */
export interface Liveness {
  readonly agentDownAfterMs: number;
}

/** Whether an agent reports. `agent` is the alias of a row in scope, `downAfterMs` a parameter or a number. */
export const aliveSql = (agent: string, downAfterMs: string): string =>
  `(${agent}.heartbeat_at > clock_timestamp() - ${downAfterMs}::float8 * interval '1 ms')`;

/** aliveSql of an agent whose last heartbeat is so old. */
export const isAlive = (silentS: number, { agentDownAfterMs }: Liveness): boolean =>
  silentS * 1000 < agentDownAfterMs;

/** Whether what is sent to an agent arrives, as far as its last heartbeat tells; an older agent does not say. */
export const receivesSql = (agent: string, downAfterMs: string): string =>
  `coalesce(${agent}.heartbeat_at - ${agent}.echo_at < ${downAfterMs}::float8 * interval '1 ms', true)`;

/** Whether an agent can be given devices. */
export const reachableSql = (agent: string, downAfterMs: string): string =>
  `(${aliveSql(agent, downAfterMs)} AND ${receivesSql(agent, downAfterMs)})`;
