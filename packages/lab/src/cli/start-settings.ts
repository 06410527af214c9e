import type { LabAuthKind } from '../auth/credentials.ts';
import type { LabNetworks } from '../fabric/address-plan.ts';

/** What `npm start` takes from the environment. */
export interface StartSettings {
  readonly apiPort: number;
  readonly agents: number;
  readonly brokers: number;
  readonly databases: number;
  readonly auth: LabAuthKind;
  readonly networks: LabNetworks;
}
