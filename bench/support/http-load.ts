import autocannon from 'autocannon';
import { type Row, round } from './figures.ts';

export interface HttpLoad extends Omit<autocannon.Options, 'connections' | 'duration'> {
  readonly what: string;
  /** Concurrent requests, each on its own connection. */
  readonly concurrency: number;
  readonly seconds: number;
}

/** As many requests as fit into the time. @throws Error if one of them is refused or lost */
export async function httpLoad({ what, concurrency, seconds, ...options }: HttpLoad): Promise<Row> {
  const result = await autocannon({ ...options, connections: concurrency, duration: seconds });
  if (result.non2xx > 0 || result.errors > 0)
    throw new Error(`${what}: ${result.non2xx} refused, ${result.errors} failed`);
  return {
    what,
    concurrency,
    'per second': round(result.requests.total / result.duration),
    'p50 ms': round(result.latency.p50),
    'p99 ms': round(result.latency.p99),
    'KB each': round(result.throughput.total / result.requests.total / 1000),
  };
}
