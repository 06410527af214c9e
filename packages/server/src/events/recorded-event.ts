import type { Position } from './position.ts';

export const EVENT_RESOURCES = ['pool', 'listener', 'member', 'health_monitor'] as const;
export type EventResource = (typeof EVENT_RESOURCES)[number];

/** `update` is a new revision of the object, `status` a change of nothing but its status and the reason for it. */
export type EventAction = 'create' | 'update' | 'status' | 'delete';

/** A change as the database has recorded it: that it happened, not what the object was then. */
export interface RecordedEvent extends Position {
  /** When, UTC, RFC 3339. */
  readonly at: string;
  readonly projectId: string;
  readonly action: EventAction;
  readonly resource: EventResource;
  readonly resourceId: string;
}

/** A stretch of the order of all events, from behind the asked-for position up to and with `to`. */
export interface EventPage {
  readonly events: readonly RecordedEvent[];
  readonly to: Position;
  /** There are events behind `to` that could be read at once. */
  readonly isFull: boolean;
}
