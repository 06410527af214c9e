import type { EditRecord } from './edit.ts';
import { cutsTunnels, planeOf } from './fault.ts';
import type { Findings } from './findings.ts';
import { outagesOf } from './outages.ts';
import { movesOf } from './watch.ts';

export interface Invariant {
  readonly name: string;
  /** @returns each breach, in words */
  readonly check: (findings: Findings) => readonly string[];
}

const isAcknowledged = ({ acknowledgedAt }: EditRecord): boolean => acknowledgedAt !== undefined;
const time = (at: number): string => new Date(at).toISOString().slice(11, 23);

/** Every edit of a storm is legal: a refusal, or silence until the end, is a breach too. */
const answered: Invariant = {
  name: 'every edit is acknowledged',
  check: ({ edits }) =>
    edits
      .filter((edit) => !isAcknowledged(edit))
      .map(({ verb, kind, name, refusal, attempts }) =>
        refusal === undefined
          ? `${verb} ${kind} ${name}: no answer to ${attempts} attempts`
          : `${verb} ${kind} ${name}: ${refusal}`,
      ),
};

/** The last word about each attribute of each object is what the API shows. */
export function lostWrites({ edits, endStates }: Pick<Findings, 'edits' | 'endStates'>): string[] {
  const shown = new Map(endStates.map(({ name, shown: state }) => [name, state]));
  const wanted = new Map<string, Record<string, unknown> | undefined>();
  for (const { project, kind, name, verb, values, ...edit } of edits) {
    if (kind === 'association' || !isAcknowledged({ project, kind, name, verb, values, ...edit })) continue;
    const key = `${project} ${kind} ${name}`;
    wanted.set(key, verb === 'delete' ? undefined : { ...wanted.get(key), ...values });
    if (kind === 'pool' && verb === 'delete') forgetMembers(wanted, project, name);
  }
  return [...wanted].flatMap(([key, values]) => {
    if (!shown.has(key)) return [`${key}: not looked at`];
    const state = shown.get(key);
    if (values === undefined) return state === undefined ? [] : [`${key}: deleted, and still there`];
    if (state === undefined) return [`${key}: created, and not there`];
    return differences(key, values, state);
  });
}

/** They go with their pool. */
function forgetMembers(
  wanted: Map<string, Record<string, unknown> | undefined>,
  project: string,
  pool: string,
): void {
  for (const [key, values] of wanted)
    if (key.startsWith(`${project} member `) && values?.['pool_id'] === `@${pool}`)
      wanted.set(key, undefined);
}

const differences = (
  key: string,
  values: Readonly<Record<string, unknown>>,
  state: Readonly<Record<string, unknown>>,
): string[] =>
  Object.entries(values)
    // References are ids by then.
    .filter(([, value]) => !String(value).startsWith('@'))
    .filter(([name, value]) => !isShown(value, state[name]))
    .map(
      ([name, value]) => `${key}: ${name} is ${JSON.stringify(state[name])}, not ${JSON.stringify(value)}`,
    );

/** The API adds attributes of its own to an object within an object. */
function isShown(value: unknown, shown: unknown): boolean {
  if (typeof value !== 'object' || value === null) return value === shown;
  if (typeof shown !== 'object' || shown === null) return false;
  // The casts: both are objects.
  const there = shown as Record<string, unknown>;
  return Object.entries(value as Record<string, unknown>).every(([name, one]) => isShown(one, there[name]));
}

const nothingLost: Invariant = { name: 'acknowledged writes are observed', check: lostWrites };

/**
 * What was observed is gone with an HAProxy that dies, a network out of reach, and a lease that has run out; that
 * nothing had to run is, when something has to and cannot be started.
 */
const monotonic: Invariant = {
  name: 'the observed generation never decreases within an epoch',
  check: ({ samples, faults, lapses }) => {
    const harmed = faults.filter((fault) => planeOf(fault, lapses) === 'data');
    const cut = faults.filter(cutsTunnels);
    const last = new Map<string, Findings['samples'][number]>();
    return samples.flatMap((sample) => {
      const key = `${sample.device} ${sample.host} ${sample.epoch}`;
      const before = last.get(key);
      last.set(key, sample);
      if (before?.isReported !== true || sample.observed >= before.observed) return [];
      if (!before.runs && sample.observed === 0 && sample.error !== null) return [];
      if (sample.wanted !== 'present' || before.wanted !== 'present') return [];
      const lacksTunnels = sample.error?.includes('has the tunnel address') === true;
      const causes = lacksTunnels ? [...harmed, ...cut] : harmed;
      if (causes.some(({ fault, from }) => fault.target === sample.host && from <= sample.at)) return [];
      if (lapses.some(({ at, host }) => host === sample.host && at <= sample.at)) return [];
      if (isMoving(sample, samples) && sample.error?.startsWith('silent: ') === true) return [];
      return [`${key}: ${before.observed} at ${time(before.at)}, ${sample.observed} at ${time(sample.at)}`];
    });
  },
};

/** The former host of the device may still answer, so that the new one waits. */
const isMoving = ({ device, at }: Findings['samples'][number], samples: Findings['samples']): boolean =>
  movesOf(samples, [device]).some(({ from, to }) => from <= at && at <= to);

const oneHost: Invariant = { name: 'never two hosts for one address', check: ({ conflicts }) => conflicts };

/** Three times as long as a question may take. */
const STOPPED_MS = 15_000;

