import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { FaultLink } from './fault-link.ts';
import type { LinkMode } from './link-mode.ts';
import type { LinkPlan } from './link-plan.ts';

/** One line of JSON on standard input; the answer is one line: `done`, or what is wrong. */
export interface LinkCommand {
  readonly link: string;
  /** `reset` ends the connections of now and changes nothing else. */
  readonly mode: LinkMode | 'reset';
}

// Usage: main.js LINKS-AS-JSON. Runs until its input ends.
const plans = JSON.parse(process.argv[2] ?? '[]') as LinkPlan[];
const say = (text: string): void => void process.stdout.write(`${text}\n`);
const links = new Map<string, FaultLink>();

for (const { name, listen, to } of plans) {
  if ('path' in listen) mkdirSync(dirname(listen.path), { recursive: true });
  const link = new FaultLink(listen, to);
  await link.start();
  links.set(name, link);
}
say('ready');

for await (const line of createInterface({ input: process.stdin })) {
  // The cast: fault-proxy.ts writes it.
  const { link: name, mode } = JSON.parse(line) as LinkCommand;
  const link = links.get(name);
  if (link === undefined) {
    say(`no link ${name}`);
    continue;
  }
  if (mode === 'reset') link.reset();
  else await link.setMode(mode);
  say('done');
}
for (const link of links.values()) link.stop();
