import { readFileSync, readdirSync, statfsSync, writeFileSync } from 'node:fs';
import type { LimitName, LimitReading } from './host-limits.ts';

const FAMILIES = [
  ['neighbours_ipv4', 'ipv4', 'arp_cache'],
  ['neighbours_ipv6', 'ipv6', 'ndisc_cache'],
] as const;

/** Enough for 3,600 devices; an entry has 0.5 KiB and is made when it is needed. */
const NEIGHBOURS = { gc_thresh1: 4_096, gc_thresh2: 8_192, gc_thresh3: 16_384 };

/** Of this host, as it is now: some ten small files, 0.2 ms. */
export function readLimits(stateDir: string): LimitReading[] {
  return [
    ...FAMILIES.map(([limit, family, cache]) => neighbours(limit, family, cache)),
    reading('processes', numbers('/proc/loadavg', /\/(\d+)/)[0], numbers('/proc/sys/kernel/pid_max')[0]),
    reading('files', ...openFiles()),
    reading('agent_files', ownFiles(), numbers('/proc/self/limits', /Max open files\s+(\d+)/)[0]),
    reading(
      'connections',
      numbers('/proc/sys/net/netfilter/nf_conntrack_count')[0],
      numbers('/proc/sys/net/netfilter/nf_conntrack_max')[0],
    ),
    reading('memory', ...memory()),
    reading('disk', ...disk(stateDir)),
  ].flatMap((found) => found ?? []);
}

/**
 * Raises the sizes of the neighbour tables, which all namespaces of a kernel share; never lowers one. Only the first
 * network namespace of a machine has these settings. @returns those that were changed
 */
export function raiseNeighbourTables(): string[] {
  const files = FAMILIES.flatMap(([, family]) =>
    Object.entries(NEIGHBOURS).map(([name, wanted]) => ({
      path: `/proc/sys/net/${family}/neigh/default/${name}`,
      wanted,
    })),
  );
  return files.filter(({ path, wanted }) => raise(path, wanted)).map(({ path }) => path);
}

function raise(path: string, wanted: number): boolean {
  const [known] = numbers(path);
  if (known === undefined || known >= wanted) return false;
  try {
    writeFileSync(path, `${wanted}`);
    return true;
  } catch {
    // Not ours to set, as in a container: the reading says what that means.
    return false;
  }
}

/** Each line of the statistics, one per processor, begins with the number of all entries, in hexadecimal. */
function neighbours(limit: LimitName, family: string, cache: string): LimitReading | undefined {
  const [entries] = numbers(`/proc/net/stat/${cache}`, /\n([0-9a-f]+)/, 16);
  return reading(limit, entries, numbers(`/proc/sys/net/${family}/neigh/default/gc_thresh3`)[0]);
}

function reading(
  limit: LimitName,
  used: number | undefined,
  max: number | undefined,
): LimitReading | undefined {
  if (used === undefined || max === undefined || max === 0) return undefined;
  return { limit, used: Math.round(used), max: Math.round(max) };
}

function openFiles(): [number | undefined, number | undefined] {
  const [used, max] = numbers('/proc/sys/fs/file-nr', /^(\d+)\s+\d+\s+(\d+)/);
  return [used, max === undefined ? undefined : Math.min(max, Number.MAX_SAFE_INTEGER)];
}

function ownFiles(): number | undefined {
  try {
    return readdirSync('/proc/self/fd').length;
  } catch {
    return undefined;
  }
}

function memory(): [number | undefined, number | undefined] {
  const [total] = numbers('/proc/meminfo', /MemTotal:\s+(\d+)/);
  const [available] = numbers('/proc/meminfo', /MemAvailable:\s+(\d+)/);
  if (total === undefined || available === undefined) return [undefined, undefined];
  return [(total - available) * 1024, total * 1024];
}

function disk(directory: string): [number | undefined, number | undefined] {
  try {
    const { blocks, bavail, bsize } = statfsSync(directory);
    return [(blocks - bavail) * bsize, blocks * bsize];
  } catch {
    return [undefined, undefined];
  }
}

/** The numbers in the groups of the pattern; empty when the file or they are not there. */
function numbers(path: string, pattern = /(\d+)/, radix = 10): number[] {
  try {
    const [, ...groups] = pattern.exec(readFileSync(path, 'latin1')) ?? [];
    return groups.map((group) => Number.parseInt(group, radix));
  } catch {
    return [];
  }
}
