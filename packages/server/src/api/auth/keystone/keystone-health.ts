import type { Logger } from '@lbaas/common/runtime';
import type { KeystoneError, KeystoneFault } from './keystone-error.ts';

/** For everybody: whose login it is, and where Keystone is, stands in the log only. */
const MESSAGES: Readonly<Record<KeystoneFault, string>> = {
  away: 'Keystone does not answer as it should',
  'login-refused': 'Keystone refuses the login of the server',
  'not-allowed': 'Keystone does not let the server validate tokens',
};

/** What the last question to Keystone has shown; a change is worth one line in the log. */
export class KeystoneHealth {
  readonly #logger: Logger;
  #state = 'not asked yet';
  /** As in the last line of the log; undefined after an answer. */
  #reason: string | undefined;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /** `ok`, or what is wrong, without names. */
  get state(): string {
    return this.#state;
  }

  answered(): void {
    if (this.#state === 'ok') return;
    this.#state = 'ok';
    this.#reason = undefined;
    this.#logger.info('Keystone answers');
  }

  failed({ kind, message }: KeystoneError): void {
    this.#state = MESSAGES[kind];
    if (this.#reason === message) return;
    this.#reason = message;
    const text = 'Keystone cannot be asked about tokens: callers that are not known get 503';
    if (kind === 'away') this.#logger.warn({ reason: message }, text);
    else this.#logger.error({ reason: message }, text);
  }
}
