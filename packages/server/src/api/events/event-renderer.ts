import { type EventPage, type RecordedEvent, formatPosition } from '../../events/index.ts';
import type { CallContext } from '../../usecases/call-context.ts';
import { wordOf } from '../http/words.ts';
import type { EventDialect } from './event-dialect.ts';
import type { EventPresenter, Objects } from './event-presenter.ts';
import type { EventFilter } from './event-query.ts';
import { SharedByPage } from './shared-by-page.ts';
import { eventText } from './sse.ts';

export interface Viewer {
  readonly context: CallContext;
  readonly filter: EventFilter;
}

/** What is sent of a page. */
export interface Rendering {
  readonly text: string;
  /** How many are in it. */
  readonly events: number;
}

type Names = Pick<EventDialect, 'words' | 'ownerAttribute'>;

const NOTHING: Rendering = { text: '', events: 0 };

/** Writes pages as text: once for all streams that see the same page with the same eyes and want the same of it. */
export class EventRenderer {
  readonly #presenter: Pick<EventPresenter, 'objectsOf'>;
  readonly #dialect: Names;
  readonly #shared = new SharedByPage<Rendering>();

  constructor(presenter: Pick<EventPresenter, 'objectsOf'>, dialect: Names) {
    this.#presenter = presenter;
    this.#dialect = dialect;
  }

  /** @throws DatabaseUnavailable */
  async render(page: EventPage, viewer: Viewer): Promise<Rendering> {
    if (!page.events.some((event) => isWanted(viewer.filter, event))) return NOTHING;
    return await this.#shared.of(page, keyOf(viewer), () => this.#render(page, viewer));
  }

  async #render(page: EventPage, { context, filter }: Viewer): Promise<Rendering> {
    const objects = await this.#presenter.objectsOf(page, context);
    const wanted = page.events.filter((event) => isWanted(filter, event));
    const frames = wanted.flatMap((event) => frameOf(this.#dialect, event, objects));
    return { text: frames.join(''), events: frames.length };
  }
}

/** As JSON, so that no name of a project can look like two. */
const keyOf = ({ context, filter }: Viewer): string =>
  JSON.stringify([
    context.isAdmin ? null : context.projectId,
    filter.projects?.toSorted() ?? null,
    [...filter.resources].toSorted(),
  ]);

const isWanted = ({ projects, resources }: EventFilter, event: RecordedEvent): boolean =>
  resources.has(event.resource) && (projects === undefined || projects.includes(event.projectId));

/** None of an object that is gone by now: that it was deleted comes behind. */
function frameOf(
  { words, ownerAttribute }: Names,
  event: RecordedEvent,
  objects: Objects,
): readonly string[] {
  const { action, resourceId, projectId, at } = event;
  const object = objects.get(resourceId);
  if (object === undefined && action !== 'delete') return [];
  const resource = wordOf(words, event.resource);
  const data = { id: resourceId, at, resource, action, [ownerAttribute]: projectId };
  const shown = object === undefined || action === 'delete' ? data : { ...data, [resource]: object };
  return [eventText({ id: formatPosition(event), event: `${resource}.${action}`, data: shown })];
}
