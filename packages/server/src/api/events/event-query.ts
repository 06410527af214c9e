import { EVENT_RESOURCES, type EventResource, type Position, parsePosition } from '../../events/index.ts';
import { apiError } from '../../usecases/errors.ts';
import type { CallContext } from '../../usecases/call-context.ts';
import type { Call } from '../http/call.ts';
import { type RawQuery, valuesOf } from '../resource/list-query.ts';
import { quote } from '../resource/quote.ts';
import { isStorable } from '../resource/validators.ts';
import { RESOURCE_NAMES } from './resource-names.ts';

/** Which events a stream tells of. */
export interface EventFilter {
  /** undefined = all. */
  readonly projects: readonly string[] | undefined;
  readonly resources: ReadonlySet<EventResource>;
}

/** As lists do it: a tenant is told of its own project, an admin of all, and `tenant_id` narrows. @throws ApiError */
export function parseEventFilter({ isAdmin, projectId }: CallContext, query: RawQuery): EventFilter {
  const asked = valuesOf(query['tenant_id']);
  const own = asked.length === 0 || asked.includes(projectId) ? [projectId] : [];
  const all = asked.length === 0 ? undefined : asked.filter(isStorable);
  return { projects: isAdmin ? all : own, resources: resourcesOf(query) };
}

function resourcesOf(query: RawQuery): ReadonlySet<EventResource> {
  const asked = valuesOf(query['resource']);
  return new Set(asked.length === 0 ? EVENT_RESOURCES : asked.map(resourceOf));
}

function resourceOf(name: string): EventResource {
  const resource = EVENT_RESOURCES.find((each) => RESOURCE_NAMES[each] === name);
  if (resource !== undefined) return resource;
  const known = Object.values(RESOURCE_NAMES).join(', ');
  throw apiError('InvalidInput', { reason: `${quote(name)} is not one of ${known}` });
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
