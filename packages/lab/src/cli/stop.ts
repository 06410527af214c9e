import { existsSync } from 'node:fs';
import { eventually } from '@lbaas/common/runtime';
import { livingOwner } from '../run/owner.ts';
import { currentDirectory, sweepDeadLabs } from './labs.ts';

const DEADLINE_MS = 20_000;

/** Ends the running lab, and removes what crashed ones have left. */
export async function stop(print: (line: string) => void): Promise<void> {
  const directory = currentDirectory();
  if (directory !== undefined) await end(directory);
  const swept = await sweepDeadLabs();
  if (directory !== undefined) print('The lab is down; nothing of it is left.');
  else print(swept > 0 ? 'No lab was running; removed what a crashed one had left.' : 'No lab is running.');
}

async function end(directory: string): Promise<void> {
  const owner = livingOwner(directory);
  if (owner === undefined) return;
  process.kill(owner.pid, 'SIGTERM');
  try {
    await eventually(() => refuseRemains(directory), { withinMs: DEADLINE_MS, everyMs: 50 });
  } catch {
    // The lab's janitor, a separate process, then cleans up.
    process.kill(owner.pid, 'SIGKILL');
    await eventually(() => refuseRemains(directory), { withinMs: DEADLINE_MS, everyMs: 50 });
  }
}

function refuseRemains(directory: string): void {
  if (livingOwner(directory) !== undefined || existsSync(directory))
    throw new Error(`${directory} is still there`);
}