const steadyClients: Invariant = {
  name: 'every client asks until the end',
  check: ({ clients }) => {
    const lastOf = ({ asked }: Findings['clients'][number]): number => asked.at(-1)?.to ?? 0;
    const end = Math.max(...clients.map(lastOf));
    return clients
      .filter((client) => end - lastOf(client) > STOPPED_MS)
      .map((client) => `${client.name}: nothing after ${time(lastOf(client))}`);
  },
};

const noFailedRequest: Invariant = {
  name: 'no request fails because of a fault of the control plane',
  check: (findings) =>
    outagesOf(findings)
      .filter(({ cause }) => cause === undefined)
      .map(
        ({ client, from, to, failed, why }) =>
          `${client}: ${failed} failed (${why}), ${time(from)} to ${time(to)}`,
      ),
};

const owners: Invariant = { name: 'nothing is left without an owner', check: ({ ownerless }) => ownerless };

const quotas: Invariant = {
  name: 'quotas count what is there',
  check: ({ quotas: counts }) =>
    counts
      .filter(({ used, rows }) => used !== rows)
      .map(({ project, resource, used, rows }) => `${project} ${resource}: ${used} used, ${rows} rows`),
};

/** What the audit log calls them. */
const TYPES = {
  pool: 'pool',
  vip: 'listener',
  member: 'member',
  monitor: 'health_monitor',
  'floating-ip': 'floating_ip',
  association: 'association',
} as const;

/**
 * An attempt that was not answered may have been done, and its repetition too. Creates have an idempotency key; an
 * association is that of its pool, and its repetition is refused.
 */
const audited: Invariant = {
  name: 'one row of the audit log for each accepted write',
  check: ({ edits, audit, devices }) => {
    const accepted = new Map<string, { least: number; most: number; name: string }>();
    for (const { id, verb, kind, name, pool, unanswered, acknowledgedAt } of edits) {
      if (id === undefined || acknowledgedAt === undefined) continue;
      const resource = kind === 'association' ? devices[pool ?? ''] : id;
      const key = `${resource} ${TYPES[kind]} ${verb}`;
      const known = accepted.get(key) ?? { least: 0, most: 0, name: `${verb} ${kind} ${name}` };
      const repeats = verb === 'update' ? unanswered : 0;
      accepted.set(key, { ...known, least: known.least + 1, most: known.most + 1 + repeats });
    }
    return [...accepted].flatMap(([key, { least, most, name }]) => {
      const rows = audit.filter(({ id, action, type }) => `${id} ${type} ${action}` === key);
      if (rows.length >= least && rows.length <= most) return [];
      const times = rows.map(({ at }) => time(at)).join(', ');
      return [`${name}: ${rows.length} rows for ${least} to ${most} writes (${times})`];
    });
  },
};

/** How long something may be pending without a word why. */
const PENDING_MS = 30_000;

const reasons: Invariant = {
  name: 'nothing is pending past its deadline without a reason',
  check: ({ pending, unsettled }) => {
    const since = new Map<string, { first: number; last: number }>();
    const silent: string[] = [];
    for (const { at, id, description } of pending) {
      const known = since.get(id);
      // Two looks apart: it was done in between.
      const first = known === undefined || at - known.last > PENDING_MS / 2 ? at : known.first;
      since.set(id, { first, last: at });
      if (at - first > PENDING_MS && description === '') silent.push(id);
    }
    return [
      ...[...new Set(silent)].map((id) => `${id}: pending for more than ${PENDING_MS} ms without a word`),
      ...unsettled,
    ];
  },
};

const atRest: Invariant = {
  name: 'at rest there is nothing to do',
  check: ({ steps, atRestSince }) =>
    steps
      .filter(({ at }) => at >= atRestSince)
      .map(({ at, host, device, step }) => `${time(at)} ${host} ${device}: ${step}`),
};

/** An agent that is killed during a reload makes it again. */
const reloads: Invariant = {
  name: 'no more reloads than changes that need one',
  check: ({ edits, steps, faults, devices }) => {
    const needed = new Map<string, number>();
    for (const { pool, reloads: does } of edits) {
      const id = devices[pool ?? ''];
      if (id !== undefined && does) needed.set(id, (needed.get(id) ?? 0) + 1);
    }
    const harmed = faults.filter(({ fault }) => fault.target.startsWith('agent-')).length;
    const taken = new Map<string, number>();
    for (const { device, step } of steps)
      if (step.startsWith('reload')) taken.set(device, (taken.get(device) ?? 0) + 1);
    return [...taken]
      .filter(([device, count]) => count > (needed.get(device) ?? 0) + harmed)
      .map(([device, count]) => `${device}: ${count} reloads for ${needed.get(device) ?? 0} changes`);
  },
};

const noBugs: Invariant = { name: 'no log line shows a bug', check: ({ surprises }) => surprises };

export const INVARIANTS: readonly Invariant[] = [
  answered,
  nothingLost,
  monotonic,
  oneHost,
  steadyClients,
  noFailedRequest,
  owners,
  quotas,
  audited,
  reasons,
  atRest,
  reloads,
  noBugs,
];

export interface Breach {
  readonly invariant: string;
  readonly what: string;
}

export const breachesOf = (findings: Findings): Breach[] =>
  INVARIANTS.flatMap(({ name, check }) => check(findings).map((what) => ({ invariant: name, what })));
