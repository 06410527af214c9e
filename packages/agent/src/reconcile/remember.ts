import type { LogicalDevice } from '@lbaas/common/contract';
import type { DeviceMemory } from './device-memory.ts';
import { driverFaults, inWords, isEmpty, portLosses } from './device-plan.ts';
import { type Incident, endedInWords, killedInWords } from './device-report.ts';
import type { Realisation } from './realise.ts';

/** What an attempt leaves in the memory of its device. */
export function rememberAttempt(
  memory: DeviceMemory,
  device: LogicalDevice,
  result: Realisation,
  now: Date,
): void {
  const { epoch, generation } = device;
  const { plan, observed, failure, how } = result;
  const words = incidentInWords(memory, device, result);
  if (words !== undefined) memory.incident = { epoch, generation, at: now, words };
  memory.running = observed?.running;
  memory.failuresInARow = failure === undefined ? 0 : memory.failuresInARow + 1;
  memory.lastError = failure?.words;
  memory.claimsFirst = failure?.retryInMs !== undefined;
  if (failure === undefined) memory.confirmed = { epoch, generation, pid: observed?.running?.pid };
  if (plan === undefined || isEmpty(plan)) return;
  memory.lastPlan = inWords(plan);
  memory.lastHow = how;
  memory.lastAppliedAt = now;
  if (failure !== undefined) return;
  memory.reloads += how === 'reload' ? 1 : 0;
  memory.starts += how === 'start' ? 1 : 0;
}

/**
 * Something was taken from a device that was whole in the very generation that it shows (what an attempt that failed
 * has left to do was told with that attempt); or a process had to be killed;
 * or it ran at the end of the last attempt and was gone before the watch noticed.
 */
function incidentInWords(
  { running, confirmed, failuresInARow }: DeviceMemory,
  { epoch, generation }: LogicalDevice,
  result: Realisation,
): string | undefined {
  const { program, found, killed } = result;
  if (program === undefined) return undefined;
  if (killed !== undefined) return killedInWords(program, killed);
  if (running?.pid !== undefined && found?.ended === 'by itself') return endedInWords(program, running.pid);
  const wasWhole = failuresInARow === 0 && confirmed?.epoch === epoch && confirmed.generation === generation;
  return wasWhole ? harmInWords(program, result) : undefined;
}

function harmInWords(program: string, { plan, faults, reclaimed }: Realisation): string | undefined {
  const ports = plan === undefined ? [] : portLosses(plan);
  const parts = [
    ...(reclaimed ? ['the name of its namespace was lost'] : []),
    ...(plan === undefined ? [] : driverFaults(plan)),
    ...faults,
  ];
  const words = [
    ...(ports.length > 0 ? [`the port of the VIP was not as it must be: ${ports.join(', ')}`] : []),
    ...(parts.length > 0 ? [`${program} was not as it must be: ${parts.join(', ')}`] : []),
  ];
  return words.length > 0 ? words.join('; ') : undefined;
}

/** Its process has ended by itself, or had to be ended. */
export function rememberDeath(memory: DeviceMemory, incident: Incident, error: string): void {
  memory.running = undefined;
  memory.confirmed = undefined;
  memory.lastError = error;
  memory.incident = incident;
}

/** Nothing is left of the device on this host. */
export function rememberRemoval(memory: DeviceMemory): void {
  memory.confirmed = undefined;
  memory.running = undefined;
  memory.failuresInARow = 0;
}
