import { randomUUID } from 'node:crypto';
import { ROUTER_DRIVER, asDeviceId } from '@lbaas/common/domain';
import { currentRequestId } from '@lbaas/common/runtime';
import type { Tx } from '../../persistence/index.ts';
import { audit } from '../audit.ts';
import type { CallContext } from '../call-context.ts';
import type { DevicePlacer } from '../device-placer.ts';
import { type GatewayRequest, addGateway, planGateway } from './gateway.ts';

export interface RouterInput {
  readonly projectId: string;
  readonly name: string;
  readonly adminStateUp: boolean;
  /** Absent, or present but undefined: none. */
  readonly externalGatewayInfo?: GatewayRequest | undefined;
}

/** A router has the id of its device. */
const INSERT_ROUTER = `
WITH device AS (
  INSERT INTO devices (id, kind, project_id, provider, request_id) VALUES ($1, 'router', $2, $3, $4)
)
INSERT INTO routers (id, project_id, name, admin_state_up, enable_snat, created_generation, changed_generation)
VALUES ($1, $2, $5, $6, true, 1, 1)`;

/** @throws ApiError NetworkNotFound, RouterRequestInvalid, and those of the port of the gateway */
export async function createRouter(
  placer: DevicePlacer,
  tx: Tx,
  context: CallContext,
  input: RouterInput,
): Promise<string> {
  const id = randomUUID();
  const { projectId, name, adminStateUp, externalGatewayInfo } = input;
  const gateway =
    externalGatewayInfo === undefined ? undefined : await planGateway(tx, context, externalGatewayInfo);
  tx.send(INSERT_ROUTER, [id, projectId, ROUTER_DRIVER, currentRequestId() ?? null, name, adminStateUp]);
  if (gateway !== undefined) await addGateway(tx, id, gateway, 1);
  await placer.place(tx, asDeviceId(id));
  audit(tx, context, { action: 'create', resourceType: 'router', resourceId: id, body: input });
  return id;
}
