import { HAPROXY_DRIVER } from '@lbaas/common/domain';

/** The device driver that an agent must announce to take devices of a provider; names are lower-case. */
export const PROVIDER_DRIVERS: Readonly<Record<string, string>> = { haproxy: HAPROXY_DRIVER };

/** A provider without an entry is its own driver: no agent announces it and the device waits with that reason. */
export const driverOf = (provider: string): string => PROVIDER_DRIVERS[provider.toLowerCase()] ?? provider;
