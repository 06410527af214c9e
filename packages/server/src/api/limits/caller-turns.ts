import { type Metrics, traces } from '@lbaas/common/runtime';
import { apiError } from '../../usecases/errors.ts';
import { FairTurns, TurnRefused } from './fair-turns.ts';
import { type Refusal, createRefusalMeter } from './refusal-meter.ts';

export interface CallerTurnsOptions {
  /** What turns are for: the connections of the pool. */
  readonly connections: number;
  /** Part of the connections that the others leave which one project may hold; less than 1. */
  readonly share: number;
  /** How many calls of one project wait at most. */
  readonly maxWaiting: number;
  readonly maxWaitMs?: number;
  readonly metrics: Metrics;
}

/** As long as the pool lets anybody wait: above the limit for locks, see `createConnectionPool`. */
const MAX_WAIT_MS = 5000;

/** What nobody has asked for, such as the readiness. No project has that id. */
const SERVER_ITSELF = '';

/**
 * Turns at the database, by the project of the caller (docs/adr/0011-turns-by-project.md). A turn is a connection, so
 * what holds none (an event stream, a question to an agent) needs none.
 */
export class CallerTurns {
  readonly #turns: FairTurns;
  readonly #maxWaiting: number;
  readonly #count: (refusal: Refusal) => void;

  constructor({ connections, share, maxWaiting, maxWaitMs = MAX_WAIT_MS, metrics }: CallerTurnsOptions) {
    const turns = new FairTurns({ seats: connections, share, maxWaiting, maxWaitMs });
    metrics.readGauge(
      'lbaas_api_waiting',
      'Calls that wait for their turn at the database',
      () => turns.waiting,
    );
    this.#turns = turns;
    this.#maxWaiting = maxWaiting;
    this.#count = createRefusalMeter(metrics);
  }

  /**
   * Runs the work when it is the turn of the project that the surrounding request is of.
   * Where its client goes before, the turn is left to others.
   * @throws ApiError HTTPTooManyRequests, ServiceUnavailable, both before the work begins; and what the work throws
   */
  async run<T>(work: () => Promise<T>): Promise<T> {
    const { projectId = SERVER_ITSELF, gone } = traces.getStore() ?? {};
    try {
      return await this.#turns.run(projectId, work, gone);
    } catch (error) {
      throw error instanceof TurnRefused ? this.#refusal(error) : error;
    }
  }

  #refusal(cause: TurnRefused): Error {
    this.#count(cause.reason);
    switch (cause.reason) {
      case 'full': {
        const reason = `${this.#maxWaiting} others of the project wait for their turn`;
        return apiError('HTTPTooManyRequests', { reason });
      }
      case 'late':
        return apiError('ServiceUnavailable', { reason: 'the request has waited for its turn for too long' });
      case 'gone':
        return apiError('ServiceUnavailable', { reason: 'the client has gone' });
    }
  }
}
