import type { Clock } from '@lbaas/common/runtime';
import type { IssuedToken } from './keystone-client.ts';
import { KeystoneError } from './keystone-error.ts';

/** The share of its life at whose end a token is renewed, and the longest time that this may be. */
const RENEWAL_SHARE = 0.2;
const RENEWAL_MAX_MS = 60_000;
/** A refused login is not repeated for every caller: Keystone may lock the user out for it. */
const REFUSED_LOGIN_HOLD_MS = 5000;

interface Held extends IssuedToken {
  readonly renewAtMs: number;
}

/**
 * Our own token. States: none, held, to be renewed (still good, a login is due), each with or without a login under
 * way. There is never more than one login under way, and no timer: whoever needs the token makes it be renewed.
 */
export class ServiceToken {
  readonly #login: () => Promise<IssuedToken>;
  readonly #clock: Clock;
  #held: Held | undefined;
  #underWay: Promise<string> | undefined;
  #refused: { readonly error: KeystoneError; readonly untilMs: number } | undefined;

  constructor(login: () => Promise<IssuedToken>, clock: Clock) {
    this.#login = login;
    this.#clock = clock;
  }

  /** @throws KeystoneError */
  async current(): Promise<string> {
    const now = this.#clock.now().getTime();
    if (this.#held !== undefined && now < this.#held.renewAtMs) return this.#held.token;
    this.#underWay ??= this.#renew().finally(() => {
      this.#underWay = undefined;
    });
    return this.#underWay;
  }

  /** Keystone does not take `token` any more. Another one that has come in the meantime stays. */
  drop(token: string): void {
    if (this.#held?.token === token) this.#held = undefined;
  }

  async #renew(): Promise<string> {
    try {
      const issued = await this.#loginUnlessRefused();
      this.#held = { ...issued, renewAtMs: this.#renewAt(issued) };
      return issued.token;
    } catch (error) {
      const old = this.#held;
      if (old !== undefined && this.#clock.now().getTime() < old.expiresAtMs) return old.token;
      throw error;
    }
  }

  async #loginUnlessRefused(): Promise<IssuedToken> {
    const refused = this.#refused;
    if (refused !== undefined && this.#clock.monotonicMs() < refused.untilMs) throw refused.error;
    try {
      return await this.#login();
    } catch (error) {
      if (error instanceof KeystoneError && error.kind === 'login-refused') {
        this.#refused = { error, untilMs: this.#clock.monotonicMs() + REFUSED_LOGIN_HOLD_MS };
      }
      throw error;
    }
  }

  #renewAt({ expiresAtMs }: IssuedToken): number {
    const lifeMs = expiresAtMs - this.#clock.now().getTime();
    return expiresAtMs - Math.min(RENEWAL_MAX_MS, lifeMs * RENEWAL_SHARE);
  }
}
