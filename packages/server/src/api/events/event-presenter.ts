import type { DeviceState } from '../../devices/changed-objects.ts';
import { readDeviceStates } from '../../devices/read-device-states.ts';
import {
  EVENT_RESOURCES,
  type EventPage,
  type EventResource,
  type ObjectEvent,
  type RecordedEvent,
  collapseEvents,
} from '../../events/index.ts';
import type { Tx, UnitOfWork } from '../../persistence/index.ts';
import type { CallContext } from '../../usecases/call-context.ts';
import type { ResourceDefinition } from '../resource/definition.ts';
import { ResourceReader } from '../resource/resource-reader.ts';
import type { Row } from '../resource/view.ts';
import type { EventFilter } from './event-query.ts';
import { objectEvents, statesFor } from './status-events.ts';

export interface Viewer {
  readonly context: CallContext;
  readonly filter: EventFilter;
}

/** An event as the viewer sees it; `object` is undefined when that is deleted. */
export interface PresentedEvent {
  readonly event: ObjectEvent;
  readonly object: Row | undefined;
}

/** Without those that a dialect does not show. */
export type EventResources = Readonly<Partial<Record<EventResource, ResourceDefinition>>>;

/**
 * Stands between the pages of the feed and the text that is sent: what has changed for a viewer, with each object as
 * GET would show it now. One statement for the devices of the page, and one per resource.
 */
export class EventPresenter {
  readonly #unitOfWork: UnitOfWork;
  readonly #readers: ReadonlyMap<EventResource, ResourceReader>;

  constructor(unitOfWork: UnitOfWork, resources: EventResources) {
    this.#unitOfWork = unitOfWork;
    const readers = EVENT_RESOURCES.flatMap((name) => {
      const definition = resources[name];
      return definition === undefined ? [] : [[name, new ResourceReader(definition)] as const];
    });
    this.#readers = new Map(readers);
  }

  /** Without events of objects that are gone by now: their deletion comes later. @throws DatabaseUnavailable */
  async present(page: EventPage, viewer: Viewer): Promise<readonly PresentedEvent[]> {
    const events = await this.#eventsOf(page, viewer);
    const objects = await this.#objectsOf(events, viewer.context);
    return events.flatMap((event) => {
      const isDeleted = event.action === 'delete';
      const object = isDeleted ? undefined : objects.get(event.resourceId);
      return isDeleted || object !== undefined ? [{ event, object }] : [];
    });
  }

  async #eventsOf({ events, earlier = [] }: EventPage, viewer: Viewer): Promise<readonly ObjectEvent[]> {
    const isOwn = visibleTo(viewer);
    const own = events.filter(isOwn);
    const before = own.length === 0 ? [] : earlier.filter(isOwn);
    const states = await this.#statesFor([...before, ...own]);
    const all = collapseEvents(objectEvents(own, states), objectEvents(before, states));
    return all.filter(({ resource }) => viewer.filter.resources.has(resource));
  }

  #statesFor(events: readonly RecordedEvent[]): Promise<ReadonlyMap<string, DeviceState>> {
    const wanted = statesFor(events);
    if (wanted === undefined) return Promise.resolve(new Map());
    return this.#unitOfWork.statements((tx) => readDeviceStates(tx, wanted));
  }

  async #show(
    tx: Tx,
    context: CallContext,
    resource: EventResource,
    wanted: readonly string[],
  ): Promise<readonly Row[]> {
    const reader = this.#readers.get(resource);
    return reader === undefined ? [] : await reader.showMany(tx, context, wanted);
  }

  async #objectsOf(events: readonly ObjectEvent[], context: CallContext): Promise<ReadonlyMap<string, Row>> {
    const ids = new Map<EventResource, Set<string>>();
    for (const { action, resource, resourceId } of events) {
      if (action === 'delete') continue;
      ids.set(resource, (ids.get(resource) ?? new Set()).add(resourceId));
    }
    if (ids.size === 0) return new Map();
    const rows = await this.#unitOfWork.statements((tx) =>
      Promise.all([...ids].map(([resource, wanted]) => this.#show(tx, context, resource, [...wanted]))),
    );
    return new Map(rows.flat().map((row) => [String(row['id']), row]));
  }
}

/** Filters are made for their caller already; no event of another project must pass all the same. */
export const visibleTo =
  ({ context, filter: { projects } }: Viewer) =>
  ({ projectId }: RecordedEvent): boolean =>
    (context.isAdmin || projectId === context.projectId) &&
    (projects === undefined || projects.includes(projectId));
