import { asDeviceId } from '@lbaas/common/domain';
import type { Tx } from '../../persistence/index.ts';
import { audit } from '../audit.ts';
import type { CallContext } from '../call-context.ts';
import type { DevicePlacer } from '../device-placer.ts';
import { differs } from '../differs.ts';
import {
  type GatewayRequest,
  type PlannedGateway,
  changesGateway,
  planGateway,
  refuseGateway,
  setGateway,
} from './gateway.ts';
import { type LockedRouter, lockRouter, raiseRouter } from './lock-router.ts';

export interface RouterChanges {
  readonly name?: string;
  readonly adminStateUp?: boolean;
  /** Present but undefined: none. */
  readonly externalGatewayInfo?: GatewayRequest | undefined;
}

const UPDATE_ROUTER = `
UPDATE routers SET name = coalesce($2, name), admin_state_up = coalesce($3, admin_state_up),
  changed_generation = coalesce($4, changed_generation)
WHERE id = $1`;

/** They are up or down with their router. */
const STAMP_FLOATING_IPS = 'UPDATE floating_ips SET changed_generation = $2 WHERE router_id = $1';

/** @throws ApiError RouterNotFound, NetworkNotFound, RouterExternalGatewayInUseByFloatingIp, RouterRequestInvalid */
export async function updateRouter(
  placer: DevicePlacer,
  tx: Tx,
  context: CallContext,
  id: string,
  changes: RouterChanges,
): Promise<void> {
  const { name, adminStateUp, externalGatewayInfo } = changes;
  const wanted =
    externalGatewayInfo === undefined ? undefined : await planGateway(tx, context, externalGatewayInfo);
  const router = await lockRouter(tx, context, id);
  const isGateway = 'externalGatewayInfo' in changes && changesGateway(router, wanted);
  const isState = differs(router, { adminStateUp });
  const generation =
    isGateway || isState ? await raise(tx, router, { isGateway, wanted, adminStateUp }) : undefined;
  if (isGateway && generation !== undefined) await setGateway(tx, router, wanted, generation);
  await tx.query(UPDATE_ROUTER, [id, name, adminStateUp, generation]);
  if (isState && router.hasFloatingIps) await tx.query(STAMP_FLOATING_IPS, [id, generation]);
  if (isGateway && wanted !== undefined) await placer.ensureFit(tx, asDeviceId(id));
  audit(tx, context, { action: 'update', resourceType: 'router', resourceId: id, body: changes });
}

interface Change {
  readonly isGateway: boolean;
  readonly wanted: PlannedGateway | undefined;
  readonly adminStateUp: boolean | undefined;
}

async function raise(tx: Tx, router: LockedRouter, change: Change): Promise<number> {
  const { isGateway, wanted, adminStateUp = router.adminStateUp } = change;
  if (isGateway) refuseGateway(router, wanted);
  const hasGateway = isGateway ? wanted !== undefined : router.gateway !== null;
  return raiseRouter(tx, router.id, adminStateUp && (hasGateway || router.interfaces.length > 0));
}
