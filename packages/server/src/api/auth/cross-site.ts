import type { IncomingHttpHeaders } from 'node:http';
import { apiError } from '../../usecases/errors.ts';
import { sessionSecretOf } from './session-cookie.ts';

/** A page of another origin cannot send it: its browser would ask first whether it may, and is never told so. */
export const PAGE_HEADER = 'x-lbaas-page';

const READS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

interface SentCall {
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
}

/**
 * Refuses to change anything for a page of another origin, whether it lives on the cookie of this one or on a server
 * that asks for no credentials at all.
 * @throws ApiError CrossSiteRequest
 */
export function refuseCrossSite({ method, headers }: SentCall): void {
  if (READS.has(method) || headers[PAGE_HEADER] === '1') return;
  if (sessionSecretOf(headers) !== undefined) throw crossSite('with the cookie, X-LBaaS-Page: 1 is needed');
  if (isFromElsewhere(headers)) throw crossSite(`the request is of ${headers.origin ?? 'another site'}`);
}

/** For what nobody but the page does. @throws ApiError CrossSiteRequest */
export function requirePage({ method, headers }: SentCall): void {
  if (!READS.has(method) && headers[PAGE_HEADER] !== '1') throw crossSite('X-LBaaS-Page: 1 is needed');
}

const crossSite = (reason: string) => apiError('CrossSiteRequest', { reason });

/** Browsers name the relation where they trust the connection, and the origin always; programs name neither. */
function isFromElsewhere({ origin, host, 'sec-fetch-site': site }: IncomingHttpHeaders): boolean {
  if (site !== undefined) return site === 'cross-site' || site === 'same-site';
  return origin !== undefined && hostOf(origin) !== host?.toLowerCase();
}

/** undefined for `null`, which sandboxed pages have. */
function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
