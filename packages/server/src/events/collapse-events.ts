import type { EventAction, ObjectEvent } from './recorded-event.ts';

/** Which event of an object says all that the others of the same transaction say, strongest first. */
const STRENGTH: Readonly<Record<EventAction, number>> = { delete: 0, create: 1, update: 2, status: 3 };

/**
 * Of the events that one transaction has left of an object only the strongest counts, the first of its kind: all of
 * them show the object as the transaction has left it.
 * @param earlier events right before these, which count and are not given
 */
export function collapseEvents(
  events: readonly ObjectEvent[],
  earlier: readonly ObjectEvent[] = [],
): readonly ObjectEvent[] {
  const strongest = new Map<string, ObjectEvent>();
  for (const event of [...earlier, ...events]) {
    const key = `${event.xid} ${event.resourceId}`;
    const known = strongest.get(key);
    if (known === undefined || STRENGTH[event.action] < STRENGTH[known.action]) strongest.set(key, event);
  }
  const kept = new Set(strongest.values());
  return events.filter((event) => kept.has(event));
}
