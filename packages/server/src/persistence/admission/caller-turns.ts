import { type Metrics, traces } from '@lbaas/common/runtime';
import { FairTurns, TurnRefused } from './fair-turns.ts';

export interface CallerTurnsOptions {
  /** What turns are for: the connections of the pool. */
  readonly connections: number;
  /** Part of the connections that the others leave which one project may hold; less than 1. */
  readonly share: number;
  /** How many calls of one project wait at most. */
  readonly maxWaiting: number;
  /** As long as clients wait: whoever is refused before comes again, behind the others. */
  readonly maxWaitMs: number;
  readonly metrics: Metrics;
  /** Called for each work that gets no turn. */
  readonly onRefused: (reason: TurnRefused['reason']) => void;
}

/** What nobody has asked for, such as the readiness. No project has that id. */
const SERVER_ITSELF = '';

/**
 * Turns at the database, by the project of the caller (docs/adr/0011-turns-by-project.md). A turn is a connection, so
 * what holds none (an event stream, a question to an agent) needs none.
 */
export class CallerTurns {
  readonly #turns: FairTurns;
  readonly #onRefused: CallerTurnsOptions['onRefused'];

  constructor(options: CallerTurnsOptions) {
    const { connections, share, maxWaiting, maxWaitMs, metrics } = options;
    const turns = new FairTurns({ seats: connections, share, maxWaiting, maxWaitMs });
    metrics.readGauge(
      'lbaas_api_waiting',
      'Calls that wait for their turn at the database',
      () => turns.waiting,
    );
    this.#turns = turns;
    this.#onRefused = options.onRefused;
  }

  /**
   * Runs the work when it is the turn of the project that the surrounding request is of.
   * Where its client goes before, the turn is left to others.
   * @param withinMs what is left of the wait, for work that runs again
   * @throws TurnRefused before the work begins, and what the work throws
   */
  async run<T>(work: () => Promise<T>, withinMs?: number): Promise<T> {
    const { projectId = SERVER_ITSELF, gone } = traces.getStore() ?? {};
    try {
      return await this.#turns.run(projectId, work, { gone, withinMs });
    } catch (error) {
      if (error instanceof TurnRefused) this.#onRefused(error.reason);
      throw error;
    }
  }
}
