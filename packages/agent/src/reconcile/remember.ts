import type { LogicalDevice } from '@lbaas/common/contract';
import type { DeviceMemory } from './device-memory.ts';
import { inWords, isEmpty } from './device-plan.ts';
import type { Incident } from './device-report.ts';
import type { Realisation } from './realise.ts';

/** What an attempt leaves in the memory of its device. */
export function rememberAttempt(
  memory: DeviceMemory,
  { epoch, generation }: LogicalDevice,
  result: Realisation,
  now: Date,
): void {
  const { plan, observed, killed, failure, how } = result;
  const pid = observed?.running === true ? observed.pid : undefined;
  memory.running = pid !== undefined;
  memory.failuresInARow = failure === undefined ? 0 : memory.failuresInARow + 1;
  memory.lastError = failure?.words;
  if (killed !== undefined) {
    const words = `HAProxy (process ${killed.pid}) ${killed.why} and had to be killed`;
    memory.incident = { epoch, generation, at: now, words };
  }
  if (failure === undefined) memory.confirmed = { epoch, generation, pid };
  if (plan === undefined || isEmpty(plan)) return;
  memory.lastPlan = inWords(plan);
  memory.lastHow = how;
  memory.lastAppliedAt = now;
  if (failure !== undefined) return;
  memory.reloads += how === 'reload' ? 1 : 0;
  memory.starts += how === 'start' ? 1 : 0;
}

/** Its HAProxy has ended by itself, or had to be ended. */
export function rememberDeath(memory: DeviceMemory, incident: Incident, error: string): void {
  memory.running = false;
  memory.confirmed = undefined;
  memory.lastError = error;
  memory.incident = incident;
}

/** Nothing is left of the device on this host. */
export function rememberRemoval(memory: DeviceMemory): void {
  memory.confirmed = undefined;
  memory.running = false;
  memory.failuresInARow = 0;
}
