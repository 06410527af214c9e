import { randomUUID } from 'node:crypto';
import { type LbMethod, type Protocol, asDeviceId } from '@lbaas/common/domain';
import { currentRequestId } from '@lbaas/common/runtime';
import type { Tx } from '../../persistence/index.ts';
import type { ServiceProvider } from '../../placement/index.ts';
import { audit } from '../audit.ts';
import { apiError } from '../errors.ts';
import type { CallContext } from '../call-context.ts';
import type { DevicePlacer } from '../device-placer.ts';
import { VISIBLE_SUBNET } from '../network/find-subnet.ts';

export interface PoolInput {
  readonly projectId: string;
  readonly name: string;
  readonly description: string;
  readonly subnetId: string;
  readonly protocol: Protocol;
  readonly lbMethod: LbMethod;
  readonly adminStateUp: boolean;
  /** Lower-case; empty = the default provider. */
  readonly provider?: string;
}

export interface PoolOptions {
  readonly placer: DevicePlacer;
  readonly providers: readonly ServiceProvider[];
}

/**
 * Pool, load balancer and device share one id, as LBaaS v1 knows the pool only. Nothing without a visible subnet. The
 * network is locked so that it cannot be hidden from whoever comes to use it.
 */
const INSERT_POOL = `
WITH subnet AS (
  SELECT s.id ${VISIBLE_SUBNET} FOR KEY SHARE OF n, s
), device AS (
  INSERT INTO devices (id, kind, project_id, provider, request_id)
  SELECT $4, 'load_balancer', $5, $6, $7 FROM subnet
), load_balancer AS (
  INSERT INTO load_balancers (id, project_id, name, description, admin_state_up)
  SELECT $4, $5, $8, $9, true FROM subnet
)
INSERT INTO pools (id, project_id, load_balancer_id, subnet_id, name, description, protocol, lb_method,
  admin_state_up, created_generation, changed_generation)
SELECT $4, $5, $4, subnet.id, $8, $9, $10, $11, $12, 1, 1 FROM subnet RETURNING id`;

/** @throws ApiError SubnetNotFound, ServiceProviderNotFound, DefaultServiceProviderNotFound */
export async function createPool(
  { placer, providers }: PoolOptions,
  tx: Tx,
  context: CallContext,
  input: PoolInput,
): Promise<string> {
  const provider = providerOf(providers, input);
  const id = randomUUID();
  const { projectId, name, description, subnetId, protocol, lbMethod, adminStateUp } = input;
  const inserting = tx.query(INSERT_POOL, [
    subnetId,
    context.isAdmin,
    context.projectId,
    id,
    projectId,
    provider,
    currentRequestId(),
    name,
    description,
    protocol,
    lbMethod,
    adminStateUp,
  ]);
  // One trip to the database less: what is asked for next is answered after the insert, and finds nothing without it.
  const [inserted] = await Promise.all([inserting, placer.place(tx, asDeviceId(id))]);
  if (inserted.length === 0) throw apiError('SubnetNotFound', { id: subnetId });
  audit(tx, context, { action: 'create', resourceType: 'pool', resourceId: id, body: input });
  return id;
}

function providerOf(providers: readonly ServiceProvider[], { provider = '' }: PoolInput): string {
  const found = providers.find(({ name, isDefault }) => (provider === '' ? isDefault : name === provider));
  if (found !== undefined) return found.name;
  throw provider === ''
    ? apiError('DefaultServiceProviderNotFound')
    : apiError('ServiceProviderNotFound', { provider });
}
