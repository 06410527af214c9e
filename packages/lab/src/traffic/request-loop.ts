import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

export interface LoadPlan {
  readonly url: string;
  /** Number of concurrent requests. */
  readonly connections: number;
  /** Whether a connection carries many requests; otherwise each request opens one. */
  readonly keepAlive: boolean;
  /** Pause of each worker after a request. */
  readonly pauseMs: number;
}

export interface LoadResult {
  readonly requests: number;
  readonly failed: number;
  /** How often each kind of failure occurred. */
  readonly reasons: Readonly<Record<string, number>>;
  /** The first failures with their time of day, to find them in the logs. */
  readonly failures: readonly string[];
  readonly slowestMs: number;
}

const TIMEOUT_MS = 5000;
const FAILURES_KEPT = 10;
/** The peer closed a kept connection while it was idle: a client's race, safe to repeat (RFC 9112, 9.3.1). */
const AGAIN = Symbol('again');
type Outcome = string | undefined | typeof AGAIN;

/** Endless requests, several at a time; whatever does not answer 200 in time has failed. */
export class RequestLoop {
  readonly #plan: LoadPlan;
  readonly #agent: Agent;
  readonly #failures: string[] = [];
  readonly #reasons: Record<string, number> = {};
  #requests = 0;
  #slowestMs = 0;
  #running = true;

  constructor(plan: LoadPlan) {
    this.#plan = plan;
    this.#agent = new Agent({ keepAlive: plan.keepAlive, maxSockets: plan.connections });
  }

  /** Resolves after stop(). */
  async run(): Promise<LoadResult> {
    await Promise.all(Array.from({ length: this.#plan.connections }, () => this.#work()));
    this.#agent.destroy();
    return {
      requests: this.#requests,
      failed: Object.values(this.#reasons).reduce((sum, count) => sum + count, 0),
      reasons: this.#reasons,
      failures: this.#failures,
      slowestMs: Math.round(this.#slowestMs),
    };
  }

  stop(): void {
    this.#running = false;
  }

  async #work(): Promise<void> {
    while (this.#running) {
      const begin = performance.now();
      const outcome = await this.#request();
      if (outcome === AGAIN) continue;
      this.#count(outcome, performance.now() - begin);
      if (this.#plan.pauseMs > 0) await sleep(this.#plan.pauseMs);
    }
  }

  #count(failure: string | undefined, ms: number): void {
    this.#requests += 1;
    this.#slowestMs = Math.max(this.#slowestMs, ms);
    if (failure === undefined) return;
    this.#reasons[failure] = (this.#reasons[failure] ?? 0) + 1;
    if (this.#failures.length < FAILURES_KEPT) this.#failures.push(`${new Date().toISOString()} ${failure}`);
  }

  #request(): Promise<Outcome> {
    return new Promise((resolve) => {
      const call = request(this.#plan.url, { agent: this.#agent, timeout: TIMEOUT_MS }, (response) => {
        const { statusCode } = response;
        response.resume();
        response.on('end', () => resolve(statusCode === 200 ? undefined : `status ${statusCode}`));
        response.on('error', (error) => resolve(codeOf(error)));
      });
      call.on('timeout', () => call.destroy(new Error('timeout')));
      call.on('error', (error) =>
        resolve(call.reusedSocket && codeOf(error) === 'ECONNRESET' ? AGAIN : codeOf(error)),
      );
      call.end();
    });
  }
}

const codeOf = (error: NodeJS.ErrnoException): string => error.code ?? error.message;
