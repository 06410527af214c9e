export type { EventFeedOptions, NextPage } from './event-feed.ts';
export { EventFeed } from './event-feed.ts';
export { oldEvents } from './old-events.ts';
export type { Position } from './position.ts';
export { comparePositions, formatPosition, laterOf, parsePosition } from './position.ts';
export type { Present } from './read-events.ts';
export type { EventPage, EventResource, RecordedEvent } from './recorded-event.ts';
export { EVENT_ACTIONS, EVENT_RESOURCES } from './recorded-event.ts';
