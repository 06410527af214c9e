import { type AgentMethod, METHODS, type Method } from '../contract/index.ts';
import type { Topology } from './topology.ts';

/** Where a message of this method may go: to one agent, or to any server. */
export type Destination<M extends Method> = M extends AgentMethod ? { readonly agent: string } : 'server';

export interface Route {
  readonly key: string;
  /**
   * Written to disk before it is confirmed. Only for facts that are sent once: what is sent to an agent is repeated
   * by a full sync when the broker comes back.
   */
  readonly persistent: boolean;
}

export function routeOf(names: Topology, to: Destination<Method>, method: Method): Route {
  if (to !== 'server') return { key: names.agentKey(to.agent), persistent: false };
  return METHODS[method].queue === 'lossy'
    ? { key: names.lossyKey, persistent: false }
    : { key: names.workKey, persistent: true };
}
