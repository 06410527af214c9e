import type { AgentId } from '@lbaas/common/domain';

/** An agent as the schedulers see it. */
export interface Candidate {
  readonly agentId: AgentId;
  readonly host: string;
  readonly alive: boolean;
  readonly adminStateUp: boolean;
  readonly cordoned: boolean;
  readonly deviceDrivers: readonly string[];
  readonly physicalNetworks: readonly string[];
  /** Devices that it must run, those of unfinished transactions of this server included. */
  readonly devices: number;
}

/** What a device asks of its host. */
export interface Need {
  readonly driver: string;
  /** Physical networks of the flat networks that the device touches. */
  readonly physicalNetworks: readonly string[];
}
