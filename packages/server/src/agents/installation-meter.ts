import type { Metrics } from '@lbaas/common/runtime';
import { type InstallationCounts, type Liveness, countInstallation } from '../devices/index.ts';
import type { UnitOfWork } from '../persistence/index.ts';

export interface InstallationMeterOptions extends Liveness {
  readonly unitOfWork: UnitOfWork;
  readonly metrics: Metrics;
}

/** Metrics that are read together, and by several who scrape, ask the database once. */
const FRESH_MS = 2_000;

/**
 * What all servers know of the installation, read on each scrape: every server shows the same, so look at the largest.
 * While the database is away there are no such series.
 */
export function meterInstallation({ metrics, unitOfWork, ...liveness }: InstallationMeterOptions): void {
  let known: { readonly atMs: number; readonly counts: Promise<InstallationCounts | undefined> } | undefined;
  const read = (): Promise<InstallationCounts | undefined> => {
    const nowMs = performance.now();
    if (known === undefined || nowMs - known.atMs > FRESH_MS) {
      const counts = unitOfWork.statements((tx) => countInstallation(tx, liveness)).catch(() => undefined);
      known = { atMs: nowMs, counts };
    }
    return known.counts;
  };
  for (const [kind, help] of [
    ['devices', 'Balancers and routers: all of them (total), and those to worry about.'],
    ['agents', 'Agents: all of them (total), those that are silent, those that are disabled.'],
  ] as const) {
    const series = { type: 'gauge', name: `lbaas_${kind}`, help, labelNames: ['state'] } as const;
    metrics.readSeries(series, async (set) => {
      for (const [state, count] of Object.entries((await read())?.[kind] ?? {})) set({ state }, count);
    });
  }
}
