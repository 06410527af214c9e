import type { NetworkType } from '@lbaas/common/domain';
import type { RowOf } from '../persistence/index.ts';

type Agent = RowOf<'agents'>;

/** An agent as the schedulers see it. */
export interface Candidate extends Pick<Agent, 'host' | 'cordoned'> {
  readonly agentId: Agent['id'];
  /** It reports. */
  readonly alive: boolean;
  /** What is sent to it arrives. */
  readonly receives: boolean;
  readonly adminStateUp: Agent['admin_state_up'];
  /** It has failed several times of late: it is given something only if nobody else can take it. */
  readonly leftOut: boolean;
  readonly deviceDrivers: Agent['device_drivers'];
  readonly physicalNetworks: Agent['physical_networks'];
  readonly networkTypes: Agent['network_types'];
  /** How many devices its host can carry; null when it does not say. */
  readonly carries: Agent['carries'];
  /** Devices that are its own, those of unfinished transactions of this server included. */
  readonly devices: number;
  /** Those of them that its host has something to run of. */
  readonly running: number;
}

/** What a device asks of its host. */
export interface Need {
  /** Nothing is to be run yet: it takes nothing of what a host can carry. */
  readonly isIdle: boolean;
  readonly driver: string;
  /** Physical networks of the flat and vlan networks that the device touches. */
  readonly physicalNetworks: readonly string[];
  /** Of the networks that the device touches. */
  readonly networkTypes: readonly NetworkType[];
}
