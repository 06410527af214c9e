import { type ServiceProvider, driverOf } from '../devices/providers.ts';
import type { Need } from './candidate.ts';
import type { TouchedNetwork } from './candidates-sql.ts';

/** What decides where a device can be. */
export interface DeviceTraits {
  readonly provider: string;
  /** Nothing of it is to be run yet. */
  readonly isIdle: boolean;
  readonly networks: readonly TouchedNetwork[];
}

export const needOf = (
  { provider, networks, isIdle }: DeviceTraits,
  providers: readonly ServiceProvider[],
): Need => ({
  isIdle,
  driver: driverOf(providers, provider),
  physicalNetworks: networks.flatMap(({ physicalNetwork }) => physicalNetwork ?? []).toSorted(),
  networkTypes: networks.map(({ type }) => type),
});
