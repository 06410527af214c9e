import { CAST } from './schedule.ts';

/** Failover and lease are as they are by default; what a test would only wait for comes sooner. */
export const STORM_LAB = {
  ...CAST,
  webs: 2,
  faults: true,
  // Accepted changes must survive a kill of the database.
  durable: true,
  agentEnv: { LBAAS_SWEEP_INTERVAL: '3' },
} as const;

/** Nothing fails over in a short storm, also where other tests leave an agent without CPU for seconds. */
export const SHORT_STORM_LAB = {
  ...STORM_LAB,
  serverEnv: { LBAAS_AGENT_DOWN_AFTER: '40', LBAAS_AGENT_LEASE: '30' },
};
