import { sleep } from '@lbaas/common/runtime';
import { HostError } from './host-error.ts';
import { networkNamed, networkOf } from './network-identity.ts';
import type { ProcessTable } from './process-table.ts';

const PATIENCE_MS = 5_000;
const POLL_MS = 10;

/**
 * Kills every process of a namespace and waits until the last one is gone: a namespace without a name lives on as long
 * as a process is in it, with its addresses.
 */
export async function endProcesses(namespace: string, table: ProcessTable): Promise<void> {
  const network = networkNamed(namespace);
  if (network === undefined || network === networkOf('self')) return;
  const giveUpAt = performance.now() + PATIENCE_MS;
  for (let pids = await inside(network, table); pids.length > 0; pids = await inside(network, table)) {
    if (performance.now() > giveUpAt) {
      throw new HostError('lost', `processes ${pids.join(', ')} of ${namespace} do not end`);
    }
    for (const pid of pids) if (networkOf(pid) === network) kill(pid);
    await sleep(POLL_MS);
  }
}

async function inside(network: string, table: ProcessTable): Promise<number[]> {
  return (await table.look()).filter((entry) => entry.network === network).map((entry) => entry.pid);
}

/** It may have ended by itself since it was listed. */
function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
