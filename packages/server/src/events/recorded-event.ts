import type { FactsChange } from '../devices/changed-objects.ts';
import type { ObjectType } from '../devices/device-kind.ts';
import type { Position } from './position.ts';

/** In the order in which events of one position are given. */
export const EVENT_RESOURCES = [
  'pool',
  'listener',
  'member',
  'health_monitor',
  'router',
  'floating_ip',
  // For admins: it failed, is back, or is held by the brake of the failover.
  'agent',
] as const satisfies readonly (ObjectType | 'agent')[];
export type EventResource = (typeof EVENT_RESOURCES)[number];

/** `update` is a new revision of the object, `status` a change of nothing but its status and the reason for it. */
export type EventAction = 'create' | 'update' | 'status' | 'delete';

interface Recorded extends Position {
  /** When, UTC, RFC 3339. */
  readonly at: string;
  readonly projectId: string;
  readonly resourceId: string;
}

/** A change of an object, as it was recorded: that it happened, not what the object was then. */
export interface ObjectEvent extends Recorded {
  readonly action: EventAction;
  readonly resource: EventResource;
}

/** A change of what the statuses of the objects of a device are derived from. */
export interface DeviceEvent extends Recorded, FactsChange {
  readonly action: 'status';
  readonly resource: 'device';
}

export type RecordedEvent = ObjectEvent | DeviceEvent;

/** A stretch of the order of all events, from behind the asked-for position up to and with `to`. */
export interface EventPage {
  readonly events: readonly RecordedEvent[];
  /** Where the page begins within a transaction: what that has left before. */
  readonly earlier?: readonly RecordedEvent[];
  readonly to: Position;
  /** There are events behind `to` that could be read at once. */
  readonly isFull: boolean;
}
