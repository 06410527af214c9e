import { type Logger, forOthersToo } from '@lbaas/common/runtime';
import type { EventFeed } from '../../events/index.ts';
import type { Authenticator } from '../auth/authenticator.ts';
import { Answer, type Call, type CallDefinition } from '../http/call.ts';
import type { JsonSchema } from '../http/json-schema.ts';
import { CallerWatch } from './caller-watch.ts';
import { eventFrames } from './event-frames.ts';
import { lastEventId, parseEventFilter } from './event-query.ts';
import type { EventRenderer } from './event-renderer.ts';
import type { OpenStreams } from './open-streams.ts';
import { StreamRefused } from './stream-refused.ts';
import { EVENT_STREAM } from './sse.ts';

export interface EventStreamOptions {
  readonly authenticator: Pick<Authenticator, 'authenticate' | 'takenForMs'>;
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

const ANSWER: JsonSchema = {
  type: 'string',
  description:
    'Events `pool.create`, `pool.update`, `pool.status`, `pool.delete`, the same of `vip`, `member` and `health_monitor`, ' +
    'and `reset`. Their data is a JSON object: id, at, resource, action, tenant_id and, unless it is deleted, the object ' +
    'under the name of the resource, as GET shows it. The last one is `end` when the caller is let in no longer: its data ' +
    'is the body that a call is refused with.',
};

/** GET /lb/events: what changes, as it changes (docs/adr/0008-events.md). */
export const eventStreamCall = (options: EventStreamOptions): CallDefinition => ({
  method: 'GET',
  path: '/lb/events',
  docs: {
    summary: 'Follow the changes of objects and statuses (server-sent events)',
    tag: 'lb',
    query: ['tenant_id', 'resource', 'last_event_id'],
    headers: ['Last-Event-ID'],
    answer: ANSWER,
    answerType: EVENT_STREAM,
  },
  // Streams share what they read.
  run: (call) => forOthersToo(() => openStream(options, call)),
});

/** @throws ApiError HTTPBadRequest, InvalidInput, TooManyEventStreams, ServiceUnavailable */
async function openStream(options: EventStreamOptions, call: Call): Promise<Answer> {
  const { feed, streams } = options;
  const { context, query } = call;
  const filter = parseEventFilter(context, query);
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
      onRefused: (reason) => body.finish(new StreamRefused(reason)),
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
