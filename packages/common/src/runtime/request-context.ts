import { AsyncLocalStorage } from 'node:async_hooks';

export interface RequestContext {
  /** The X-Openstack-Request-Id of the API call that all this is done for. */
  readonly requestId: string;
}

export const requestContext = new AsyncLocalStorage<RequestContext>();

export const currentRequestId = (): string | undefined => requestContext.getStore()?.requestId;
