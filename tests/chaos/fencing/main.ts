import { parseArgs } from 'node:util';
import { Lab, type LabAgent } from '@lbaas/lab';
import { CASES, type FencingCase } from './cases.ts';
import { linesOf, rowOf } from './report.ts';
import { type CaseReport, runCase } from './run-case.ts';
import { ROUTED, type Site, routedSite } from './site.ts';
import { accountOf } from './subject.ts';

/** Settings with which a case takes half the time; without, the defaults hold. */
const FAST = {
  serverEnv: { LBAAS_AGENT_DOWN_AFTER: '4' },
  agentEnv: { LBAAS_HEARTBEAT_INTERVAL: '0.5', LBAAS_SWEEP_INTERVAL: '1' },
};

const { values } = parseArgs({
  options: { case: { type: 'string', multiple: true }, fast: { type: 'boolean', default: false } },
});
const chosen = CASES.filter(({ id }) => values.case === undefined || values.case.includes(id));
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const rows: string[] = [];
let failed = 0;

const lab = await Lab.start({ ...ROUTED, ...(values.fast ? FAST : {}) });
try {
  const site = await routedSite(lab);
  for (const [index, one] of chosen.entries()) await judge(site, one, index);
} finally {
  await lab.stop();
}
for (const row of rows) say(row);
say(`${chosen.length - failed} cases as they must be, ${failed} not`);
process.exitCode = failed === 0 ? 0 : 1;

async function judge(site: Site, one: FencingCase, index: number): Promise<void> {
  try {
    const report = await run(site, one, index);
    for (const line of linesOf(one, report)) say(line);
    rows.push(rowOf(one, report));
    if (report.complaints.length > 0) failed += 1;
  } catch (error) {
    failed += 1;
    say(`${one.id} ${one.title}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    for (const device of site.devices)
      say(`      ${JSON.stringify(await accountOf(site.lab, device).catch(String))}`);
    await site.mend();
  }
}

/** Another host each time: one that fails again and again is given devices only if nobody else can take them. */
async function run(site: Site, one: FencingCase, index: number): Promise<CaseReport> {
  const server = lab.server();
  const victims: LabAgent[] = Array.from({ length: one.victims ?? 1 }, (_, n) =>
    lab.agent(((index + n) % lab.agents.length) + 1),
  );
  if (one.serverEnv === undefined) return runCase(site, one, victims);
  await server.stop();
  await server.startWith({ ...(values.fast ? FAST.serverEnv : {}), ...one.serverEnv });
  try {
    return await runCase(site, one, victims);
  } finally {
    await server.stop();
    await server.start();
  }
}
