import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const NETNS = '/run/netns';
const OURS = /^(lb|qlbaas-|qrouter-)/;
const GRACE_MS = 5000;

/** What tests of ours can leave on the machine: network namespaces and temporary directories. */
export function traces() {
  const named = (directory) =>
    (existsSync(directory) ? readdirSync(directory) : []).filter((name) => OURS.test(name));
  return [
    ...named(NETNS).map((name) => join(NETNS, name)),
    ...named(tmpdir()).map((name) => join(tmpdir(), name)),
  ];
}

/**
 * What a test run has left behind: traces that were not there before it, and living processes that carry its mark
 * in their environment. Waits a little for what is just going away.
 */
export async function leftovers(before, mark) {
  const deadline = performance.now() + GRACE_MS;
  for (;;) {
    const left = [...traces().filter((path) => isNew(path, before)), ...marked(mark)];
    if (left.length === 0 || performance.now() > deadline) return left;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** A trace of somebody else's run that goes on beside ours is none of ours. */
const isNew = (path, before) => !before.includes(path) && !hasLivingOwner(path);

function hasLivingOwner(path) {
  const id = /\/(lb[0-9a-f]{4})(-|$)/.exec(path)?.[1];
  if (id === undefined) return false;
  try {
    const { pid } = JSON.parse(readFileSync(join(tmpdir(), id, 'owner.json'), 'utf8'));
    return existsSync(`/proc/${pid}`);
  } catch {
    return false;
  }
}

function marked(mark) {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => read(`/proc/${pid}/environ`).includes(mark))
    .map((pid) => `process ${pid}: ${read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').slice(0, 120)}`);
}

function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
