import { sleep } from '@lbaas/common/runtime';
import type { Lab } from '@lbaas/lab';
import { expect } from 'chai';

/** As a client that does not wait for long. */
const PATIENCE_MS = 15_000;
const PAUSE_MS = 50;
const TRY_AGAIN_MS = 100;

/** One object after the other is created, at each server in turn; what fails is tried again, as another object. */
export class Writer {
  readonly acknowledged: string[] = [];
  readonly refusals: string[] = [];
  readonly #lab: Lab;
  readonly #body: (n: number) => readonly [path: string, body: object];
  readonly #ackedAt: number[] = [performance.now()];
  readonly #ending = new AbortController();
  #running: Promise<void> | undefined;

  constructor(lab: Lab, body: (n: number) => readonly [path: string, body: object]) {
    this.#lab = lab;
    this.#body = body;
  }

  start(): this {
    this.#running = this.#run();
    return this;
  }

  async stop(): Promise<void> {
    this.#ending.abort();
    await this.#running;
    this.#ackedAt.push(performance.now());
  }

  /** The longest time without an acknowledged write since `fromMs`. */
  outageMs(fromMs = 0): number {
    const times = this.#ackedAt.filter((at, n) => (this.#ackedAt[n + 1] ?? Infinity) >= fromMs && at > 0);
    return Math.max(0, ...times.slice(1).map((at, n) => at - Math.max(times[n] ?? at, fromMs)));
  }

  /** Until a write that begins now is acknowledged. */
  async acknowledges(withinMs: number): Promise<void> {
    const [before, end] = [this.acknowledged.length, performance.now() + withinMs];
    while (this.acknowledged.length < before + 2) {
      expect(performance.now(), `no write is acknowledged: ${this.refusals.at(-1)}`).to.be.lessThan(end);
      await sleep(TRY_AGAIN_MS);
    }
  }

  async #run(): Promise<void> {
    for (let n = 0; !this.#ending.signal.aborted; n += 1) {
      const done = await this.#write(n);
      await sleep(done ? PAUSE_MS : TRY_AGAIN_MS);
    }
  }

  async #write(n: number): Promise<boolean> {
    const [path, body] = this.#body(n);
    const url = this.#lab.apiUrls[n % this.#lab.apiUrls.length] ?? '';
    try {
      const answer = await fetch(`${url}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      const text = await answer.text();
      if (answer.status !== 201) {
        this.refusals.push(`${answer.status} ${text}`);
        return false;
      }
      const [object] = Object.values(JSON.parse(text) as Record<string, { readonly id: string }>);
      this.acknowledged.push(object?.id ?? '');
      this.#ackedAt.push(performance.now());
      return true;
    } catch (error) {
      this.refusals.push(String(error));
      return false;
    }
  }
}

/** Creates members of a pool that get no traffic. */
export const memberWriter = (lab: Lab, pool_id: string): Writer =>
  new Writer(lab, (n) => [
    '/v2.0/lb/members',
    { member: { pool_id, address: `10.0.9.${(n % 250) + 1}`, protocol_port: 9000 + n, weight: 0 } },
  ]);
