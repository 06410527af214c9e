import { readFileSync, readdirSync, readlinkSync } from 'node:fs';

export interface ProcessEntry {
  readonly pid: number;
  readonly command: readonly string[];
}

/** Process ids of the children of a process, in the namespace that `/proc` shows. */
export function childrenOf(pid: number): number[] {
  const text = read(`/proc/${pid}/task/${pid}/children`);
  return text.split(' ').filter(Boolean).map(Number);
}

/** The running processes whose pid namespace is that of `init`; zombies and kernel threads have no command line. */
export const processesBeside = (init: number): ProcessEntry[] => processesWith('pid', init);

/**
 * The services of a host: without its process 1 and without children of services. Services that share only the
 * network of the host belong to it too; the `nsenter` that waits for one of its processes does not.
 */
export function servicesOf(init: number): ProcessEntry[] {
  const network = processesWith('net', init).filter(({ command: [file] }) => file !== 'nsenter');
  const all = new Map([...network, ...processesBeside(init)].map((entry) => [entry.pid, entry]));
  all.delete(init);
  return [...all.values()].filter(({ pid }) => !all.has(parentOf(pid)));
}

function processesWith(kind: 'pid' | 'net', init: number): ProcessEntry[] {
  const namespace = namespaceLink(kind, init);
  if (namespace === undefined) return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => namespaceLink(kind, pid) === namespace)
    .map((pid) => ({ pid, command: commandLine(pid) }))
    .filter(({ command }) => command.length > 0);
}

/** Ticks since boot at which the process started: distinguishes it from a later process with the same pid. */
export function startTicks(pid: number): number | undefined {
  const [state, ...fields] = statOf(pid);
  return state === '' || state === 'Z' ? undefined : Number(fields[18]);
}

const parentOf = (pid: number): number => Number(statOf(pid)[1]);

/** The fields from the state on: the name before them may contain anything, even parentheses. */
function statOf(pid: number): string[] {
  const stat = read(`/proc/${pid}/stat`);
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

const commandLine = (pid: number): string[] => read(`/proc/${pid}/cmdline`).split('\0').filter(Boolean);

function namespaceLink(kind: 'pid' | 'net', pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/ns/${kind}`);
  } catch {
    return undefined;
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
