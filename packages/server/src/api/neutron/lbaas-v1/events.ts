import { type EventsPartOptions, eventsPart } from '../../events/index.ts';
import type { NeutronPart } from '../extensions.ts';
import { OWNER } from '../owner.ts';
import { ERROR_FORM } from '../refusals.ts';
import { WORDS } from '../words.ts';

const DIALECT = { words: WORDS, ownerAttribute: OWNER, errors: ERROR_FORM };

/** GET /lb/events. */
export const lbaasV1Events = (options: Omit<EventsPartOptions, 'dialect' | 'path'>): NeutronPart => ({
  ...eventsPart({ ...options, dialect: DIALECT, path: '/lb/events' }),
  extensions: [
    {
      alias: 'lb-events',
      name: 'Load balancer events',
      description: 'Changes of objects and statuses as server-sent events',
      updated: '2026-11-22T10:00:00-00:00',
    },
  ],
});
