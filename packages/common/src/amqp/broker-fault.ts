import { tlsFault } from '../runtime/index.ts';

export interface BrokerFault {
  readonly text: string;
  /** It does not go away by itself: a password, a certificate, a file. */
  readonly mustBeSetRight: boolean;
}

/**
 * The broker has let the account in, and not to the vhost. amqplib may swallow the words of the broker there: it then
 * names the frame alone that it got instead of the answer.
 */
export const NO_VHOST = /530 \(NOT[-_]ALLOWED\)|Expected ConnectionOpenOk; got <ConnectionClose/;

/** The broker's words when it closes a connection at its beginning, by the number of the reason. */
const REFUSALS: readonly (readonly [RegExp, string])[] = [
  [/403 \(ACCESS[-_]REFUSED\)/, 'it refuses the login: user and password of amqp_url are not what it knows'],
  [NO_VHOST, 'it has no such vhost, or the user of amqp_url has no right on it'],
];

/** Why there is no connection to the broker, in words that say what to do where somebody has to do something. */
export function faultOfBroker(error: unknown): BrokerFault {
  const reason = error instanceof Error ? error.message : String(error);
  const known = tlsFault(error, 'amqp') ?? REFUSALS.find(([words]) => words.test(reason))?.[1];
  return known === undefined
    ? { text: reason, mustBeSetRight: false }
    : { text: known, mustBeSetRight: true };
}
