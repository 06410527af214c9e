import { randomUUID } from 'node:crypto';
import { type Protocol, VIP_PORT_OWNER } from '@lbaas/common/domain';
import type { Tx } from '../../persistence/index.ts';
import { bumpGeneration, startSending } from '../../devices/index.ts';
import { audit } from '../audit.ts';
import { apiError } from '../errors.ts';
import { type PortRequest, allocatePort, lockForPort } from '../network/allocate-port.ts';
import type { CallContext } from '../call-context.ts';
import { waitForAddresses } from '../network/address-holds.ts';
import type { DevicePlacer } from '../device-placer.ts';
import { type FoundPool, findPool, refuseForeign } from './find-pool.ts';
import { lockNetworkOfSubnet } from '../network/find-subnet.ts';
import { type SessionPersistence, persistenceColumn, refuseCookies } from './session-persistence.ts';

export interface ListenerInput {
  readonly projectId: string;
  readonly name: string;
  readonly description: string;
  readonly poolId: string;
  readonly subnetId: string;
  /** Absent: the next free one of the subnet. */
  readonly address?: string;
  readonly protocol: Protocol;
  readonly protocolPort: number;
  readonly sessionPersistence: SessionPersistence | 'none';
  readonly connectionLimit: number;
  readonly adminStateUp: boolean;
}

/** What a dialect allows, and what the work needs. */
export interface ListenerOptions {
  readonly placer: DevicePlacer;
  /** How many listeners a load balancer may have. */
  readonly maxListeners: number;
}

/** $2 the address that the listener is to have, or $3 the port that it has. */
const COUNT_LISTENERS = `
SELECT count(*)::int AS count, (
  SELECT host(m.address) FROM pools p JOIN members m ON m.pool_id = p.id
  WHERE p.load_balancer_id = $1
    AND (m.address = $2::inet OR m.address IN (SELECT ip_address FROM ip_allocations WHERE port_id = $3)) LIMIT 1
) AS member
FROM listeners WHERE load_balancer_id = $1`;

/** The pool before its load balancer, as a change of its name writes them, which locks no device. */
const INSERT_LISTENER = `
WITH pool AS (
  UPDATE pools SET session_persistence = $4 WHERE id = $5 RETURNING load_balancer_id
), load_balancer AS (
  UPDATE load_balancers lb SET vip_port_id = $3 FROM pool WHERE lb.id = pool.load_balancer_id
)
INSERT INTO listeners (id, load_balancer_id, default_pool_id, project_id, name, description, protocol, protocol_port,
  connection_limit, admin_state_up, created_generation, changed_generation)
VALUES ($1, $2, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13)`;

/**
 * A listener, and with it what it needs: the port with the address of its load balancer (the VIP), and the session
 * persistence of its default pool. One use case, so that they cost one statement and one generation.
 * @throws ApiError PoolNotFound, SubnetNotFound, NotAuthorized, ProtocolMismatch, CookiesNeedHttp, ListenerExists and
 * the port's own
 */
export async function createListener(
  { placer, maxListeners }: ListenerOptions,
  tx: Tx,
  context: CallContext,
  input: ListenerInput,
): Promise<string> {
  const pool = await findPool(tx, context, input.poolId);
  refuseForeign(pool, input.projectId);
  refuseMismatch(input.protocol, pool);
  refuseCookies(input.protocol, input.sessionPersistence);
  const id = randomUUID();
  const networkId = await lockNetworkOfSubnet(tx, context, input.subnetId);
  const port = portOf({ id, pool, input }, networkId);
  const subnets = await lockForPort(tx, port);
  startSending(tx, pool.deviceId);
  const generation = await bumpGeneration(tx, pool.deviceId);
  await refuseListener(tx, pool, { maxListeners, address: input.address });
  const { id: portId } = await allocatePort(tx, port, subnets);
  await insertListener(tx, { id, pool, portId, generation, input });
  await waitForAddresses(tx, portId, pool.deviceId);
  await placer.ensureFit(tx, pool.deviceId);
  audit(tx, context, { action: 'create', resourceType: 'listener', resourceId: id, body: input });
  return id;
}

export function refuseMismatch(protocol: Protocol, pool: FoundPool): void {
  if (protocol === pool.protocol) return;
  throw apiError('ProtocolMismatch', { listener_protocol: protocol, pool_protocol: pool.protocol });
}

interface WantedPlace {
  readonly maxListeners: number;
  /** Chosen by the caller; what is allocated is no member's. */
  readonly address?: string | undefined;
  readonly portId?: string;
}

/**
 * The generation is raised before: nobody else can give the load balancer a listener, or a member, now.
 * @throws ApiError ListenerExists, InvalidInput for the address of a member
 */
export async function refuseListener(tx: Tx, pool: FoundPool, wanted: WantedPlace): Promise<void> {
  const { maxListeners, address, portId } = wanted;
  const [row] = await tx.query<{ count: number; member: string | null }>(COUNT_LISTENERS, [
    pool.deviceId,
    address ?? null,
    portId ?? null,
  ]);
  if ((row?.count ?? 0) >= maxListeners) throw apiError('ListenerExists', { pool_id: pool.id });
  if (row?.member) throw apiError('InvalidInput', { reason: `${row.member} is a member of the pool` });
}

interface NewListener {
  readonly id: string;
  readonly pool: FoundPool;
  readonly input: ListenerInput;
}

const portOf = ({ id, pool, input }: NewListener, networkId: string): PortRequest => ({
  projectId: input.projectId,
  networkId,
  name: `vip-${id}`,
  deviceId: pool.deviceId,
  loadBalancerId: pool.deviceId,
  deviceOwner: VIP_PORT_OWNER,
  adminStateUp: true,
  fixedIps: [
    { subnetId: input.subnetId, ...(input.address === undefined ? {} : { ipAddress: input.address }) },
  ],
});

async function insertListener(
  tx: Tx,
  listener: NewListener & { readonly portId: string; readonly generation: number },
): Promise<void> {
  const { id, pool, portId, generation, input } = listener;
  await tx.query(INSERT_LISTENER, [
    id,
    pool.deviceId,
    portId,
    persistenceColumn(input.sessionPersistence),
    pool.id,
    input.projectId,
    input.name,
    input.description,
    input.protocol,
    input.protocolPort,
    input.connectionLimit,
    input.adminStateUp,
    generation,
  ]);
}
