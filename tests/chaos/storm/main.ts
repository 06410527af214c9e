import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Lab } from '@lbaas/lab';
import { breachesOf } from './invariants.ts';
import { STORM_LAB } from './lab-options.ts';
import { type Schedule, planStorm } from './schedule.ts';
import { runStorm } from './storm.ts';
import { summaryOf } from './summary.ts';

// Usage: main.ts [--minutes N] [--seed S] [--out DIRECTORY] [--replay FILE]. 0: every invariant holds; 1: one does not.
const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '3' },
    seed: { type: 'string', default: String(Date.now() % 100_000) },
    out: { type: 'string', default: '.lab/chaos' },
    replay: { type: 'string' },
  },
});
const say = (line: string): void => void process.stdout.write(`${line}\n`);

const schedule: Schedule =
  values.replay === undefined
    ? planStorm({ seed: Number(values.seed), seconds: Number(values.minutes) * 60, isShort: false })
    : // The cast: an earlier run wrote it.
      (JSON.parse(readFileSync(values.replay, 'utf8')) as Schedule);
mkdirSync(values.out, { recursive: true });
const file = (ending: string): string => join(values.out, `storm-${schedule.seed}.${ending}`);
writeFileSync(file('json'), JSON.stringify(schedule, undefined, 1));
say(`seed ${schedule.seed}, ${schedule.seconds} s; the schedule is in ${file('json')}`);

const lab = await Lab.start(STORM_LAB);
try {
  const { findings, timeline } = await runStorm(lab, schedule, say);
  const summary = summaryOf(schedule.seed, findings);
  writeFileSync(file('txt'), `${summary.join('\n')}\n\n${timeline}`);
  writeFileSync(file('findings.json'), JSON.stringify(findings));
  for (const line of summary) say(line);
  say(`the timeline is in ${file('txt')}`);
  process.exitCode = breachesOf(findings).length === 0 ? 0 : 1;
} finally {
  await lab.stop();
}
