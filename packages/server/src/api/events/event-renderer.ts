import { type EventPage, formatPosition } from '../../events/index.ts';
import { type EventPresenter, type PresentedEvent, type Viewer, visibleTo } from './event-presenter.ts';
import { RESOURCE_NAMES } from './resource-names.ts';
import { SharedByPage } from './shared-by-page.ts';
import { eventText } from './sse.ts';

/** What is sent of a page. */
export interface Rendering {
  readonly text: string;
  /** How many are in it. */
  readonly events: number;
}

const NOTHING: Rendering = { text: '', events: 0 };

/**
 * Stands before the streams: writes the pages as text, once for all streams that are at the same page with the same
 * rights and the same filter.
 */
export class EventRenderer {
  readonly #presenter: Pick<EventPresenter, 'present'>;
  readonly #shared = new SharedByPage<Rendering>();

  constructor(presenter: Pick<EventPresenter, 'present'>) {
    this.#presenter = presenter;
  }

  /** @throws DatabaseUnavailable */
  async render(page: EventPage, viewer: Viewer): Promise<Rendering> {
    const { filter } = viewer;
    const isVisible = visibleTo(viewer);
    const isAny = page.events.some(
      (event) => isVisible(event) && (event.resource === 'device' || filter.resources.has(event.resource)),
    );
    if (!isAny) return NOTHING;
    return await this.#shared.of(page, keyOf(viewer), () => this.#render(page, viewer));
  }

  async #render(page: EventPage, viewer: Viewer): Promise<Rendering> {
    const events = await this.#presenter.present(page, viewer);
    const frames = events.map((each, index) => frameOf(each, events[index + 1]));
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

/**
 * Of events at one position only the last one has an id: a client that has lost its connection before it gets all of
 * them again.
 */
function frameOf({ event, object }: PresentedEvent, next: PresentedEvent | undefined): string {
  const { action, resourceId, projectId, at } = event;
  const resource = RESOURCE_NAMES[event.resource];
  const data = { id: resourceId, at, resource, action, tenant_id: projectId };
  const shown = object === undefined ? data : { ...data, [resource]: object };
  const id = formatPosition(event);
  const isLast = next === undefined || formatPosition(next.event) !== id;
  return eventText({ id: isLast ? id : undefined, event: `${resource}.${action}`, data: shown });
}
