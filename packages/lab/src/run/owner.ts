import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startTicks } from '../hosts/process-table.ts';

/** The process that holds a lab. Its start time distinguishes it from a later process with the same pid. */
export interface Owner {
  readonly pid: number;
  readonly startTicks: number;
}

const fileOf = (directory: string): string => join(directory, 'owner.json');

export function writeOwner(directory: string): void {
  const owner: Owner = { pid: process.pid, startTicks: startTicks(process.pid) ?? 0 };
  writeFileSync(fileOf(directory), JSON.stringify(owner));
}

/** The running owner of the lab in a run directory; undefined if it has died or there is no lab. */
export function livingOwner(directory: string): Owner | undefined {
  try {
    const owner = JSON.parse(readFileSync(fileOf(directory), 'utf8')) as Owner;
    return startTicks(owner.pid) === owner.startTicks ? owner : undefined;
  } catch {
    return undefined;
  }
}
