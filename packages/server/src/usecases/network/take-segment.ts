import type { SegmentedType } from '@lbaas/common/domain';
import type { Tx } from '../../persistence/index.ts';
import { apiError } from '../errors.ts';
import type { ProviderNetwork } from './provider-network.ts';
import type { SegmentRange, SegmentRanges } from './segment-ranges.ts';

/** Any number that no other advisory lock of the project uses. */
const SEGMENTS_LOCK = 4_815_004;

/** Two that take an id must not see the same one free. */
const LOCK = 'SELECT pg_advisory_xact_lock($1)';

/** Of networks, and of hosts that still carry one that is deleted. $1 the type, $2 those of the same request. */
const USED = `
used AS (
  SELECT n.physical_network, n.segmentation_id AS id FROM networks n WHERE n.network_type = $1
  UNION SELECT h.physical_network, h.segmentation_id FROM network_hosts h
  WHERE (h.physical_network IS NOT NULL) = ($1 = 'vlan')
  UNION SELECT * FROM jsonb_to_recordset($2) AS t (physical_network text, id integer)
)`;

/**
 * The lowest free id at or after a place that is drawn by lot ($4, of 0 to 1), or else the lowest one: an id that has
 * just become free is seldom the next. It lies at the beginning of a range, at the place, or after a used one.
 */
const FREE = `
WITH ${USED}, ranges AS (
  SELECT r.*, r.min + floor($4::float8 * (r.max - r.min + 1))::integer AS place
  FROM jsonb_to_recordset($3) AS r (physical_network text, min integer, max integer)
), candidates AS (
  SELECT physical_network, min AS id FROM ranges
  UNION SELECT physical_network, place FROM ranges
  UNION SELECT physical_network, id + 1 FROM used
)
SELECT r.physical_network AS "physicalNetwork", c.id
FROM ranges r JOIN candidates c ON c.physical_network IS NOT DISTINCT FROM r.physical_network
  AND c.id BETWEEN r.min AND r.max
WHERE NOT EXISTS (
  SELECT 1 FROM used u WHERE u.id = c.id AND u.physical_network IS NOT DISTINCT FROM r.physical_network)
ORDER BY c.id < r.place, c.id LIMIT 1`;

const IS_USED = `
WITH ${USED}
SELECT 1 FROM used u WHERE u.id = $4 AND u.physical_network IS NOT DISTINCT FROM $3`;

interface Taken {
  readonly physical_network: string | undefined;
  readonly id: number;
}

/**
 * Gives every vlan and vxlan network an id of its own, the one that it asks for or one of the ranges; the others stay
 * as they are.
 * @throws ApiError VlanIdInUse, TunnelIdInUse, NoNetworkAvailable (the ranges are used up, or there are none)
 */
export async function takeSegments(
  tx: Tx,
  networks: readonly ProviderNetwork[],
  ranges: SegmentRanges,
): Promise<readonly ProviderNetwork[]> {
  const isSegmented = ({ segment }: ProviderNetwork): boolean => segment !== undefined;
  if (!networks.some(isSegmented)) return networks;
  await tx.query(LOCK, [SEGMENTS_LOCK]);
  const taken: Record<SegmentedType, Taken[]> = { vlan: [], vxlan: [] };
  const done = [...networks];
  // Those that are asked for first: what is chosen must leave them.
  const order = networks
    .map((_, index) => index)
    .toSorted((a, b) => urgency(networks[a]) - urgency(networks[b]));
  for (const index of order) {
    const network = networks[index];
    if (network?.segment === undefined) continue;
    const next = await takeSegment(tx, network, { ranges, taken });
    done[index] = next;
    const { segment, physicalNetwork } = next;
    if (segment?.id !== undefined)
      taken[segment.type].push({ physical_network: physicalNetwork, id: segment.id });
  }
  return done;
}

const urgency = (network: ProviderNetwork | undefined): number =>
  network?.segment?.id === undefined ? 1 : 0;

interface Choice {
  readonly ranges: SegmentRanges;
  readonly taken: Readonly<Record<SegmentedType, readonly Taken[]>>;
}

async function takeSegment(
  tx: Tx,
  network: ProviderNetwork,
  { ranges, taken }: Choice,
): Promise<ProviderNetwork> {
  const { segment, physicalNetwork } = network;
  if (segment === undefined) return network;
  const { type, id } = segment;
  const others = JSON.stringify(taken[type]);
  if (id !== undefined) {
    const used = await tx.query(IS_USED, [type, others, physicalNetwork ?? null, id]);
    if (used.length > 0) throw inUse(type, physicalNetwork, id);
    return network;
  }
  const wanted = ranges[type].filter((range) => [undefined, range.physicalNetwork].includes(physicalNetwork));
  const free = await findFree(tx, type, others, wanted);
  if (free === undefined) throw apiError('NoNetworkAvailable');
  const physical = free.physicalNetwork ?? undefined;
  return { ...network, physicalNetwork: physical, segment: { type, id: free.id } };
}

async function findFree(tx: Tx, type: SegmentedType, others: string, ranges: readonly SegmentRange[]) {
  const texts = ranges.map(({ physicalNetwork, min, max }) => ({
    physical_network: physicalNetwork,
    min,
    max,
  }));
  const [free] = await tx.query<{ physicalNetwork: string | null; id: number }>(FREE, [
    type,
    others,
    JSON.stringify(texts),
    Math.random(),
  ]);
  return free;
}

const inUse = (type: SegmentedType, physicalNetwork = '', id: number) =>
  type === 'vlan'
    ? apiError('VlanIdInUse', { vlan_id: String(id), physical_network: physicalNetwork })
    : apiError('TunnelIdInUse', { tunnel_id: String(id) });
