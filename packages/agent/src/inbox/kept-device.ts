import { type Args, MAX_KEPT_DEVICES } from '@lbaas/common/contract';
import type { DesiredDevice, DeviceReport } from '../reconcile/index.ts';

type KeptDevice = NonNullable<Args<'report_state'>['kept_devices']>[number];

const WORDS =
  'the database was restored from an older state: the host keeps what it runs until an administrator decides (kept devices of its agent)';

/**
 * What the servers are told of an attempt. Of a device that is kept as it is they are told that nothing of what they
 * have sent is certain to be run, and why, so that the status of each of its objects says so. Pure.
 */
export function reportedAs(entry: DesiredDevice | undefined, report: DeviceReport): DeviceReport {
  if (entry?.wanted !== 'present' || entry.offered === undefined || report.outcome === 'removed')
    return report;
  const { epoch, generation } = entry.offered;
  return {
    ...report,
    epoch,
    generation,
    observedGeneration: 0,
    outcome: 'failed',
    error: report.outcome === 'failed' ? `${WORDS}; ${report.error ?? ''}` : WORDS,
  };
}

/** What a heartbeat says of the devices that are kept; undefined when there are none. Pure. */
export function keptDevices(entries: Iterable<DesiredDevice | undefined>): KeptDevice[] | undefined {
  const kept: KeptDevice[] = [];
  for (const entry of entries) {
    if (entry?.wanted !== 'present' || entry.kept === undefined) continue;
    const { device_id, kind, epoch, generation } = entry.device;
    const { name, addresses } = outlineOf(entry.device);
    kept.push({ device_id, kind, epoch, generation, why: entry.kept, name, addresses });
    if (kept.length === MAX_KEPT_DEVICES) break;
  }
  return kept.length === 0 ? undefined : kept;
}

type Device = Extract<DesiredDevice, { readonly wanted: 'present' }>['device'];

/** By what people know it. */
function outlineOf(device: Device): Pick<KeptDevice, 'name' | 'addresses'> {
  const { name } = device.snapshot;
  const ports =
    device.kind === 'load_balancer'
      ? [device.snapshot.vip_port]
      : [device.snapshot.gateway?.port ?? null, ...device.snapshot.interfaces];
  const addresses = ports.flatMap((port) => port?.fixed_ips.map(({ ip_address }) => ip_address) ?? []);
  const pool = device.kind === 'load_balancer' ? device.snapshot.pools[0]?.name : undefined;
  return { name: pool ?? name, addresses: addresses.slice(0, 64) };
}
