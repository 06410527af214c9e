import type { IncomingHttpHeaders } from 'node:http';
import type { Clock, Lifecycle, Logger, Metrics } from '@lbaas/common/runtime';
import { apiError } from '../../../usecases/errors.ts';
import type { Authenticator, Caller } from '../authenticator.ts';
import { hashToken } from '../token-hash.ts';
import { KeystoneClient, identityUrl } from './keystone-client.ts';
import { KeystoneError } from './keystone-error.ts';
import { KeystoneHealth } from './keystone-health.ts';
import { type KeystoneMeter, createKeystoneMeter } from './keystone-meter.ts';
import type { KeystoneOptions } from './keystone-options.ts';
import { ServiceToken } from './service-token.ts';
import { SlotsFull } from './slots.ts';
import { TokenValidator } from './token-validator.ts';
import { type TokenVerdict, TokenVerdicts } from './token-verdicts.ts';

export interface KeystoneAuthenticatorParts {
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly clock: Clock;
}

/** Fernet tokens have some 200 characters, signed ones (JWS) some 700; Node takes 16 KB of headers. */
const TOKEN = /^[\x21-\x7e]{1,8192}$/;

/**
 * Tokens of Keystone v3 in X-Auth-Token. Nothing else that the client says of itself counts. Without an answer of
 * Keystone nobody gets in but those whose token has been validated less than the cache time ago: the rest gets 503.
 */
export class KeystoneAuthenticator implements Authenticator, Lifecycle {
  readonly challenge: string;
  readonly #client: KeystoneClient;
  readonly #serviceToken: ServiceToken;
  readonly #validator: TokenValidator;
  readonly #cache: TokenVerdicts;
  readonly #health: KeystoneHealth;
  readonly #meter: KeystoneMeter;

  constructor(options: KeystoneOptions, { logger, metrics, clock }: KeystoneAuthenticatorParts) {
    const { roles, timeoutMs, cacheTtlMs } = options;
    const client = new KeystoneClient(options);
    this.#client = client;
    this.challenge = `Keystone uri="${identityUrl(options.publicUrl)}"`;
    this.#serviceToken = new ServiceToken(() => client.login(), clock);
    this.#validator = new TokenValidator({
      client,
      serviceToken: this.#serviceToken,
      roles,
      timeoutMs,
      clock,
    });
    this.#cache = new TokenVerdicts(cacheTtlMs, clock);
    this.#health = new KeystoneHealth(logger);
    this.#meter = createKeystoneMeter(metrics);
  }

  /** `ok`, or why Keystone cannot be asked, as of the last question. */
  get state(): string {
    return this.#health.state;
  }

  /** Logs in, so that wrong settings show at once. Waits for nothing: the server serves without Keystone, too. */
  start(): void {
    this.#noting(() => this.#serviceToken.current()).catch(() => undefined);
  }

  /** Behind the last request: all that may be under way is a login that nobody waits for. */
  stop(): void {
    this.#client.giveUp();
  }

  async authenticate(headers: IncomingHttpHeaders): Promise<Caller> {
    const token = headers['x-auth-token'];
    if (typeof token !== 'string' || !TOKEN.test(token)) throw unauthorized();
    const verdict = await this.#verdictOn(token);
    if (verdict.kind === 'refused') throw verdict.error;
    return verdict.caller;
  }

  takenForMs(headers: IncomingHttpHeaders): number {
    const token = headers['x-auth-token'];
    return typeof token === 'string' ? this.#cache.leftMs(hashToken(token)) : 0;
  }

  async #verdictOn(token: string): Promise<TokenVerdict> {
    const hash = hashToken(token);
    const known = this.#cache.get(hash);
    if (known !== undefined) {
      this.#meter.cached();
      return known;
    }
    try {
      const verdict = await this.#noting(() => this.#meter.asked(() => this.#validator.judge(hash, token)));
      this.#cache.set(hash, verdict);
      return verdict;
    } catch (error) {
      throw refusalFor(error);
    }
  }

  async #noting<T>(question: () => Promise<T>): Promise<T> {
    try {
      const answer = await question();
      this.#health.answered();
      return answer;
    } catch (error) {
      if (error instanceof KeystoneError) this.#health.failed(error);
      throw error;
    }
  }
}

/** What is wrong with Keystone is for the log; callers learn that it is not them. */
function refusalFor(error: unknown): unknown {
  if (!(error instanceof KeystoneError) && !(error instanceof SlotsFull)) return error;
  return apiError('ServiceUnavailable', { reason: 'the token cannot be validated at the moment' });
}

const unauthorized = () =>
  apiError('HTTPUnauthorized', { reason: 'The request you have made requires authentication.' });
