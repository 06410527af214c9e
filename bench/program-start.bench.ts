/** From the start of a process until its /readyz says yes, and what it then takes: as built, and as packaged. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { eventually, sleep } from '@lbaas/common/runtime';
import { freshDatabase, sharedRabbitmq } from '@lbaas/lab';
import { mustRun } from '../scripts/engine/run.ts';
import { freePort } from '../tests/compose/support/stack.ts';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const ROUNDS = 7;
const SETTLED_MS = 2_000;

interface Figures {
  readonly readyMs: number;
  readonly cpuMs: number;
  readonly residentMb: number;
}

const directory = mkdtempSync(join(tmpdir(), 'lbaas-start-'));
process.once('exit', () => rmSync(directory, { recursive: true, force: true }));
const packages = join(directory, 'packages');
await mustRun(
  [
    process.execPath,
    '--import',
    'tsx',
    'scripts/package.ts',
    '--out',
    packages,
    '--only',
    'lbaas-server',
    '--only',
    'lbaas-agent',
  ],
  { cwd: ROOT },
);
for (const name of readdirSync(packages).filter((each) => each.endsWith('.deb'))) {
  await mustRun(['dpkg-deb', '-x', join(packages, name), join(directory, 'root')]);
}

/** Names of namespaces of its own: it must not see those of the machine. */
const APART = [
  'unshare',
  '--mount',
  'sh',
  '-c',
  'mkdir -p /run/netns; mount -t tmpfs none /run/netns; exec "$@"',
  'sh',
];
const PROGRAMS = {
  server: async (port: number) => {
    const [database, broker] = [await freshDatabase(), await sharedRabbitmq()];
    const env = { LBAAS_DATABASE_URL: database, LBAAS_AMQP_URL: broker.url, LBAAS_API_PORT: String(port) };
    return { prefix: [], env };
  },
  agent: async (port: number) => {
    const env = {
      LBAAS_AMQP_URL: (await sharedRabbitmq()).url,
      LBAAS_STATE_DIR: mkdtempSync(join(directory, 'state-')),
      LBAAS_METRICS_PORT: String(port),
      // There is no server that could accept it.
      LBAAS_START_ALONE_AFTER: '0.05',
    };
    return { prefix: APART, env };
  },
};

for (const name of Object.keys(PROGRAMS) as (keyof typeof PROGRAMS)[]) {
  const files = {
    built: join(ROOT, 'packages', name, 'dist/main.js'),
    packaged: join(directory, `root/usr/lib/lbaas-${name}/packages/${name}/dist/main.js`),
  };
  const figures: Record<keyof typeof files, Figures[]> = { built: [], packaged: [] };
  for (let round = 0; round < ROUNDS; round += 1) {
    // Side by side, so that a busy moment meets both.
    for (const form of ['built', 'packaged'] as const) figures[form].push(await measure(name, files[form]));
  }
  for (const [form, all] of Object.entries(figures)) {
    const shown = (['readyMs', 'cpuMs', 'residentMb'] as const).map(
      (figure) =>
        `${figure} ${median(all.map((each) => each[figure])).toFixed(0)} (least ${Math.min(...all.map((each) => each[figure])).toFixed(0)})`,
    );
    console.log(`${name} ${form}: ${shown.join(', ')}`);
  }
}
process.exit(0);

async function measure(name: keyof typeof PROGRAMS, file: string): Promise<Figures> {
  const port = await freePort();
  const { prefix, env } = await PROGRAMS[name](port);
  const [program = '', ...args] = [...prefix, process.execPath, file];
  const begin = performance.now();
  const child = spawn(program, args, { env: { PATH: process.env['PATH'], ...env }, stdio: 'ignore' });
  try {
    await eventually(() => isReady(port), { withinMs: 60_000, everyMs: 5 });
    const readyMs = performance.now() - begin;
    const cpuMs = cpuOf(child);
    await sleep(SETTLED_MS);
    return { readyMs, cpuMs, residentMb: residentOf(child) };
  } finally {
    child.kill('SIGTERM');
    await once(child, 'exit');
  }
}

async function isReady(port: number): Promise<void> {
  const { ok, status } = await fetch(`http://127.0.0.1:${port}/readyz`);
  if (!ok) throw new Error(`/readyz says ${status}`);
}

/** Its own, in the 100 ticks of a second that /proc counts in. */
function cpuOf({ pid }: ChildProcess): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

function residentOf({ pid }: ChildProcess): number {
  return Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}
