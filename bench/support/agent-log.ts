import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Lab } from '@lbaas/lab';

/** The log line of the agent for a device that it has reached. */
export interface Reached {
  readonly device: string;
  readonly how: string;
  /** Milliseconds since the epoch at which the agent began this attempt. */
  readonly beganMs: number;
  readonly ms: number;
  readonly stages: Readonly<Record<string, number>>;
}

interface Line {
  readonly msg?: string;
  readonly time?: string;
  readonly device?: string;
  readonly how?: string;
  readonly ms?: number;
  readonly stages?: Record<string, number>;
}

function reachedOf(text: string): Reached[] {
  const { msg, time, device, how, ms, stages } = JSON.parse(text) as Line;
  if (msg !== 'device reached' || time === undefined || device === undefined || how === undefined) return [];
  return [{ device, how, beganMs: Date.parse(time) - (ms ?? 0), ms: ms ?? 0, stages: stages ?? {} }];
}

/** Every device that an agent has reached, in order. */
export function reachedDevices(lab: Lab, agent: string): Reached[] {
  const text = readFileSync(join(lab.directory, 'log', `${agent}.log`), 'utf8');
  return text
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .flatMap(reachedOf);
}
