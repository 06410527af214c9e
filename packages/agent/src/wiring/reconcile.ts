import { CLOCK, LOGGER, METRICS, bindWith, token } from '@lbaas/common/wiring';
import { ContainerModule } from 'inversify';
import { type DriverTable, namespaceOf, talkPartnersOf } from '../drivers/index.ts';
import type { DesiredStore } from '../inbox/index.ts';
import { Janitor, Reconciler } from '../reconcile/index.ts';
import { DRIVERS, HOST, LEASE, MEMORIES, STORE } from './device.ts';
import { REPORTS } from './report.ts';
import { CONFIG } from './settings.ts';

export const RECONCILER = token<Reconciler>('lbaas.agent.Reconciler');
export const JANITOR = token<Janitor>('lbaas.agent.Janitor');

/** What makes the devices what they must be. */
export const reconcileModule = new ContainerModule(({ bind }) => {
  bindWith(
    bind,
    RECONCILER,
    {
      config: CONFIG,
      host: HOST,
      drivers: DRIVERS,
      desired: STORE,
      memories: MEMORIES,
      reports: REPORTS,
      clock: CLOCK,
      logger: LOGGER,
      metrics: METRICS,
      lease: LEASE,
    },
    ({ config, lease, ...parts }) => {
      const reconciler = new Reconciler({
        ...parts,
        concurrency: config.concurrency,
        watchEveryMs: config.watch_interval * 1000,
      });
      lease.onUnheard(() => parts.host.listen(partnersByNamespace(parts)));
      lease.onLook(() => parts.desired.ids().forEach((deviceId) => reconciler.audit(deviceId)));
      return reconciler;
    },
  );
  bindWith(
    bind,
    JANITOR,
    {
      config: CONFIG,
      host: HOST,
      drivers: DRIVERS,
      desired: STORE,
      reconciler: RECONCILER,
      logger: LOGGER,
    },
    ({ config, ...parts }) =>
      new Janitor({
        ...parts,
        sweepEveryMs: config.sweep_interval * 1000,
        auditEveryMs: config.audit_interval * 1000,
      }),
  );
});

interface Devices {
  readonly desired: DesiredStore;
  readonly drivers: DriverTable;
}

/** Whom the devices of this host talk to. */
function partnersByNamespace({ desired, drivers }: Devices): (namespace: string) => readonly string[] {
  const found = desired.ids().flatMap((deviceId): [string, readonly string[]][] => {
    const known = desired.get(deviceId);
    const driver = known?.wanted === 'present' ? drivers.of(known.device) : undefined;
    if (known?.wanted !== 'present' || driver === undefined) return [];
    return [[namespaceOf(driver, deviceId), talkPartnersOf(known.device)]];
  });
  const partners = new Map(found);
  return (namespace) => partners.get(namespace) ?? [];
}
