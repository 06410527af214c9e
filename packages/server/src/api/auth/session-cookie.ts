import type { IncomingHttpHeaders } from 'node:http';

/** Of the web page. Its value is the secret of a session. */
export const SESSION_COOKIE = 'lbaas_session';

/** A secret is base64url: nothing in it is quoted or escaped. */
const COOKIE = new RegExp(`(?:^|;) *${SESSION_COOKIE}=([^;]*)`);

/** The secret that a call is authenticated by; undefined when it brings a token of its own, or no cookie. */
export const sessionSecretOf = (headers: IncomingHttpHeaders): string | undefined =>
  headers['x-auth-token'] === undefined ? COOKIE.exec(headers.cookie ?? '')?.[1] : undefined;

/** What of a call somebody may have guessed. */
export const credentialOf = (headers: IncomingHttpHeaders): string =>
  String(headers['x-auth-token'] ?? sessionSecretOf(headers) ?? '');
