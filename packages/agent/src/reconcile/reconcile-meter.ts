import type { Metrics } from '@lbaas/common/runtime';
import type { Realisation } from './realise.ts';

const BUCKETS_MS = [2, 5, 10, 20, 40, 60, 80, 120, 250, 500, 1_000, 5_000, 15_000];

/** Counts what it took to reach devices, and where the time went. */
export class ReconcileMeter {
  readonly #attempts;
  readonly #stages;

  constructor(metrics: Metrics) {
    this.#attempts = metrics.counter('lbaas_agent_attempts_total', 'Attempts to reach a device.', [
      'how',
      'outcome',
    ]);
    this.#stages = metrics.histogram(
      'lbaas_agent_stage_milliseconds',
      'Duration of the stages of an attempt.',
      ['stage'],
      BUCKETS_MS,
    );
  }

  observe({ how, failure, stages }: Realisation): void {
    this.#attempts.inc({ how, outcome: failure === undefined ? 'done' : 'failed' });
    for (const [stage, ms] of Object.entries(stages)) this.#stages.observe({ stage }, ms);
  }
}
