import { type Asked, type Lab, type SteadyPlan, startSteady } from '@lbaas/lab';
import { inWords } from '../support/address-judge.ts';
import { Capture } from '../support/capture.ts';
import { surprises } from '../support/surprises.ts';
import type { EditRecord } from './edit.ts';
import { type Fault, type FaultRecord, words } from './fault.ts';
import type { ClientRecord, Findings, Standstill } from './findings.ts';
import {
  auditOf,
  deleteAll,
  endStatesOf,
  healAll,
  ownerlessThings,
  queuesOf,
  quotasOf,
  settle,
} from './gather.ts';
import { layFaults } from './lay-faults.ts';
import { decisionsOf, lapsesOf, stepsOf } from './logs.ts';
import { makeEdits } from './make-edits.ts';
import type { Schedule } from './schedule.ts';
import { type Site, type SteadyTarget, prepareSite } from './site.ts';
import { type Decision, drawTimeline } from './timeline.ts';
import { Watch } from './watch.ts';

export interface StormResult {
  readonly findings: Findings;
  readonly timeline: string;
}

type Log = (line: string) => void;

/** One storm on a laboratory that is whole and empty, and all that is known of it. Afterwards it is whole and empty. */
export async function runStorm(lab: Lab, schedule: Schedule, log: Log): Promise<StormResult> {
  const site = await prepareSite(lab);
  const queues = await queuesOf(lab);
  const capture = await Capture.start(lab);
  const watch = new Watch(lab);
  const traffic = await startClients(lab, site);
  const standstills = new Standstills();
  const began = Date.now();
  const { edits, faults } = await blow(lab, site, schedule, log);
  log('the storm is over');
  await healAll(lab);
  const unsettled = await settle(lab);
  for (const what of unsettled) log(`not settled: ${what}`);
  const atRestSince = Date.now();
  await restartAgents(lab);
  const clients = await traffic.stop();
  await watch.stop();
  standstills.stop();
  // On a machine without CPU the kernel drops frames for a capture that does not keep up: the rest is judged.
  await capture.stop().catch((error: unknown) => log(`the capture: ${String(error)}`));
  log('at rest, now everything is looked at');
  const looked = {
    endStates: await endStatesOf(lab, edits),
    audit: await auditOf(lab),
    quotas: await quotasOf(lab),
    steps: stepsOf(lab),
    lapses: lapsesOf(lab),
  };
  const decisions: readonly Decision[] = decisionsOf(lab);
  await deleteAll(lab, site.objects, site.routers);
  const findings: Findings = {
    edits,
    faults,
    standstills: standstills.all,
    clients,
    samples: watch.samples,
    pending: watch.pending,
    ...looked,
    unsettled,
    devices: devicesOf(edits, site),
    atRestSince,
    ownerless: await ownerlessThings(lab, queues),
    conflicts: capture.judge.conflicts.map(inWords),
    surprises: surprises(lab),
  };
  const timeline = drawTimeline({
    from: began,
    to: atRestSince,
    faults,
    lapses: looked.lapses,
    decisions,
    clients,
  });
  return { findings, timeline };
}

function devicesOf(edits: readonly EditRecord[], { objects }: Site): Record<string, string> {
  const pools = edits.flatMap(({ project, pool }) => (pool === undefined ? [] : [{ project, pool }]));
  return Object.fromEntries(pools.map(({ project, pool }) => [pool, objects.id(project, pool)]));
}

interface Blown {
  readonly edits: readonly EditRecord[];
  readonly faults: readonly FaultRecord[];
}

async function blow(lab: Lab, site: Site, schedule: Schedule, log: Log): Promise<Blown> {
  const begin = performance.now();
  const edits: EditRecord[] = [];
  const faults: FaultRecord[] = [];
  const seconds = (): string => ((performance.now() - begin) / 1000).toFixed(1).padStart(7);
  const onDone = (record: EditRecord): void => {
    edits.push(record);
    if (record.acknowledgedAt === undefined)
      log(`${seconds()} refused: ${record.verb} ${record.name} ${record.refusal}`);
  };
  const onBegin = (fault: Fault): void => log(`${seconds()} ${words(fault)} for ${fault.forMs} ms`);
  const onEnd = (record: FaultRecord): void => void faults.push(record);
  await Promise.all([
    ...schedule.edits.map((all) => makeEdits(all, { lab, objects: site.objects, begin, onDone })),
    ...schedule.faults.map((lane) => layFaults(lane, { lab, begin, onBegin, onEnd })),
  ]);
  return { edits, faults };
}

/** Each takes over what runs. What it finds to do, it writes into its log. */
async function restartAgents(lab: Lab): Promise<void> {
  for (const agent of lab.agents) {
    await agent.stop();
    await agent.start();
  }
  await settle(lab);
}

const KINDS: Readonly<Record<SteadyTarget['protocol'], readonly SteadyPlan['kind'][]>> = {
  HTTP: ['short', 'keep-alive'],
  TCP: ['tcp'],
};
const PAUSE_MS = 40;
const PORT = 80;

async function startClients(lab: Lab, { targets }: Site): Promise<{ stop(): Promise<ClientRecord[]> }> {
  const running = await Promise.all(
    targets.flatMap((target) => {
      const isTunnelled = target.deviceIds.length > 1;
      const kinds = isTunnelled ? (['short'] as const) : KINDS[target.protocol];
      return kinds.map(async (kind) => {
        const asked: Asked[] = [];
        const plan = { host: target.address, port: PORT, kind, pauseMs: PAUSE_MS };
        const client = await startSteady(lab, plan, (one) => asked.push(one));
        const name = `${target.name.replace('steady-', '')} ${kind}`;
        return { client, record: { name, deviceIds: target.deviceIds, isTunnelled, asked } };
      });
    }),
  );
  return {
    async stop() {
      await Promise.all(running.map(({ client }) => client.stop()));
      return running.map(({ record }) => record);
    },
  };
}

/** More than that between two ticks, and nobody on this machine had CPU, or a whole virtual machine was paused. */
const STANDSTILL_MS = 2000;
const TICK_MS = 100;

/** Notices when this process did not run. */
class Standstills {
  readonly all: Standstill[] = [];
  readonly #timer: NodeJS.Timeout;
  #last = Date.now();

  constructor() {
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #tick(): void {
    const now = Date.now();
    if (now - this.#last > STANDSTILL_MS) this.all.push({ from: this.#last, to: now });
    this.#last = now;
  }
}
