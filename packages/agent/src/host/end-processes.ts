import { sleep } from '@lbaas/common/runtime';
import { runCommand } from './command.ts';
import { HostError } from './host-error.ts';

const PATIENCE_MS = 5_000;
const POLL_MS = 10;

/**
 * Kills every process of a namespace and waits until the last one is gone: a namespace without a name lives on as long
 * as a process is in it, with its addresses.
 */
export async function endProcesses(namespace: string): Promise<void> {
  const giveUpAt = performance.now() + PATIENCE_MS;
  for (let pids = await listPids(namespace); pids.length > 0; pids = await listPids(namespace)) {
    if (performance.now() > giveUpAt) {
      throw new HostError('lost', `processes ${pids.join(', ')} of ${namespace} do not end`);
    }
    for (const pid of pids) kill(pid);
    await sleep(POLL_MS);
  }
}

async function listPids(namespace: string): Promise<number[]> {
  const { stdout } = await runCommand(['ip', 'netns', 'pids', namespace]);
  return stdout
    .split('\n')
    .map(Number)
    .filter((pid) => pid > 0);
}

/** It may have ended by itself since it was listed. */
function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
