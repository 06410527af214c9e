import { lazily } from '../../support/lazily.ts';
import type { AgentSeed } from './api-agents.ts';
import { type LbaasApi, type LbaasApiOptions, startLbaasApi } from './lbaas-v1-fixture.ts';

/**
 * The agent's only heartbeat is that far in the future: on a busy machine a suite takes longer than an agent may be
 * silent.
 */
const AHEAD_S = 3600;

export interface LbaasSuiteOptions extends LbaasApiOptions {
  /** One that takes what is created, however long the suite takes. @default none */
  readonly agent?: AgentSeed;
}

/** The API of load balancers for a suite. The returned object can be used from the first hook of the suite on. */
export function useLbaasApi({ agent, ...options }: LbaasSuiteOptions = {}): LbaasApi {
  let started: LbaasApi | undefined;
  before(async () => {
    started = await startLbaasApi(options);
    if (agent !== undefined) await started.agent({ silentForS: -AHEAD_S, ...agent });
  });
  after(() => started?.stop());
  return lazily('the API', () => started);
}
