import { AsyncLocalStorage } from 'node:async_hooks';

export interface Trace {
  /** The X-Openstack-Request-Id of the API call that all this is done for. */
  readonly requestId: string;
  /** The id under which the caller itself works, as far as it has sent one. */
  readonly globalRequestId?: string;
  /** Who has to share what this uses with others, once it is known. */
  readonly projectId?: string;
  /** Aborted once nobody is there to take the answer. */
  readonly gone?: AbortSignal;
}

export const traces = new AsyncLocalStorage<Trace>();

export const currentRequestId = (): string | undefined => traces.getStore()?.requestId;

/** What log lines say of a request. */
export const requestFields = ({ requestId, globalRequestId }: Trace): object =>
  globalRequestId === undefined
    ? { request_id: requestId }
    : { request_id: requestId, global_request_id: globalRequestId };

/** For work that others come to share: it goes on for them, whoever has begun it. */
export function forOthersToo<T>(work: () => T): T {
  const context = traces.getStore();
  if (context === undefined) return work();
  const { gone: _gone, ...shared } = context;
  return traces.run(shared, work);
}

/** Without an id the work is outside of every request, also of the one that happens to start it. */
export const inRequest = <T>(requestId: string | undefined, work: () => T): T =>
  requestId === undefined ? traces.exit(work) : traces.run({ requestId }, work);

/** What somebody has asked for is told; what is only repeated, for whoever looks closely. */
export const levelOfRequest = (): 'info' | 'debug' => (currentRequestId() === undefined ? 'debug' : 'info');
