import { HISTORY_ID, type RowOf, type Tx } from '../persistence/index.ts';
import { lockDevices } from '../devices/index.ts';
import { foreignSql, installationOf, sinceRunSql } from '../agents/installation.ts';
import type { ReportedPlacement } from './judge-report.ts';

/** A placement named by what a report carries. */
export interface PlacementKey {
  readonly host: string;
  readonly installation_id?: string;
  readonly device_id: string;
  readonly epoch: number;
  /** Health and counters do not say. */
  readonly history_id?: string;
}

export interface HeldPlacement extends ReportedPlacement {
  readonly agentId: RowOf<'placements'>['agent_id'];
  /** Addresses of the device wait for it to let go of them. */
  readonly holdsAddresses: boolean;
}

/**
 * LIMIT makes PostgreSQL look each placement up by its key. Joined, PostgreSQL keeps a plan from when the tables were
 * small, which reads all placements for a few reports (measured with 5,000: 19,000 pages each time).
 */
const READ_PLACEMENTS = `
SELECT r.n, ${foreignSql('a', 'r.installation_id')} AS "isForeign", r.history_id <> ${HISTORY_ID} AS "isPast", p.agent_id AS "agentId", p.epoch, p.wanted,
  d.generation AS "deviceGeneration", p.observed_generation AS "observedGeneration",
  extract(epoch FROM ${sinceRunSql('p', 'a')})::float8 * 1000 AS "reportedAtMs",
  extract(epoch FROM clock_timestamp() - p.received_at)::float8 * 1000 AS "receivedAgoMs",
  EXISTS (SELECT 1 FROM address_holds h WHERE h.device_id = d.id) AS "holdsAddresses"
FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::uuid[]) WITH ORDINALITY
  AS r (device_id, host, installation_id, history_id, n)
JOIN agents a ON a.host = r.host
LEFT JOIN LATERAL (
  SELECT * FROM placements WHERE device_id = r.device_id AND agent_id = a.id LIMIT 1
) p ON true
LEFT JOIN LATERAL (SELECT id, generation FROM devices WHERE id = p.device_id LIMIT 1) d ON true`;

/** `past`: the agent does not know yet that the database was restored. */
export type Known = HeldPlacement | 'foreign' | 'past' | undefined;

/**
 * The placements that reports are about, in their order, with their devices locked: these rows come before their
 * placements in every transaction, and in the order of their ids, so that reports and API calls cannot deadlock.
 * `foreign` where the name of the host is not the sender's.
 */
export async function lockPlacements(tx: Tx, keys: readonly PlacementKey[]): Promise<readonly Known[]> {
  const devices = keys.map((key) => key.device_id);
  lockDevices(tx, devices);
  const asked = [
    devices,
    keys.map((key) => key.host),
    keys.map(installationOf),
    keys.map((key) => key.history_id ?? null),
  ];
  const rows = await tx.query<PlacementRow>(READ_PLACEMENTS, asked);
  const byPlace = new Map(rows.map((row) => [row.n - 1, toKnown(row)]));
  return keys.map((_, place) => byPlace.get(place));
}

function toKnown({ isForeign, isPast, agentId, reportedAtMs, receivedAgoMs, ...row }: PlacementRow): Known {
  if (isForeign) return 'foreign';
  if (isPast === true) return 'past';
  if (agentId === null) return undefined;
  return {
    ...row,
    agentId,
    reportedAtMs: reportedAtMs === null ? undefined : Math.round(reportedAtMs),
    receivedAgoMs: receivedAgoMs ?? undefined,
  };
}

/** Without a placement all but `n` and `isForeign` is null. */
type PlacementRow = Omit<HeldPlacement, 'agentId' | 'reportedAtMs' | 'receivedAgoMs'> & {
  /** Which of the reports, from 1. */
  readonly n: number;
  readonly isForeign: boolean;
  readonly isPast: boolean | null;
  readonly agentId: RowOf<'placements'>['agent_id'] | null;
  readonly reportedAtMs: number | null;
  readonly receivedAgoMs: number | null;
};

export type Holding = 'holder' | 'outdated' | 'stray' | 'foreign';

const READ_HOLDING = `
SELECT ${foreignSql('a', '$3')} AS "isForeign", p.epoch
FROM agents a LEFT JOIN placements p ON p.agent_id = a.id AND p.device_id = $1 WHERE a.host = $2`;

/**
 * `outdated`: the host holds the device, but under another epoch. `foreign`: the name of the host is not the sender's,
 * and what is sent to that name would reach another.
 */
export async function holdingOf(tx: Tx, key: PlacementKey): Promise<Holding> {
  const asked = [key.device_id, key.host, installationOf(key)];
  const [row] = await tx.query<{ isForeign: boolean; epoch: RowOf<'placements'>['epoch'] | null }>(
    READ_HOLDING,
    asked,
  );
  if (row?.isForeign === true) return 'foreign';
  if (row === undefined || row.epoch === null) return 'stray';
  return row.epoch === key.epoch ? 'holder' : 'outdated';
}
