import { type EventPage, comparePositions, formatPosition } from '../../events/index.ts';
import { wordOf } from '../http/words.ts';
import type { EventDialect } from './event-dialect.ts';
import { type EventPresenter, type PresentedEvent, type Viewer, visibleTo } from './event-presenter.ts';
import { SharedByPage } from './shared-by-page.ts';
import { eventText } from './sse.ts';

/** What is sent of a page. */
export interface Rendering {
  readonly text: string;
  /** How many are in it. */
  readonly events: number;
}

type Names = Pick<EventDialect, 'words' | 'ownerAttribute'>;

const NOTHING: Rendering = { text: '', events: 0 };

/**
 * Stands before the streams: writes the pages as text, once for all streams that are at the same page with the same
 * rights and the same filter.
 */
export class EventRenderer {
  readonly #presenter: Pick<EventPresenter, 'present'>;
  readonly #names: Names;
  readonly #shared = new SharedByPage<Rendering>();

  constructor(presenter: Pick<EventPresenter, 'present'>, names: Names) {
    this.#presenter = presenter;
    this.#names = names;
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
    const frames = events.map((each, index) => frameOf(this.#names, each, isLastAtPosition(events, index)));
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

const isLastAtPosition = (events: readonly PresentedEvent[], index: number): boolean => {
  const [own, next] = [events[index], events[index + 1]];
  return own === undefined || next === undefined || comparePositions(own.event, next.event) !== 0;
};

/**
 * Of events at one position only the last one has an id: a client that has lost its connection before it gets all of
 * them again.
 */
function frameOf(
  { words, ownerAttribute }: Names,
  { event, object }: PresentedEvent,
  hasId: boolean,
): string {
  const { action, resourceId, projectId, at } = event;
  const resource = wordOf(words, event.resource);
  const data = { id: resourceId, at, resource, action, [ownerAttribute]: projectId };
  const shown = object === undefined ? data : { ...data, [resource]: object };
  const id = hasId ? formatPosition(event) : undefined;
  return eventText({ id, event: `${resource}.${action}`, data: shown });
}
