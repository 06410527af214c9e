import type { LogicalDevice } from '@lbaas/common/contract';
import type { DeviceMemory } from './device-memory.ts';
import type { DeviceReport } from './device-report.ts';
import type { Realisation } from './realise.ts';

/** The report of an attempt. Pure. */
export function reportOf(device: LogicalDevice, memory: DeviceMemory, result: Realisation): DeviceReport {
  const { failure, how, durationMs } = result;
  const { device_id: deviceId, epoch, generation } = device;
  const known = memory.incident;
  const incident = known?.epoch === epoch && known.generation === generation ? { incident: known } : {};
  const about = { deviceId, epoch, generation, how, durationMs: Math.max(0, durationMs), ...incident };
  if (failure === undefined) {
    return { ...about, outcome: 'done', observedGeneration: generation, error: undefined };
  }
  const observedGeneration = result.cutOff ? 0 : stillShown(device, memory, result);
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
  const running = result.observed?.running;
  if (running === undefined) return 0;
  const isSame = confirmed !== undefined && confirmed.pid === running.pid && confirmed.epoch === epoch;
  const known = isSame ? confirmed.generation : 0;
  return Math.min(generation - 1, Math.max(known, running.generation));
}

/**
 * Whether the report must be sent: the server waits for one, or it says something new. A failure that the next attempt,
 * some milliseconds later, may overcome is reported only when that attempt has failed too.
 */
export function isWorthReporting(memory: DeviceMemory, report: DeviceReport, mayPass: boolean): boolean {
  if (report.outcome === 'failed' && mayPass && memory.failuresInARow < 2) return false;
  return memory.reportDue || !saysTheSame(memory.lastReport, report);
}

const saysTheSame = (last: DeviceReport | undefined, report: DeviceReport): boolean =>
  last?.epoch === report.epoch &&
  last.generation === report.generation &&
  last.observedGeneration === report.observedGeneration &&
  last.outcome === report.outcome &&
  last.error === report.error &&
  last.incident === report.incident;
