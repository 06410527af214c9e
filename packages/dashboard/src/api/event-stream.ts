import type { QueryClient } from '@tanstack/react-query';
import { EventBatch, type ObjectEvent, parseEvent } from './event-batch.ts';
import { type LinkState, setLinkState } from './link-state.ts';
import type { Page } from './resources.ts';
import { sessionQuery } from './session.ts';

const PATH = '/v2.0/lb/events';
const RESOURCES = ['pool', 'vip', 'member', 'health_monitor'];
const ACTIONS = ['create', 'update', 'status', 'delete'];
/** EventSource reconnects by itself, unless the answer was an error. */
const RETRY_MS = 2000;
/** Lists that an event changes are asked for again at most this often, however many events come. */
const RENEW_MS = 700;

/**
 * Keeps the cache as the server's state is. Objects that are shown are changed in place once per frame; lists that may
 * have gained or lost one are asked for again.
 * @returns how to end it
 */
export function followEvents(client: QueryClient): () => void {
  const batch = new EventBatch();
  const stale = new Set<string>();
  let frame: number | undefined;
  let renewal: ReturnType<typeof setTimeout> | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let wasLost = false;
  let source = open();
  return () => {
    source.close();
    clearTimeout(retry);
    clearTimeout(renewal);
    if (frame !== undefined) cancelAnimationFrame(frame);
  };

  function open(): EventSource {
    const stream = new EventSource(PATH);
    stream.addEventListener('open', () => {
      setLinkState({ state: 'open' });
      if (wasLost) void client.invalidateQueries();
      wasLost = false;
    });
    stream.addEventListener('error', () => {
      wasLost = true;
      setLinkState((old): LinkState => (old.state === 'lost' ? old : { state: 'lost', since: new Date() }));
      if (stream.readyState !== EventSource.CLOSED) return;
      retry = setTimeout(reopen, RETRY_MS);
    });
    stream.addEventListener('reset', () => void client.invalidateQueries());
    stream.addEventListener('end', () => {
      stream.close();
      void client.invalidateQueries({ queryKey: sessionQuery.queryKey });
    });
    for (const resource of RESOURCES)
      for (const action of ACTIONS)
        stream.addEventListener(`${resource}.${action}`, ({ data }: MessageEvent<string>) => receive(data));
    return stream;
  }

  /** The refusal may be that of an ended session. */
  function reopen(): void {
    void client.invalidateQueries({ queryKey: sessionQuery.queryKey });
    source = open();
  }

  function receive(data: string): void {
    const event = parseEvent(data);
    if (event === undefined) return;
    batch.add(event);
    frame ??= requestAnimationFrame(flush);
  }

  function flush(): void {
    frame = undefined;
    const { events, moved } = batch.take();
    for (const event of events) patch(client, event);
    for (const resource of moved) stale.add(resource);
    if (events.length > 0) stale.add('loadbalancer');
    renewal ??= setTimeout(renew, RENEW_MS);
  }

  function renew(): void {
    renewal = undefined;
    for (const resource of stale) void client.invalidateQueries({ queryKey: [resource] });
    void client.invalidateQueries({ queryKey: ['events'] });
    stale.clear();
  }
}

function patch(client: QueryClient, { resource, id, object }: ObjectEvent): void {
  if (object === undefined) return;
  client.setQueriesData<object>({ queryKey: [resource, 'item', id] }, (old) => old && { ...old, ...object });
  client.setQueriesData<Page<{ readonly id: string }>>({ queryKey: [resource, 'list'] }, (old) => {
    if (!old?.items.some((item) => item.id === id)) return old;
    return { ...old, items: old.items.map((item) => (item.id === id ? { ...item, ...object } : item)) };
  });
}
