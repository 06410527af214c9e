import { type Logger, forOthersToo } from '@lbaas/common/runtime';
import { EVENT_RESOURCES, type EventFeed } from '../../events/index.ts';
import type { Authenticator } from '../auth/authenticator.ts';
import { Answer, type Call, type CallDefinition } from '../http/call.ts';
import { errorAnswer } from '../http/error-answer.ts';
import type { JsonSchema } from '../http/json-schema.ts';
import { wordOf } from '../http/words.ts';
import { CallerWatch } from './caller-watch.ts';
import type { EventDialect } from './event-dialect.ts';
import { StreamRefused, eventFrames } from './event-frames.ts';
import { lastEventId, parseEventFilter } from './event-query.ts';
import type { EventRenderer } from './event-renderer.ts';
import type { OpenStreams } from './open-streams.ts';
import { EVENT_STREAM } from './sse.ts';

export interface EventStreamOptions {
  readonly dialect: EventDialect;
  /** Below the prefix of the dialect. */
  readonly path: string;
  readonly authenticator: Pick<Authenticator, 'authenticate' | 'takenForMs' | 'watch'>;
  readonly feed: Pick<EventFeed, 'follow' | 'present' | 'next'>;
  readonly renderer: EventRenderer;
  readonly streams: OpenStreams;
  readonly heartbeatMs: number;
  readonly minAskMs: number;
  readonly logger: Logger;
  readonly onSent: (events: number) => void;
}

/** A connection that has carried a stream is used for nothing else. X-Accel-Buffering is for nginx. */
const HEADERS = {
  'content-type': EVENT_STREAM,
  'cache-control': 'no-cache',
  'x-accel-buffering': 'no',
  connection: 'close',
};

function answerSchema({ words, ownerAttribute }: EventDialect): JsonSchema {
  const [first = '', ...others] = EVENT_RESOURCES.map((resource) => wordOf(words, resource));
  const events = ['create', 'update', 'status', 'delete']
    .map((action) => `\`${first}.${action}\``)
    .join(', ');
  const same = others.map((word) => `\`${word}\``);
  return {
    type: 'string',
    description:
      `Events ${events}, the same of ${same.slice(0, -1).join(', ')} and ${same.at(-1)}, ` +
      `and \`reset\`. Their data is a JSON object: id, at, resource, action, ${ownerAttribute} and, unless it is ` +
      'deleted, the object under the name of the resource, as GET shows it. The last one is `end` when the caller is ' +
      'let in no longer: its data is the body that a call is refused with.',
  };
}

/** What changes, as it changes (docs/adr/0008-events.md). */
export const eventStreamCall = (options: EventStreamOptions): CallDefinition => ({
  method: 'GET',
  path: options.path,
  docs: {
    summary: 'Follow the changes of objects and statuses (server-sent events)',
    tag: options.path.split('/')[1] ?? '',
    query: [options.dialect.ownerAttribute, 'resource', 'last_event_id'],
    headers: ['Last-Event-ID'],
    answer: answerSchema(options.dialect),
    answerType: EVENT_STREAM,
  },
  // Streams share what they read.
  run: (call) => forOthersToo(() => openStream(options, call)),
});

/** @throws ApiError HTTPBadRequest, InvalidInput, TooManyEventStreams, ServiceUnavailable */
async function openStream(options: EventStreamOptions, call: Call): Promise<Answer> {
  const { dialect, feed, streams } = options;
  const { context, query } = call;
  const filter = parseEventFilter(dialect, context, query);
  const last = lastEventId(call);
  streams.refuseMore(context.projectId);
  const unfollow = feed.follow();
  try {
    const { now, isKnown } = await feed.present();
    const isReset = last !== undefined && !isKnown(last);
    const start = last === undefined || isReset ? now : last;
    const watch = new CallerWatch({
      ...options,
      call,
      minPauseMs: options.minAskMs,
      onRefused: (reason) => body.finish(new StreamRefused(errorAnswer(dialect.errors, reason).body, reason)),
    });
    const body = streams.open({
      projectId: context.projectId,
      frames: (signal) => eventFrames({ ...options, context, filter, start, isReset, signal }),
      onClose: () => {
        watch.stop();
        unfollow();
      },
    });
    watch.start();
    return new Answer(body, HEADERS);
  } catch (error) {
    unfollow();
    throw error;
  }
}
