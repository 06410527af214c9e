export interface ObjectEvent {
  readonly id: string;
  readonly resource: string;
  readonly action: 'create' | 'update' | 'status' | 'delete';
  /** As `GET` would show it; none after a delete. */
  readonly object: Readonly<Record<string, unknown>> | undefined;
}

/** Of several events of one object only the last matters to what is shown, but that it came or went does. */
export class EventBatch {
  readonly #latest = new Map<string, ObjectEvent>();
  readonly #moved = new Set<string>();

  add(event: ObjectEvent): void {
    this.#latest.set(`${event.resource} ${event.id}`, event);
    if (event.action !== 'status') this.#moved.add(event.resource);
  }

  get isEmpty(): boolean {
    return this.#latest.size === 0;
  }

  /** What has come since the last time. */
  take(): { readonly events: readonly ObjectEvent[]; readonly moved: ReadonlySet<string> } {
    const taken = { events: [...this.#latest.values()], moved: new Set(this.#moved) };
    this.#latest.clear();
    this.#moved.clear();
    return taken;
  }
}

/** The data of an event of `GET /v2.0/lb/events`; undefined when it is none of an object. */
export function parseEvent(data: string): ObjectEvent | undefined {
  const body = JSON.parse(data) as Record<string, unknown>;
  const { id, resource, action } = body;
  if (typeof id !== 'string' || typeof resource !== 'string' || !isAction(action)) return undefined;
  return { id, resource, action, object: body[resource] as Record<string, unknown> | undefined };
}

const isAction = (action: unknown): action is ObjectEvent['action'] =>
  action === 'create' || action === 'update' || action === 'status' || action === 'delete';
