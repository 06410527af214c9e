import type { LogicalDevice } from '@lbaas/common/contract';
import type { DeviceMemory } from './device-memory.ts';
import type { DeviceReport } from './device-report.ts';
import type { Realisation } from './realise.ts';

/** What an attempt is told as. Pure. */
export function reportOf(device: LogicalDevice, memory: DeviceMemory, result: Realisation): DeviceReport {
  const { failure, how, durationMs } = result;
  const { device_id: deviceId, epoch, generation } = device;
  const known = memory.incident;
  const incident = known?.epoch === epoch && known.generation === generation ? { incident: known } : {};
  const about = { deviceId, epoch, generation, how, durationMs: Math.max(0, durationMs), ...incident };
  if (failure === undefined) {
    return { ...about, outcome: 'done', observedGeneration: generation, error: undefined };
  }
  const observedGeneration = stillShown(device, memory, result);
  return { ...about, outcome: 'failed', observedGeneration, error: failure.words };
}

/**
 * What the device shows after a failure: the generation that was last read back if the very process of then still
 * runs, or else what the process says of itself, which changes at run time do not raise.
 */
function stillShown(
  { epoch, generation }: LogicalDevice,
  { confirmed }: DeviceMemory,
  result: Realisation,
): number {
  const { observed } = result;
  if (observed?.running !== true) return 0;
  const known = confirmed?.pid === observed.pid && confirmed.epoch === epoch ? confirmed.generation : 0;
  return Math.min(generation - 1, Math.max(known, observed.generation));
}

/**
 * Whether the server must hear it. It is told nothing that it knows, unless it waits for a word; and a failure that the
 * next attempt, some milliseconds later, may have overcome only when that one has failed too.
 */
export function isWorthTelling(memory: DeviceMemory, report: DeviceReport, mayPass: boolean): boolean {
  if (report.outcome === 'failed' && mayPass && memory.failuresInARow < 2) return false;
  return memory.reportDue || !sameNews(memory.lastReport, report);
}

const sameNews = (last: DeviceReport | undefined, report: DeviceReport): boolean =>
  last?.epoch === report.epoch &&
  last.generation === report.generation &&
  last.observedGeneration === report.observedGeneration &&
  last.outcome === report.outcome &&
  last.error === report.error &&
  last.incident === report.incident;
