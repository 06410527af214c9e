import { readFileSync } from 'node:fs';
import type { Neighbour } from './port.ts';

/** Of /proc/PID/net/arp: an entry without an answer. */
const INCOMPLETE = '0x0';

/** The IPv4 neighbours in the network namespace of a process, by their links. None when there is no such process. */
export function arpTableOf(pid: number): ReadonlyMap<string, readonly Neighbour[]> {
  try {
    return arpTable(readFileSync(`/proc/${pid}/net/arp`, 'latin1'));
  } catch {
    return new Map();
  }
}

/** Of a text as in proc_net(5). Pure. */
export function arpTable(text: string): ReadonlyMap<string, readonly Neighbour[]> {
  const table = new Map<string, Neighbour[]>();
  for (const line of text.split('\n').slice(1)) {
    const [address = '', , flags, macAddress = '', , link] = line.trim().split(/\s+/);
    if (link === undefined || flags === INCOMPLETE) continue;
    table.set(link, [...(table.get(link) ?? []), { address, macAddress }]);
  }
  return table;
}
