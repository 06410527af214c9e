import type { LogicalDevice } from '@lbaas/common/contract';
import { type ObservedHaproxy, PROCESS_GONE } from '../drivers/haproxy/index.ts';
import type { DeviceMemory } from './device-memory.ts';
import { inWords, isEmpty } from './device-plan.ts';
import type { Incident } from './device-report.ts';
import { endedInWords, killedInWords } from './incident-words.ts';
import type { Realisation } from './realise.ts';

/** What an attempt leaves in the memory of its device. */
export function rememberAttempt(
  memory: DeviceMemory,
  { epoch, generation }: LogicalDevice,
  result: Realisation,
  now: Date,
): void {
  const { plan, found, observed, killed, failure, how } = result;
  const words = killed === undefined ? deathInWords(memory, found) : killedInWords(killed);
  if (words !== undefined) memory.incident = { epoch, generation, at: now, words };
  const pid = observed?.running === true ? observed.pid : undefined;
  memory.pid = pid;
  memory.failuresInARow = failure === undefined ? 0 : memory.failuresInARow + 1;
  memory.lastError = failure?.words;
  if (failure === undefined) memory.confirmed = { epoch, generation, pid };
  if (plan === undefined || isEmpty(plan)) return;
  memory.lastPlan = inWords(plan);
  memory.lastHow = how;
  memory.lastAppliedAt = now;
  if (failure !== undefined) return;
  memory.reloads += how === 'reload' ? 1 : 0;
  memory.starts += how === 'start' ? 1 : 0;
}

/** What ran at the end of the last look and was gone at this one: nobody has told of it, because the look came first. */
function deathInWords({ pid }: DeviceMemory, found: ObservedHaproxy | undefined): string | undefined {
  if (pid === undefined || found === undefined || found.running) return undefined;
  return found.reason === PROCESS_GONE ? endedInWords(pid) : undefined;
}

/** Its HAProxy has ended by itself, or had to be ended. */
export function rememberDeath(memory: DeviceMemory, incident: Incident, error: string): void {
  memory.pid = undefined;
  memory.confirmed = undefined;
  memory.lastError = error;
  memory.incident = incident;
}

/** Nothing is left of the device on this host. */
export function rememberRemoval(memory: DeviceMemory): void {
  memory.confirmed = undefined;
  memory.pid = undefined;
  memory.failuresInARow = 0;
}
