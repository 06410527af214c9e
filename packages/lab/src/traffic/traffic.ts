import { createInterface } from 'node:readline';
import { withDeadline } from '@lbaas/common/runtime';
import type { HostProcess } from '../hosts/host-process.ts';
import type { Lab } from '../lab/lab.ts';
import { program } from '../services/program.ts';
import type { ProbePlan, ProbeResult } from './probes.ts';
import { READY } from './ready.ts';
import type { LoadPlan, LoadResult } from './request-loop.ts';
import type { Asked, SteadyPlan } from './steady-plan.ts';
import type { DownloadResult } from './slow-reader.ts';

/** Traffic that goes on until it is stopped. */
export interface Traffic<Result> {
  stop(): Promise<Result>;
}

const START_DEADLINE_MS = 60_000;
const STOP_DEADLINE_MS = 30_000;

/** Requests from the client host, one after another on each of `connections`, until stop(). */
export function startLoad(
  lab: Pick<Lab, 'spawn'>,
  url: string,
  connections: number,
  options: Partial<Pick<LoadPlan, 'keepAlive' | 'pauseMs'>> = {},
): Promise<Traffic<LoadResult>> {
  const plan: LoadPlan = { url, connections, keepAlive: true, pauseMs: 0, ...options };
  return startTraffic<LoadResult>(lab, ['load', JSON.stringify(plan)]);
}

/** Short requests from the client host to each of the URLs, at a steady pace, until stop(). */
export const startProbes = (
  lab: Pick<Lab, 'spawn'>,
  plan: ProbePlan,
): Promise<Traffic<readonly ProbeResult[]>> =>
  startTraffic<readonly ProbeResult[]>(lab, ['probe', JSON.stringify(plan)]);

/** One download to the client host, at some 1 MB/s until stop(), which reads the rest. */
export const startDownload = (lab: Pick<Lab, 'spawn'>, url: string): Promise<Traffic<DownloadResult>> =>
  startTraffic<DownloadResult>(lab, ['download', url]);

/** A steady client on the client host. `onAsked` gets each question, until stop(). */
export async function startSteady(
  lab: Pick<Lab, 'spawn'>,
  plan: SteadyPlan,
  onAsked: (asked: Asked) => void,
): Promise<Traffic<void>> {
  const running = await spawnTraffic(lab, ['steady', JSON.stringify(plan)]);
  const lines = linesOf(running);
  await begun(lines, 'steady client');
  // The cast: the program in this folder prints it.
  const reading = (async () => {
    for (let line = await lines.next(); line.done !== true; line = await lines.next())
      onAsked(JSON.parse(line.value) as Asked);
  })();
  return {
    async stop() {
      running.kill('SIGTERM');
      await withDeadline('the steady client to end', STOP_DEADLINE_MS, () => reading);
    },
  };
}

const spawnTraffic = (lab: Pick<Lab, 'spawn'>, args: string[]): Promise<HostProcess> =>
  lab.spawn('client', [...program('lab/dist/traffic/main.js'), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });

async function begun(lines: AsyncIterator<string>, what: string): Promise<void> {
  const first = await withDeadline(`${what} to begin`, START_DEADLINE_MS, () => next(lines));
  if (first !== READY) throw new Error(`the ${what} did not begin: ${first}`);
}

async function startTraffic<Result>(lab: Pick<Lab, 'spawn'>, args: string[]): Promise<Traffic<Result>> {
  const running = await spawnTraffic(lab, args);
  const lines = linesOf(running);
  await begun(lines, args[0] ?? '');
  return {
    async stop() {
      running.kill('SIGTERM');
      const text = await withDeadline(`${args[0]} to end`, STOP_DEADLINE_MS, () => next(lines));
      // The cast: the program in this folder printed it.
      return JSON.parse(text) as Result;
    },
  };
}

function linesOf({ stdout }: HostProcess): AsyncIterator<string> {
  if (stdout === null) throw new Error('the traffic program has no output');
  return createInterface({ input: stdout })[Symbol.asyncIterator]();
}

async function next(lines: AsyncIterator<string>): Promise<string> {
  const { value, done } = await lines.next();
  if (done === true) throw new Error('the traffic program has ended');
  return value;
}
