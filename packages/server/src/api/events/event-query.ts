import { EVENT_RESOURCES, type EventResource, type Position, parsePosition } from '../../events/index.ts';
import { apiError } from '../../usecases/errors.ts';
import type { CallContext } from '../../usecases/call-context.ts';
import type { Call } from '../http/call.ts';
import { type RawQuery, valuesOf } from '../http/query.ts';
import { wordOf } from '../http/words.ts';
import { quote } from '../resource/quote.ts';
import { isStorable } from '../resource/validators.ts';
import type { EventDialect } from './event-dialect.ts';

/** Which events a stream tells of. */
export interface EventFilter {
  /** undefined = all. */
  readonly projects: readonly string[] | undefined;
  readonly resources: ReadonlySet<EventResource>;
}

/**
 * As lists do it: a tenant sees its own project, an admin of all, and the owner attribute narrows.
 * @throws ApiError InvalidInput
 */
export function parseEventFilter(
  dialect: EventDialect,
  { isAdmin, projectId }: CallContext,
  query: RawQuery,
): EventFilter {
  const asked = valuesOf(query[dialect.ownerAttribute]);
  const own = asked.length === 0 || asked.includes(projectId) ? [projectId] : [];
  const all = asked.length === 0 ? undefined : asked.filter(isStorable);
  return { projects: isAdmin ? all : own, resources: resourcesOf(dialect, query) };
}

function resourcesOf(dialect: EventDialect, query: RawQuery): ReadonlySet<EventResource> {
  const asked = valuesOf(query['resource']);
  return new Set(asked.length === 0 ? EVENT_RESOURCES : asked.map((word) => resourceOf(dialect, word)));
}

function resourceOf({ words }: EventDialect, word: string): EventResource {
  const resource = EVENT_RESOURCES.find((each) => wordOf(words, each) === word);
  if (resource !== undefined) return resource;
  const known = EVENT_RESOURCES.map((each) => wordOf(words, each)).join(', ');
  throw apiError('InvalidInput', { reason: `${quote(word)} is not one of ${known}` });
}

/**
 * Where the client has come to: what it sends by itself when it connects again counts for more than its address, which
 * stays the same. undefined without any. @throws ApiError HTTPBadRequest
 */
export function lastEventId({ headers, query }: Pick<Call, 'headers' | 'query'>): Position | undefined {
  const [header] = valuesOf(headers['last-event-id']);
  const text = header ?? valuesOf(query['last_event_id'])[0];
  if (text === undefined) return undefined;
  const position = parsePosition(text);
  if (position !== undefined) return position;
  throw apiError('HTTPBadRequest', { reason: `${quote(text)} is not an id of an event` });
}
