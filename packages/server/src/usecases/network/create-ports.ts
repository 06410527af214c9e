import type { Tx } from '../../persistence/index.ts';
import { auditCreates } from '../audit.ts';
import type { CallContext } from '../call-context.ts';
import type { AddressableSubnet } from './addressable-subnet.ts';
import { lockSubnetsAlone } from './addressable-subnet.ts';
import { type PortRequest, allocatePort, lockForPort } from './allocate-port.ts';
import { checkFixedIps, refuseChoices } from './port-policy.ts';
import { findNetworks } from './visibility.ts';

/**
 * Ports that a caller asks for, with the rules that `allocatePort` alone does not know. All or none.
 * @returns their ids, in the order of the inputs
 * @throws ApiError NetworkNotFound, RuleForbids, and what allocatePort throws
 */
export async function createPorts(
  tx: Tx,
  context: CallContext,
  inputs: readonly PortRequest[],
): Promise<readonly string[]> {
  const subnets = await lockSubnetsFor(tx, context, inputs);
  const ids: string[] = [];
  for (const input of inputs) {
    const { id } = await allocatePort(tx, input, subnets.filter(isOn(input)));
    ids.push(id);
  }
  const created = inputs.map((body, index) => ({ resourceId: ids[index] ?? '', body }));
  auditCreates(tx, context, 'port', created);
  return ids;
}

const isOn =
  ({ networkId }: PortRequest) =>
  (subnet: AddressableSubnet): boolean =>
    subnet.networkId === networkId;

/** Several ports have their networks for themselves: each holds what another one may want. */
async function lockSubnetsFor(
  tx: Tx,
  context: CallContext,
  inputs: readonly PortRequest[],
): Promise<readonly AddressableSubnet[]> {
  const [first, ...more] = inputs;
  if (first === undefined) return [];
  const networkIds = [...new Set(inputs.map(({ networkId }) => networkId))];
  const networks = await findNetworks(tx, context, networkIds, more.length === 0 ? 'use' : 'alone');
  for (const input of inputs) {
    const network = networks.find(({ id }) => id === input.networkId);
    refuseChoices(context, network?.projectId ?? '', 'create', input);
    checkFixedIps(input.fixedIps ?? []);
  }
  return more.length === 0 ? lockForPort(tx, first) : lockSubnetsAlone(tx, networkIds);
}
