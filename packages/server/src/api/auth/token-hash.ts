import { createHash } from 'node:crypto';

/** Shorter ones could be guessed: what is hashed must be random, such as `openssl rand -hex 32`. */
const MIN_LENGTH = 32;

/**
 * SHA-256 as 64 hex digits. A slow hash protects passwords, which are guessed; a token of 256 random bits is not, and
 * every request pays for its hash.
 */
export const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex');

/** undefined when a token may be used, else the reason. */
export const refuseToken = (token: string): string | undefined =>
  token.length < MIN_LENGTH || /\s/.test(token)
    ? `a token has at least ${MIN_LENGTH} characters and no blanks: openssl rand -hex 32`
    : undefined;
