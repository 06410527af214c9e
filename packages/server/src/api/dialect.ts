import type { IncomingHttpHeaders } from 'node:http';
import type { CallContext } from '../usecases/call-context.ts';
import type { Words } from './http/words.ts';
import type { ReferenceDialect } from './reference/reference-dialect.ts';

/**
 * A front door of the API: everything in which one API differs from another over the same use cases. The rest of `api/`
 * knows none of it. The parts below give each room what it asks for: `http` how to refuse (`ErrorForm`), `resource`
 * owners, lists and statuses (`ResourceDialect`), `reference` how to describe it all (`ReferenceDialect`).
 */
export interface Dialect extends ReferenceDialect {
  /** What it calls the resources of the model. */
  readonly words: Words;
  /** The URL to route instead of one that a client has sent, such as one without a suffix. @default the same */
  readonly routedUrl?: (url: string) => string;
  /** Looks at a call before its body is read. @throws ApiError */
  readonly refuseCall?: (call: ArrivingCall) => void;
}

/** A call whose caller and route are known, and whose body is still to be read. */
export interface ArrivingCall {
  readonly caller: CallContext;
  readonly method: string;
  /** Of the route, below the prefix. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
}

/** The dialect whose prefix a URL has, among several. */
export const dialectOf = <D extends Pick<Dialect, 'prefix' | 'routedUrl'>>(
  dialects: readonly D[],
  url: string,
): D | undefined => dialects.find(({ prefix, routedUrl }) => isBelow(prefix, routedUrl?.(url) ?? url));

/** The router takes several slashes for one. */
function isBelow(prefix: string, url: string): boolean {
  const path = url.replace(/[?#].*$/s, '').replaceAll(/\/{2,}/g, '/');
  return path === prefix || path.startsWith(`${prefix}/`);
}
