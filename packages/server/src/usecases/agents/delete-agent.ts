import { asAgentId } from '@lbaas/common/domain';
import { retireAgent } from '../../agents/deleted-agents.ts';
import type { Liveness } from '../../devices/index.ts';
import type { Tx } from '../../persistence/index.ts';
import { audit } from '../audit.ts';
import type { CallContext } from '../call-context.ts';
import { lockAgent } from './lock-agent.ts';

/**
 * Forgets an agent; its devices are placed elsewhere right after, and are sent there once it has confirmed that it runs
 * them no longer, or is silent. An agent that lives registers anew after that, under another id and without devices.
 * @throws ApiError AgentNotFound, also for whoever is no admin
 */
export async function deleteAgent(
  liveness: Liveness,
  tx: Tx,
  context: CallContext,
  id: string,
): Promise<void> {
  await lockAgent(tx, context, id);
  await retireAgent(tx, asAgentId(id), liveness);
  audit(tx, context, { action: 'delete', resourceType: 'agent', resourceId: id });
}
