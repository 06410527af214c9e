import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import type { MonitorChildOptions } from './monitor-child.ts';

type Monitor = Pick<MonitorChildOptions, 'argv' | 'listens'>;

/** 2,000 to 4,000 events fit: those of 200 devices that are plugged at once. */
const RECEIVE_BYTES = 4_194_304;
const OBJECTS = ['link', 'address', 'route', 'rule', 'neigh'];

/** What happens in this namespace and in every one that a link of it leads to. */
export const NETLINK: Monitor = {
  argv: ['ip', '-o', '-rcvbuf', `${RECEIVE_BYTES}`, 'monitor', 'all-nsid', ...OBJECTS],
  listens: (pid) => hasNetlinkSocket(pid),
};

/** The path of everything that is unmounted. */
export const UNMOUNTS: Monitor = {
  argv: ['findmnt', '--poll=umount', '--noheadings', '--output', 'TARGET'],
  listens: (pid) => hasOpen(pid, '/mountinfo'),
};

/** Columns of /proc/net/netlink: socket, protocol (0 = routing), pid, groups. */
function hasNetlinkSocket(pid: number): boolean {
  const rows = readFileSync('/proc/net/netlink', 'latin1').split('\n');
  return rows.some((row) => {
    const [, protocol, owner, groups] = row.trim().split(/\s+/);
    return protocol === '0' && owner === String(pid) && Number(`0x${groups}`) > 0;
  });
}

function hasOpen(pid: number, ending: string): boolean {
  const directory = `/proc/${pid}/fd`;
  try {
    return readdirSync(directory).some((name) => readlinkSync(`${directory}/${name}`).endsWith(ending));
  } catch {
    return false;
  }
}
