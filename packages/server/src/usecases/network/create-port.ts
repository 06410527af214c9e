import type { Tx } from '../../persistence/index.ts';
import { audit } from '../audit.ts';
import type { RequestContext } from '../request-context.ts';
import { type PortRequest, allocatePort } from './allocate-port.ts';
import { checkFixedIps, refuseChoices } from './port-policy.ts';
import { findNetwork } from './visibility.ts';

/**
 * A port that a caller asks for, with the rules that `allocatePort` alone does not know. @returns its id
 * @throws ApiError NetworkNotFound, PolicyNotAuthorized, and what allocatePort throws
 */
export async function createPort(tx: Tx, context: RequestContext, input: PortRequest): Promise<string> {
  const network = await findNetwork(tx, context, input.networkId);
  refuseChoices(context, network.projectId, 'create_port', input);
  checkFixedIps(input.fixedIps ?? []);
  const { id } = await allocatePort(tx, input);
  audit(tx, context, { action: 'create', resourceType: 'port', resourceId: id, body: input });
  return id;
}
