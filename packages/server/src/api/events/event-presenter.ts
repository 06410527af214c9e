import {
  EVENT_RESOURCES,
  type EventPage,
  type EventResource,
  type RecordedEvent,
} from '../../events/index.ts';
import type { UnitOfWork } from '../../persistence/index.ts';
import type { CallContext } from '../../usecases/call-context.ts';
import type { ResourceDefinition } from '../resource/definition.ts';
import { ResourceReader } from '../resource/resource-reader.ts';
import type { Row } from '../resource/view.ts';
import { SharedByPage } from './shared-by-page.ts';

/** By id. What is missing is gone. */
export type Objects = ReadonlyMap<string, Row>;

export type EventResources = Readonly<Record<EventResource, ResourceDefinition>>;

/**
 * Reads the objects of a page as GET would show them to the caller: one statement per resource. Streams that see the
 * same page with the same eyes share what is read.
 */
export class EventPresenter {
  readonly #unitOfWork: UnitOfWork;
  readonly #readers: Readonly<Record<EventResource, ResourceReader>>;
  readonly #shared = new SharedByPage<Objects>();

  constructor(unitOfWork: UnitOfWork, resources: EventResources) {
    this.#unitOfWork = unitOfWork;
    const readers = EVENT_RESOURCES.map((name) => [name, new ResourceReader(resources[name])] as const);
    // The cast: every name has its entry.
    this.#readers = Object.fromEntries(readers) as Readonly<Record<EventResource, ResourceReader>>;
  }

  /** @throws DatabaseUnavailable */
  objectsOf(page: EventPage, context: CallContext): Promise<Objects> {
    const eyes = context.isAdmin ? 'an admin' : `project ${context.projectId}`;
    return this.#shared.of(page, eyes, () => this.#read(page.events.filter(visibleTo(context)), context));
  }

  async #read(events: readonly RecordedEvent[], context: CallContext): Promise<Objects> {
    const ids = new Map<EventResource, Set<string>>();
    for (const { action, resource, resourceId } of events) {
      if (action === 'delete') continue;
      ids.set(resource, (ids.get(resource) ?? new Set()).add(resourceId));
    }
    if (ids.size === 0) return new Map();
    const rows = await this.#unitOfWork.statements((tx) =>
      Promise.all(
        [...ids].map(([resource, wanted]) => this.#readers[resource].showMany(tx, context, [...wanted])),
      ),
    );
    return new Map(rows.flat().map((row) => [String(row['id']), row]));
  }
}

const visibleTo =
  ({ isAdmin, projectId }: CallContext) =>
  (event: RecordedEvent): boolean =>
    isAdmin || event.projectId === projectId;
