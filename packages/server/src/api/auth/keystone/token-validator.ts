import type { Clock } from '@lbaas/common/runtime';
import { ApiError, apiError } from '../../../usecases/errors.ts';
import { type RoleNames, callerOfToken } from './caller-of-token.ts';
import type { Judgement, KeystoneClient } from './keystone-client.ts';
import { KeystoneError, inTime } from './keystone-error.ts';
import type { ServiceToken } from './service-token.ts';
import { Slots, SlotsFull } from './slots.ts';
import { type TokenDocument, expiryOf } from './token-document.ts';
import type { TokenVerdict } from './token-verdicts.ts';

/** A flood of tokens that nobody knows must not become one on Keystone. */
const AT_ONCE = { running: 16, waiting: 1000 };

export interface TokenValidatorOptions {
  readonly client: Pick<KeystoneClient, 'validate'>;
  readonly serviceToken: Pick<ServiceToken, 'current' | 'drop'>;
  readonly roles: RoleNames;
  /** From the question of a caller to its verdict, our own login and the wait for a slot included. */
  readonly timeoutMs: number;
  readonly clock: Clock;
}

/** Asks Keystone about tokens. Whoever asks about a token that is being asked about gets that answer. */
export class TokenValidator {
  readonly #options: TokenValidatorOptions;
  readonly #underWay = new Map<string, Promise<TokenVerdict>>();
  readonly #slots = new Slots(AT_ONCE);

  constructor(options: TokenValidatorOptions) {
    this.#options = options;
  }

  /** `hash` stands for the token. @throws KeystoneError, SlotsFull */
  judge(hash: string, token: string): Promise<TokenVerdict> {
    const shared = this.#underWay.get(hash);
    if (shared !== undefined) return shared;
    const verdict = this.#inTurn(token)
      .then((judgement) => this.#verdictOn(judgement))
      .finally(() => this.#underWay.delete(hash));
    this.#underWay.set(hash, verdict);
    return verdict;
  }

  /** Whoever has waited for its turn for all its time has learned nothing about Keystone. */
  async #inTurn(token: string): Promise<Judgement> {
    let begun = false;
    const ask = (signal: AbortSignal): Promise<Judgement> => {
      begun = true;
      return this.#ask(token, signal);
    };
    try {
      return await inTime(this.#options.timeoutMs, (signal) => this.#slots.run(signal, () => ask(signal)));
    } catch (error) {
      throw begun ? error : new SlotsFull('too much has been asked before', { cause: error });
    }
  }

  /**
   * Our own token may have been revoked: then once more with another one. That is refused, too, within the second in
   * which Keystone revokes all tokens of our user: it keeps times in seconds.
   */
  async #ask(token: string, signal: AbortSignal): Promise<Judgement> {
    const first = await this.#askOnce(token, signal);
    if (first.kind !== 'not-asked') return first;
    const second = await this.#askOnce(token, signal);
    if (second.kind !== 'not-asked') return second;
    throw new KeystoneError('away', 'Keystone refuses the token that it has just given us');
  }

  async #askOnce(token: string, signal: AbortSignal): Promise<Judgement> {
    const { client, serviceToken } = this.#options;
    const ours = await serviceToken.current();
    const judgement = await client.validate(token, ours, signal);
    if (judgement.kind === 'not-asked') serviceToken.drop(ours);
    return judgement;
  }

  #verdictOn(judgement: Judgement): TokenVerdict {
    if (judgement.kind !== 'valid') return unknownToken();
    const expiresAtMs = expiryOf(judgement.document);
    if (expiresAtMs <= this.#options.clock.now().getTime()) return unknownToken();
    return this.#verdictOnDocument(judgement.document, expiresAtMs);
  }

  #verdictOnDocument(document: TokenDocument, expiresAtMs: number): TokenVerdict {
    try {
      return { kind: 'caller', caller: callerOfToken(document, this.#options.roles), expiresAtMs };
    } catch (error) {
      if (error instanceof ApiError) return { kind: 'refused', error };
      throw error;
    }
  }
}

const unknownToken = (): TokenVerdict => ({
  kind: 'refused',
  error: apiError('HTTPUnauthorized', { reason: 'The request you have made requires authentication.' }),
});
