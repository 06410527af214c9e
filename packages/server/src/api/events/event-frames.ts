import { type Logger, sleep } from '@lbaas/common/runtime';
import { type EventFeed, type NextPage, type Position, formatPosition } from '../../events/index.ts';
import { DatabaseUnavailable, TurnRefused } from '../../persistence/index.ts';
import { ApiError } from '../../usecases/errors.ts';
import type { CallContext } from '../../usecases/call-context.ts';
import type { EventFilter } from './event-query.ts';
import type { EventRenderer } from './event-renderer.ts';
import { endText, eventText, markText, retryText } from './sse.ts';

export interface EventFramesOptions {
  readonly feed: Pick<EventFeed, 'next'>;
  readonly renderer: Pick<EventRenderer, 'render'>;
  readonly context: CallContext;
  readonly filter: EventFilter;
  readonly start: Position;
  /** Events before `start` that the client has not received are gone. */
  readonly isReset: boolean;
  readonly heartbeatMs: number;
  readonly signal: AbortSignal;
  readonly logger: Logger;
  readonly onSent: (events: number) => void;
}

/** Why a stream ends whose caller is let in no longer. */
export class StreamRefused extends Error {
  override readonly name = 'StreamRefused';
  /** What a call would be refused with. */
  readonly body: object;

  constructor(body: object, cause: unknown) {
    super('the caller is let in no longer', { cause });
    this.body = body;
  }
}

const RECONNECT_MS = 2000;
/** Between two attempts while the database is away. */
const RETRY_MS = 500;

/**
 * What one stream sends, piece by piece, until the signal ends it. It asks for more only when the last piece is taken,
 * so a slow client holds back nobody else. A piece that cannot be made, because the database is away, is made later:
 * the position moves with what is sent.
 */
export async function* eventFrames(options: EventFramesOptions): AsyncGenerator<string, void> {
  const { heartbeatMs, signal, start } = options;
  let position = start;
  let sentAt = performance.now();
  yield (
    retryText(RECONNECT_MS) + (options.isReset ? resetText(start) : markText(formatPosition(start), 'open'))
  );
  while (!signal.aborted) {
    const withinMs = Math.max(0, sentAt + heartbeatMs - performance.now());
    const piece = await nextPiece(options, position, withinMs);
    position = piece?.to ?? position;
    const isDue = performance.now() - sentAt >= heartbeatMs;
    const text = piece?.text || (isDue ? markText(formatPosition(position), 'still here') : '');
    if (text === '' || signal.aborted) continue;
    yield text;
    sentAt = performance.now();
  }
  if (signal.reason instanceof StreamRefused) yield endText(signal.reason.body);
}

interface Piece {
  readonly text: string;
  readonly to: Position;
}

/** undefined when the time has passed without one. */
async function nextPiece(
  options: EventFramesOptions,
  after: Position,
  withinMs: number,
): Promise<Piece | undefined> {
  const { feed, filter, signal, logger } = options;
  try {
    const page = await feed.next(after, { projects: filter.projects, signal, withinMs });
    return { text: await textOf(options, page), to: page.to };
  } catch (error) {
    if (signal.aborted) return undefined;
    if (!isTemporary(error)) throw error;
    logger.debug({ err: error }, 'an event stream waits for the database');
    await sleep(Math.min(RETRY_MS, withinMs), signal).catch(() => undefined);
    return undefined;
  }
}

/** The database is away, or it was not the turn of the project for too long. */
const isTemporary = (error: unknown): boolean =>
  error instanceof DatabaseUnavailable ||
  error instanceof TurnRefused ||
  (error instanceof ApiError && error.retryable);

async function textOf(options: EventFramesOptions, page: NextPage): Promise<string> {
  if (page.isTooOld === true) return resetText(page.to);
  const { text, events } = await options.renderer.render(page, options);
  options.onSent(events);
  return text;
}

/** Tells a client that it has missed something. */
const resetText = (position: Position): string =>
  eventText({
    id: formatPosition(position),
    event: 'reset',
    data: { reason: 'events are missing since the last one; list the objects again' },
  });
