import type { EventResource } from '../../events/index.ts';

/** What this front door calls the objects of the model. */
export const RESOURCE_NAMES: Readonly<Record<EventResource, string>> = {
  pool: 'pool',
  listener: 'vip',
  member: 'member',
  health_monitor: 'health_monitor',
};
