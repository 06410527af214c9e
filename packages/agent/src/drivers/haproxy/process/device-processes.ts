import { readFile, readdir } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { sleep } from '@lbaas/common/runtime';
import { HaproxyError } from '../model/errors.ts';
import { ProcessProbe, isStopped } from '../../../host/process-state.ts';

/**
 * Whether a pid is a HAProxy of this directory. The directory stands in the command line (`-C`), so a pid that was
 * given to another program in the meantime is never mistaken. Zombies have no command line and do not count.
 */
export async function belongsTo(pid: number, directory: string): Promise<boolean> {
  const args = await commandLine(String(pid));
  const at = args.indexOf('-C');
  return at > 0 && args[at + 1] === directory;
}

async function commandLine(pid: string): Promise<string[]> {
  const text = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return text.split('\0');
}

/** The devices under a state directory that have processes, even if that directory is gone. */
export async function deviceIdsOfProcesses(stateDir: string): Promise<string[]> {
  const lines = await Promise.all((await allPids()).map(commandLine));
  const directories = lines.map((args) => args[args.indexOf('-C') + 1] ?? '');
  const ids = directories.filter((path) => dirname(path) === stateDir).map((path) => basename(path));
  return [...new Set(ids)];
}

const allPids = async (): Promise<string[]> => (await readdir('/proc')).filter((name) => /^\d+$/.test(name));

/** Every process of the directory, whether or not anybody wrote it down: looks through /proc. */
export async function findProcesses(directory: string): Promise<number[]> {
  return aliveOf((await allPids()).map(Number), directory);
}

export async function aliveOf(pids: readonly number[], directory: string): Promise<number[]> {
  const unique = [...new Set(pids)];
  const alive = await Promise.all(unique.map((pid) => belongsTo(pid, directory)));
  return unique.filter((_, index) => alive[index]);
}

/**
 * Ends processes at once, with what they carry: SIGTERM, then SIGKILL, which is all that a stopped one obeys. Returns
 * when their sockets are closed. Throws HaproxyError `stuck`.
 */
export async function endProcesses(pids: readonly number[], directory: string): Promise<void> {
  const probes = new Map(pids.map((pid) => [pid, ProcessProbe.open(pid)]));
  try {
    let left = await aliveOf(pids, directory);
    for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
      if (left.length === 0) return;
      for (const pid of left) signalProcess(pid, isStopped(pid) ? 'SIGKILL' : signal);
      left = await waitForEnd(left, probes, 2_000);
    }
    if (left.length > 0) throw new HaproxyError('stuck', `processes do not end: ${left.join(', ')}`);
  } finally {
    for (const probe of probes.values()) probe?.close();
  }
}

/** Asks a process to finish its connections and go; it lets its listening sockets go at once. */
export async function retireProcess(pid: number, directory: string): Promise<void> {
  if (await belongsTo(pid, directory)) signalProcess(pid, 'SIGUSR1');
}

/** Nothing, when it has just ended. */
export function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

/**
 * An ending process loses its command line first and closes its sockets later, many milliseconds if it has much memory;
 * until then it takes connections that nobody will serve. So the command line says nothing here.
 */
async function waitForEnd(
  pids: readonly number[],
  probes: ReadonlyMap<number, ProcessProbe | undefined>,
  withinMs: number,
): Promise<number[]> {
  const running = (): number[] => pids.filter((pid) => probes.get(pid)?.state() !== undefined);
  const giveUpAt = performance.now() + withinMs;
  while (running().length > 0 && performance.now() < giveUpAt) await sleep(5);
  return running();
}
