import type { Logger, Metrics } from '@lbaas/common/runtime';
import { EVENT_RESOURCES, type EventFeed, type EventResource } from '../../events/index.ts';
import type { UnitOfWork } from '../../persistence/index.ts';
import type { Authenticator } from '../auth/authenticator.ts';
import { wordOf } from '../http/words.ts';
import type { ApiPart } from '../resource/api-part.ts';
import type { ResourceDefinition } from '../resource/definition.ts';
import type { EventDialect } from './event-dialect.ts';
import { EventPresenter, type EventResources } from './event-presenter.ts';
import { EventRenderer } from './event-renderer.ts';
import { eventStreamCall } from './event-stream-call.ts';
import { OpenStreams } from './open-streams.ts';

export interface EventsPartOptions {
  readonly dialect: EventDialect;
  /** Of the stream, below the prefix of the dialect. */
  readonly path: string;
  /** The one that lets callers in. */
  readonly authenticator: Pick<Authenticator, 'authenticate' | 'takenForMs' | 'watch'>;
  readonly feed: Pick<EventFeed, 'follow' | 'present' | 'next'>;
  readonly unitOfWork: UnitOfWork;
  /** Among them those that have events. */
  readonly resources: readonly ResourceDefinition[];
  readonly maxStreams: number;
  readonly maxStreamsPerProject: number;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Between two signs of life. */
  readonly heartbeatMs?: number;
  /** How long a client may leave what is sent to it unread. */
  readonly slowMs?: number;
  /** Between two checks of whether a caller may still listen, where it may change at any time. */
  readonly minAskMs?: number;
}

const HEARTBEAT_MS = 15_000;
const SLOW_MS = 30_000;
const MIN_ASK_MS = 10_000;

/** Server-sent events of what changes. */
export function eventsPart(options: EventsPartOptions): ApiPart {
  const { dialect, path, feed, unitOfWork, resources, logger, metrics } = options;
  const { maxStreams, maxStreamsPerProject } = options;
  const { heartbeatMs = HEARTBEAT_MS, slowMs = SLOW_MS, minAskMs = MIN_ASK_MS, authenticator } = options;
  const open = metrics.gauge('lbaas_event_streams', 'Event streams that are open');
  const sent = metrics.counter('lbaas_events_sent_total', 'Events sent to the clients of event streams');
  const streams = new OpenStreams({
    maxStreams,
    maxStreamsPerProject,
    slowMs,
    onChange: (count) => open.set(count),
  });
  const renderer = new EventRenderer(
    new EventPresenter(unitOfWork, eventResources(dialect, resources)),
    dialect,
  );
  const onSent = (events: number): void => sent.inc(events);
  const shared = { authenticator, feed, renderer, streams, heartbeatMs, minAskMs, logger, onSent };
  return {
    calls: [eventStreamCall({ dialect, path, ...shared })],
    stop: () => streams.stop(),
  };
}

/** Whoever does not show them does not tell of them. */
const OPTIONAL: ReadonlySet<EventResource> = new Set(['agent']);

function eventResources({ words }: EventDialect, resources: readonly ResourceDefinition[]): EventResources {
  const entries = EVENT_RESOURCES.flatMap((name) => {
    const definition = resources.find(({ singular }) => singular === wordOf(words, name));
    if (definition !== undefined) return [[name, definition] as const];
    if (OPTIONAL.has(name)) return [];
    throw new Error(`no resource ${name}`);
  });
  return Object.fromEntries(entries);
}
