import { lazily } from '../support/lazily.ts';
import { AgentWorld } from './agent-world.ts';

/** A world for each test. It can be used from the suite's first `beforeEach` on. */
export function useAgentWorld(): AgentWorld {
  let world: AgentWorld | undefined;
  beforeEach(async function () {
    // The first one starts the broker.
    this.timeout(150_000);
    world = await AgentWorld.open();
  });
  afterEach(() => world?.close());
  return lazily('the agent', () => world);
}
