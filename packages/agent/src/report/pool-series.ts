import type { Metrics } from '@lbaas/common/runtime';
import type { PoolTotals } from '../drivers/index.ts';

const LABELS = ['device', 'pool'];

/** The counters of every pool on this host, as last read; absolute since the epoch of the device began. */
export class PoolSeries {
  readonly #gauges;
  readonly #pools = new Map<string, ReadonlySet<string>>();

  constructor(metrics: Metrics) {
    this.#gauges = {
      bytesIn: metrics.gauge('lbaas_agent_pool_bytes_in', 'Bytes from clients.', LABELS),
      bytesOut: metrics.gauge('lbaas_agent_pool_bytes_out', 'Bytes to clients.', LABELS),
      activeConnections: metrics.gauge('lbaas_agent_pool_active_connections', 'Open connections.', LABELS),
      totalConnections: metrics.gauge('lbaas_agent_pool_connections', 'Connections so far.', LABELS),
    };
  }

  show(device: string, totals: readonly PoolTotals[]): void {
    const pools = new Set(totals.map(({ poolId }) => poolId));
    this.#remove(device, (pool) => !pools.has(pool));
    this.#pools.set(device, pools);
    for (const { poolId: pool, ...counters } of totals) {
      for (const [name, gauge] of this.#entries()) gauge.set({ device, pool }, counters[name]);
    }
  }

  drop(device: string): void {
    this.#remove(device, () => true);
    this.#pools.delete(device);
  }

  #remove(device: string, isGone: (pool: string) => boolean): void {
    for (const pool of this.#pools.get(device) ?? []) {
      if (isGone(pool)) for (const [, gauge] of this.#entries()) gauge.remove({ device, pool });
    }
  }

  #entries() {
    const { bytesIn, bytesOut, activeConnections, totalConnections } = this.#gauges;
    return [
      ['bytesIn', bytesIn],
      ['bytesOut', bytesOut],
      ['activeConnections', activeConnections],
      ['totalConnections', totalConnections],
    ] as const;
  }
}
