/** An agent whose last heartbeat is older is not alive. */
export interface Liveness {
  readonly agentDownAfterMs: number;
}

/** Whether an agent is alive. `agent` is the alias of a row in scope, `downAfterMs` a parameter or a number. */
export const aliveSql = (agent: string, downAfterMs: string): string =>
  `(${agent}.heartbeat_at > clock_timestamp() - ${downAfterMs}::float8 * interval '1 ms')`;

/** aliveSql of an agent whose last heartbeat is so old. */
export const isAlive = (silentS: number, { agentDownAfterMs }: Liveness): boolean =>
  silentS * 1000 < agentDownAfterMs;
