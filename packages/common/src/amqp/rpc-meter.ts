import { RpcError } from '../contract/index.ts';
import type { Metrics } from '../runtime/index.ts';
import type { Outcome } from './rpc-handlers.ts';

/** Runs one piece of work and counts it by method and outcome. */
export type RpcMeter = <T>(method: string, work: () => Promise<T>) => Promise<T>;

const BUCKETS_S = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

export function createClientMeter(metrics: Metrics | undefined): RpcMeter {
  if (metrics === undefined) return (_, work) => work();
  const seconds = metrics.histogram(
    'lbaas_rpc_client_seconds',
    'Time until a cast was confirmed or a call was answered, by outcome (done or the error code).',
    ['method', 'outcome'],
    BUCKETS_S,
  );
  return async (method, work) => {
    const startedMs = performance.now();
    const observe = (outcome: string): void =>
      seconds.observe({ method, outcome }, (performance.now() - startedMs) / 1000);
    try {
      const result = await work();
      observe('done');
      return result;
    } catch (error) {
      observe(error instanceof RpcError ? error.code : 'failed');
      throw error;
    }
  };
}

export type RpcServerMeter = (queue: string, outcome: Outcome, durationMs: number) => void;

/** Dead letters have a counter of their own: each is a bug or a mix of versions that somebody should look at. */
export function createServerMeter(metrics: Metrics | undefined): RpcServerMeter {
  if (metrics === undefined) return () => undefined;
  const seconds = metrics.histogram(
    'lbaas_rpc_server_seconds',
    'Time in the handler of a message, by outcome (done, reply, refused, dead, retry).',
    ['method', 'outcome'],
    BUCKETS_S,
  );
  const dead = metrics.counter(
    'lbaas_rpc_dead_letters_total',
    'Casts that were moved to the dead queue, by error code.',
    ['queue', 'method', 'code'],
  );
  return (queue, outcome, durationMs) => {
    const { method } = outcome;
    seconds.observe({ method, outcome: outcome.kind }, durationMs / 1000);
    if (outcome.kind === 'dead') dead.inc({ queue, method, code: outcome.code });
  };
}
