import { type FaultRecord, type Lapse, cutsTunnels, planeOf, words } from './fault.ts';
import type { ClientRecord, Findings, Standstill } from './findings.ts';
import { type Sample, hostsOf, movesOf } from './watch.ts';

/** From the last good answer before a failure to the first good one after it. */
export interface Outage {
  readonly client: string;
  readonly from: number;
  readonly to: number;
  readonly failed: number;
  readonly why: string;
  /** The fault of the data plane that explains it; undefined: nothing does. */
  readonly cause: string | undefined;
}

/** After a fault of the data plane its devices start elsewhere, and are announced: a busy machine needs its time. */
const RECOVERY_MS = 20_000;

/** All outages of all clients, each with its cause. */
export function outagesOf(
  findings: Pick<Findings, 'clients' | 'faults' | 'lapses' | 'samples' | 'standstills'>,
): Outage[] {
  return findings.clients.flatMap((client) =>
    rawOutages(client).map((outage) => withCause(outage, client, findings)),
  );
}

function rawOutages({ name, asked }: ClientRecord): Omit<Outage, 'cause'>[] {
  const outages: Omit<Outage, 'cause'>[] = [];
  let lastGood: number | undefined;
  let open: { from: number; failed: number; why: string } | undefined;
  const close = (to: number): void => {
    if (open !== undefined) outages.push({ client: name, to, ...open });
    open = undefined;
  };
  for (const { from, to, failure } of asked) {
    if (failure === undefined) {
      close(to);
      lastGood = to;
    } else {
      open ??= { from: lastGood ?? from, failed: 0, why: failure };
      open.failed += 1;
    }
  }
  close(asked.at(-1)?.to ?? 0);
  return outages;
}

function withCause(
  outage: Omit<Outage, 'cause'>,
  client: ClientRecord,
  { faults, lapses, samples, standstills }: Pick<Findings, 'faults' | 'lapses' | 'samples' | 'standstills'>,
): Outage {
  const standstill = standstills.find((one) => overlaps(outage, one));
  const moves = movesOf(samples, client.deviceIds);
  const fault = faults.find(
    (one) =>
      explains(one, client, lapses) &&
      overlaps(outage, { from: one.from, to: endOfHarm(one, moves) }) &&
      hits(one, client, samples),
  );
  const cause = fault === undefined ? standstill && 'the machine stood still' : words(fault.fault);
  return { ...outage, cause };
}

const overlaps = (outage: { from: number; to: number }, { from, to }: Standstill): boolean =>
  outage.to >= from && outage.from <= to + RECOVERY_MS;

/**
 * While the servers cannot tell a former host to let go, it may be the one that answers, as when the new one was cut
 * off before it spoke. The cut is over when the move is.
 */
const endOfHarm = ({ from, to }: FaultRecord, moves: readonly Standstill[]): number =>
  Math.max(
    to,
    ...moves.filter((move) => move.to >= from && move.from <= to + RECOVERY_MS).map((move) => move.to),
  );

const explains = (record: FaultRecord, { isTunnelled }: ClientRecord, lapses: readonly Lapse[]): boolean =>
  planeOf(record, lapses) === 'data' || (isTunnelled && cutsTunnels(record));

const hits = (
  { fault, from, to }: FaultRecord,
  { deviceIds }: ClientRecord,
  samples: readonly Sample[],
): boolean => hostsOf(samples, deviceIds, from, to).has(fault.target);
