import type { Haproxy } from '../haproxy/index.ts';
import type { Host } from '../host/index.ts';

/** What reconcile drives. */
export interface DeviceDrivers {
  readonly host: Host;
  readonly haproxy: Haproxy;
}
