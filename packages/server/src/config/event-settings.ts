import { Type } from 'typebox';

/** Limits of GET /v2.0/lb/events. */
export const EVENT_SETTINGS = {
  events_retention: Type.Number({
    minimum: 0.01,
    maximum: 8760,
    default: 24,
    description:
      'hours that events are kept: how long a client of the event stream may be away without missing any',
  }),
  events_max_streams: Type.Integer({
    minimum: 0,
    default: 1000,
    description: 'open event streams on this server at most',
  }),
  events_max_streams_per_project: Type.Integer({
    minimum: 0,
    default: 50,
    description: 'open event streams of one project on this server at most',
  }),
};
