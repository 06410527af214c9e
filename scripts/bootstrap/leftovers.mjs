import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';

const NETNS = '/run/netns';
const GRACE_MS = 20_000;
/** Caches that tools keep in the temporary directory. */
const CACHES = /^(tsx-|node-compile-cache)/;

/** Names of the network namespaces that may be ours: those of labs, and those of devices outside of a lab. */
export const namespaces = () =>
  (existsSync(NETNS) ? readdirSync(NETNS) : []).filter((name) =>
    /^(lb[0-9a-f]{4}|qlbaas|qrouter)-/.test(name),
  );

/**
 * What a test run has left behind: files in its temporary directory, running processes with its mark in their
 * environment, and namespaces that did not exist before. Waits a little for what is about to end.
 */
export async function leftovers({ directory, mark, before }) {
  const deadline = performance.now() + GRACE_MS;
  for (;;) {
    const left = [...files(directory), ...marked(mark), ...abandoned(before)];
    if (left.length === 0 || performance.now() > deadline) return left;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

const files = (directory) =>
  readdirSync(directory)
    .filter((name) => !CACHES.test(name))
    .map((name) => `${directory}/${name}`);

/** A lab with running processes is somebody else's, or these processes carry our mark. */
function abandoned(before) {
  const now = namespaces();
  const living = new Set(now.filter(hasProcesses).map(labOf));
  return now
    .filter((name) => !before.includes(name) && !living.has(labOf(name)))
    .map((name) => `${NETNS}/${name}`);
}

const labOf = (name) => (name.startsWith('lb') ? name.slice(0, name.indexOf('-')) : name);

function hasProcesses(name) {
  try {
    return execFileSync('ip', ['netns', 'pids', name], { stdio: ['ignore', 'pipe', 'ignore'] }).length > 0;
  } catch {
    return false;
  }
}

const marked = (mark) =>
  markedPids(mark).map(
    (pid) => `process ${pid}: ${read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').slice(0, 120)}`,
  );

/** Kills the remaining processes of a run. */
export function endMarked(mark) {
  for (const pid of markedPids(mark)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has just ended.
    }
  }
}

const markedPids = (mark) =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => read(`/proc/${pid}/environ`).includes(mark))
    .map(Number);

function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
