import { randomUUID } from 'node:crypto';
import { StaleRead, type Tx } from '../../persistence/index.ts';
import { bumpGenerations } from '../../devices/index.ts';
import { auditCreates } from '../audit.ts';
import type { CallContext } from '../call-context.ts';
import { type FoundPool, findPools, refuseForeign } from './find-pool.ts';
import { type PointlessMember, pointlessMember, pointlessMembersSql } from './member-addresses.ts';

export interface MemberInput {
  readonly projectId: string;
  readonly poolId: string;
  readonly address: string;
  readonly protocolPort: number;
  readonly weight: number;
  readonly adminStateUp: boolean;
}

/** Nothing is written if one of them is pointless, and one of those is returned. */
const INSERT_MEMBERS = `
WITH given AS (
  SELECT * FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::inet[], $5::int[], $6::int[], $7::boolean[],
    $8::bigint[]) AS m (id, project_id, pool_id, address, protocol_port, weight, admin_state_up, generation)
), pointless AS MATERIALIZED (SELECT * FROM (${pointlessMembersSql('given')}) p LIMIT 1),
inserted AS (
  INSERT INTO members (id, project_id, pool_id, address, protocol_port, weight, admin_state_up, created_generation,
    changed_generation)
  SELECT g.*, g.generation FROM given g WHERE NOT EXISTS (SELECT 1 FROM pointless)
)
SELECT address, cidr FROM pointless`;

/**
 * All or none; each device is raised once. Ids in the order of the inputs.
 * @throws ApiError PoolNotFound, MemberExists, InvalidInput
 */
export async function createMembers(
  tx: Tx,
  context: CallContext,
  inputs: readonly MemberInput[],
): Promise<readonly string[]> {
  const pools = await poolsOf(tx, context, inputs);
  const generations = await bumpGenerations(
    tx,
    [...pools.values()].map((pool) => pool.deviceId),
  );
  const rows = inputs.map((input) => ({
    ...input,
    id: randomUUID(),
    generation: generationOf(pools, generations, input),
  }));
  const column = <K extends keyof (typeof rows)[number]>(key: K) => rows.map((row) => row[key]);
  const [pointless] = await tx.query<PointlessMember>(INSERT_MEMBERS, [
    column('id'),
    column('projectId'),
    column('poolId'),
    column('address'),
    column('protocolPort'),
    column('weight'),
    column('adminStateUp'),
    column('generation'),
  ]);
  if (pointless !== undefined) throw pointlessMember(pointless);
  const created = inputs.map((body, index) => ({ resourceId: rows[index]?.id ?? '', body }));
  auditCreates(tx, context, 'member', created);
  return column('id');
}

/** Each member goes to a pool of its own project. */
async function poolsOf(
  tx: Tx,
  context: CallContext,
  inputs: readonly MemberInput[],
): Promise<ReadonlyMap<string, FoundPool>> {
  const pools = await findPools(
    tx,
    context,
    inputs.map(({ poolId }) => poolId),
  );
  for (const { poolId, projectId } of inputs) {
    const pool = pools.get(poolId);
    if (pool !== undefined) refuseForeign(pool, projectId);
  }
  return pools;
}

function generationOf(
  pools: ReadonlyMap<string, FoundPool>,
  generations: ReadonlyMap<string, number>,
  { poolId }: MemberInput,
): number {
  const pool = pools.get(poolId);
  const generation = pool === undefined ? undefined : generations.get(pool.deviceId);
  if (generation === undefined) throw new StaleRead(`pool ${poolId} is gone`);
  return generation;
}
