import { type ProbePlan, Probes } from './probes.ts';
import { READY } from './ready.ts';
import { type LoadPlan, RequestLoop } from './request-loop.ts';
import { askSteadily } from './steady-client.ts';
import type { SteadyPlan } from './steady-plan.ts';
import { SlowReader } from './slow-reader.ts';

// Usage: main.js load PLAN-AS-JSON | probe PLAN-AS-JSON | download URL. Runs until SIGTERM, then prints the result as
// one line of JSON. main.js steady PLAN-AS-JSON prints a line of JSON for each question, until SIGTERM.
const [what = '', argument = ''] = process.argv.slice(2);
const say = (text: string): void => void process.stdout.write(`${text}\n`);

async function load(plan: LoadPlan): Promise<unknown> {
  const loop = new RequestLoop(plan);
  process.on('SIGTERM', () => loop.stop());
  say(READY);
  return loop.run();
}

async function download(url: string): Promise<unknown> {
  const reader = new SlowReader();
  process.on('SIGTERM', () => reader.finish());
  return reader.run(url, () => say(READY));
}

function steady(plan: SteadyPlan): Promise<never> {
  say(READY);
  return askSteadily(plan, (asked) => say(JSON.stringify(asked)));
}

async function probe(plan: ProbePlan): Promise<unknown> {
  const finish = new Probes(plan).start();
  const ended = new Promise((resolve) => process.once('SIGTERM', resolve));
  say(READY);
  await ended;
  return finish();
}

// The casts: traffic.ts gives each program its own plan.
const PROGRAMS: Readonly<Record<string, () => Promise<unknown>>> = {
  load: () => load(JSON.parse(argument) as LoadPlan),
  probe: () => probe(JSON.parse(argument) as ProbePlan),
  download: () => download(argument),
  steady: () => steady(JSON.parse(argument) as SteadyPlan),
};
say(JSON.stringify(await PROGRAMS[what]?.()));
