import type { Logger } from '@lbaas/common/runtime';
import type { KeystoneError } from './keystone-error.ts';

/** What the last question to Keystone has shown; a change is worth one line in the log. */
export class KeystoneHealth {
  readonly #logger: Logger;
  #state = 'not asked yet';

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /** `ok`, or what is wrong. */
  get state(): string {
    return this.#state;
  }

  answered(): void {
    if (this.#changesTo('ok')) this.#logger.info('Keystone answers');
  }

  failed({ kind, message }: KeystoneError): void {
    if (!this.#changesTo(message)) return;
    const text = 'Keystone cannot be asked about tokens: callers that are not known get 503';
    if (kind === 'away') this.#logger.warn({ reason: message }, text);
    else this.#logger.error({ reason: message }, text);
  }

  #changesTo(state: string): boolean {
    if (state === this.#state) return false;
    this.#state = state;
    return true;
  }
}
