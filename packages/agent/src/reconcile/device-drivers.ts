import type { Haproxy } from '../drivers/haproxy/index.ts';
import type { Host } from '../host/index.ts';
import type { PortGlances } from './port-glances.ts';

/** What reconcile drives. */
export interface DeviceDrivers {
  readonly host: Host;
  readonly haproxy: Haproxy;
}

/** And what it remembers of the ports. */
export interface GlancingDrivers extends DeviceDrivers {
  readonly glances: PortGlances;
}
