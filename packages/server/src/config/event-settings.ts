import { Type } from 'typebox';

/** What bounds GET /v2.0/lb/events. */
export const EVENT_SETTINGS = {
  events_retention: Type.Number({
    minimum: 0.01,
    maximum: 8760,
    default: 24,
    description: 'hours for which a client of the event stream may be away and miss nothing',
  }),
  events_max_streams: Type.Integer({
    minimum: 0,
    default: 1000,
    description: 'event streams that are open at once on this server',
  }),
  events_max_streams_per_project: Type.Integer({
    minimum: 0,
    default: 50,
    description: 'event streams that the callers of one project have open at once on this server',
  }),
};
