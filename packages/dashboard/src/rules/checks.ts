import { addressBits, holds, isOfAHost } from './address.ts';
import type { Check, Problem } from './problem.ts';

/** The same as the API checks; what only the API can know (what exists, what is taken) it answers itself. */
const MAX_TEXT = 255;
const MAX_INTEGER = 2_147_483_647;
/** HAProxy counts in milliseconds, in 31 bits. */
const MAX_SECONDS = 2_147_483;

const URL_PATH = /^\/[A-Za-z0-9._~!$&'()*+,;=:@%/?-]{0,254}$/;
const METHOD = /^[A-Z]{1,16}$/;
const CODES = /^(?:[1-5]\d{2}(?:\s{0,4},\s{0,4}[1-5]\d{2}){0,11}|[1-5]\d{2}-[1-5]\d{2})$/;
const COOKIE_NAME = /^[A-Za-z0-9_.~-]{1,255}$/;

/** Counts code points, as the API does. */
export const ofLength: Check = (text) =>
  Array.from(text).length > MAX_TEXT ? { kind: 'length', max: MAX_TEXT } : undefined;

const within =
  (min: number, max: number): Check =>
  (text) => {
    const trimmed = text.trim();
    const number = Number(trimmed);
    if (trimmed !== '' && /^-?\d+$/.test(trimmed) && number >= min && number <= max) return undefined;
    return { kind: 'range', min, max };
  };

export const port = within(1, 65_535);
export const weight = within(0, 256);
export const connectionLimit = within(-1, MAX_INTEGER);
export const seconds = within(1, MAX_SECONDS);
export const retries = within(1, 10);

const matching =
  (pattern: RegExp, problem: Problem): Check =>
  (text) =>
    pattern.test(text) ? undefined : problem;

export const urlPath = matching(URL_PATH, { kind: 'urlPath' });
export const cookieName = matching(COOKIE_NAME, { kind: 'cookieName' });

/** CONNECT asks for a tunnel, which tells nothing about a member. */
export const httpMethod: Check = (text) =>
  METHOD.test(text) && text !== 'CONNECT' ? undefined : { kind: 'method' };

export const expectedCodes: Check = (text) => {
  if (!CODES.test(text)) return { kind: 'codes' };
  const [low, high] = text.split('-').map(Number);
  return high !== undefined && Number(low) > high ? { kind: 'codes' } : undefined;
};

export const address: Check = (text) =>
  addressBits(text.trim()) === undefined ? { kind: 'address' } : undefined;

export const memberAddress: Check = (text) =>
  address(text) ?? (isOfAHost(text.trim()) ? undefined : { kind: 'noHost' });

/** Empty: the API takes a free one. */
export const vipAddress =
  (cidr: string | undefined): Check =>
  (text) => {
    const trimmed = text.trim();
    if (trimmed === '') return undefined;
    const problem = address(trimmed);
    if (problem !== undefined || cidr === undefined || holds(cidr, trimmed)) return problem;
    return { kind: 'notInSubnet', cidr };
  };

/** A check may take no longer than the pause between two. */
export const delayOf = (delay: string, timeout: string): Problem | undefined =>
  Number(delay) < Number(timeout) ? { kind: 'delay' } : undefined;

/** HAProxy reads cookies in HTTP only. */
export const persistenceFor = (protocol: string, type: string): Problem | undefined =>
  protocol !== 'HTTP' && (type === 'HTTP_COOKIE' || type === 'APP_COOKIE')
    ? { kind: 'cookiesNeedHttp' }
    : undefined;
