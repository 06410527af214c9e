import { type AgentMethod, METHODS, type Method } from '../contract/index.ts';
import type { Topology } from './topology.ts';

/** Where a message of this method may go: the one agent, or whichever server takes it. */
export type Destination<M extends Method> = M extends AgentMethod ? { readonly agent: string } : 'server';

export interface Route {
  readonly key: string;
  /** Whether the sender wants to hear that no queue took the message. */
  readonly mandatory: boolean;
  /**
   * Written to disk before it is confirmed. Only for facts told once: what is sent to an agent is followed by a full
   * sync when the broker comes back.
   */
  readonly persistent: boolean;
}

export function routeOf(names: Topology, to: Destination<Method>, method: Method): Route {
  if (to !== 'server') return { key: names.agentKey(to.agent), mandatory: true, persistent: false };
  return METHODS[method].queue === 'lossy'
    ? { key: names.lossyKey, mandatory: false, persistent: false }
    : { key: names.workKey, mandatory: true, persistent: true };
}
