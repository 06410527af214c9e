import { AsyncLocalStorage } from 'node:async_hooks';

export interface Trace {
  /** The X-Openstack-Request-Id of the API call that this work belongs to. */
  readonly requestId: string;
  /** The id that the caller uses itself, if it has sent one. */
  readonly globalRequestId?: string;
  /** The project that the resources in use are charged to, once it is known. */
  readonly projectId?: string;
  /** Aborted when the client is gone and nobody takes the answer. */
  readonly gone?: AbortSignal;
}

export const traces = new AsyncLocalStorage<Trace>();

export const currentRequestId = (): string | undefined => traces.getStore()?.requestId;

/** The fields of a request in log lines. */
export const requestFields = ({ requestId, globalRequestId }: Trace): object =>
  globalRequestId === undefined
    ? { request_id: requestId }
    : { request_id: requestId, global_request_id: globalRequestId };

/** For work that other callers come to share: it goes on for them, whoever has started it. */
export function forOthersToo<T>(work: () => T): T {
  const context = traces.getStore();
  if (context === undefined) return work();
  const { gone: _gone, ...shared } = context;
  return traces.run(shared, work);
}

/** Without an id the work runs outside of every request, also outside of the one that happens to start it. */
export const inRequest = <T>(requestId: string | undefined, work: () => T): T =>
  requestId === undefined ? traces.exit(work) : traces.run({ requestId }, work);

/** Work for a request is logged at info, repeated work at debug. */
export const levelOfRequest = (): 'info' | 'debug' => (currentRequestId() === undefined ? 'debug' : 'info');
