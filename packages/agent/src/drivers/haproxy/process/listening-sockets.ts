import { readFileSync, readdirSync, readlinkSync } from 'node:fs';

/** State of a socket that listens (tcp_states.h), in the fourth column of /proc/net/tcp. */
const LISTEN = '0A';
const STATE = 3;
const INODE = 9;

/**
 * Whether a process holds a TCP socket that listens: its descriptors against what its namespace shows (proc(5)). Some
 * milliseconds on a busy balancer, so it is only asked when nobody answers for the process.
 */
export function acceptsConnections(pid: number): boolean {
  const listening = new Set(['tcp', 'tcp6'].flatMap((name) => inodesIn(read(`/proc/${pid}/net/${name}`))));
  return listening.size > 0 && socketsOf(pid).some((inode) => listening.has(inode));
}

/** The inodes of the sockets that listen, from the text of /proc/net/tcp. Pure. */
export function inodesIn(table: string): string[] {
  const rows = table.split('\n').map((line) => line.trim().split(/\s+/));
  return rows.flatMap((columns) => (columns[STATE] === LISTEN ? [columns[INODE] ?? ''] : []));
}

function socketsOf(pid: number): string[] {
  const directory = `/proc/${pid}/fd`;
  try {
    return readdirSync(directory).flatMap((name) => inodeOf(`${directory}/${name}`));
  } catch {
    return [];
  }
}

function inodeOf(path: string): string[] {
  try {
    const inode = /^socket:\[(\d+)\]$/.exec(readlinkSync(path))?.[1];
    return inode === undefined ? [] : [inode];
  } catch {
    return [];
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}
