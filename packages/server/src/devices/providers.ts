import { HAPROXY_DRIVER } from '@lbaas/common/domain';

/** What can serve pools: one of `service_providers` in the settings. */
export interface ServiceProvider {
  /** In lower case. */
  readonly name: string;
  /** The device driver that an agent must announce to take its devices. */
  readonly driver: string;
  /** Serves the pools that name none; at most one does. */
  readonly isDefault: boolean;
}

export const HAPROXY_ALONE: readonly ServiceProvider[] = [
  { name: 'haproxy', driver: HAPROXY_DRIVER, isDefault: true },
];

/** A provider that is not configured is its own driver: no agent announces it and the device waits with that reason. */
export const driverOf = (providers: readonly ServiceProvider[], provider: string): string =>
  providers.find(({ name }) => name === provider)?.driver ?? provider;
