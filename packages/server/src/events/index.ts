export { changesOfAgents, passedIncidents } from './changes-of-time.ts';
export type { NextPage } from './event-feed.ts';
export { collapseEvents } from './collapse-events.ts';
export { EventFeed } from './event-feed.ts';
export { oldEvents } from './old-events.ts';
export type { Position } from './position.ts';
export { comparePositions, formatPosition, parsePosition } from './position.ts';
export type { DeviceEvent, EventPage, EventResource, ObjectEvent, RecordedEvent } from './recorded-event.ts';
export { EVENT_RESOURCES } from './recorded-event.ts';
