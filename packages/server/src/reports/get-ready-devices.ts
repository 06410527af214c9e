import { type Args, type Result, RpcError } from '@lbaas/common/contract';
import type { Tx } from '../persistence/index.ts';
import { waitsForAddressSql } from '../persistence/device-hold-sql.ts';
import type { ReportContext } from './report-context.ts';

type Page = Result<'get_ready_devices'>;

const LAST_SENT = 'greatest(p.dispatched_generation, p.observed_generation)';

/**
 * A device that waits for an address is named with the generation that its host already knows, so that the host does
 * not fetch the next one early; one that its host has never been sent is not named at all.
 */
const READY_DEVICES = `
SELECT p.device_id, d.kind, p.epoch,
  CASE WHEN ${waitsForAddressSql('d')} THEN ${LAST_SENT} ELSE d.generation END AS generation
FROM placements p JOIN devices d ON d.id = p.device_id
WHERE p.agent_id = $1 AND p.wanted = 'present' AND p.device_id > coalesce($2::uuid, '00000000-0000-0000-0000-000000000000')
  AND NOT (${LAST_SENT} = 0 AND ${waitsForAddressSql('d')})
ORDER BY p.device_id
LIMIT $3`;

/**
 * What a host must run, one page in the order of the ids. A disabled host must run nothing. A host that has not
 * reported yet gets an error and not an empty list, since it removes whatever a complete list does not name.
 */
export async function getReadyDevices(
  context: ReportContext,
  args: Args<'get_ready_devices'>,
): Promise<Page> {
  return context.unitOfWork.read(async (tx) => {
    const [agent] = await tx.query<{ id: string; admin_state_up: boolean }>(
      'SELECT id, admin_state_up FROM agents WHERE host = $1',
      [args.host],
    );
    if (agent === undefined) throw new RpcError('not_found', `agent ${args.host} has not reported yet`);
    if (!agent.admin_state_up) return { devices: [], complete: true, admin_state_up: false };
    return readPage(tx, agent.id, args);
  });
}

async function readPage(tx: Tx, agentId: string, { after, limit }: Args<'get_ready_devices'>): Promise<Page> {
  const rows = await tx.query<Page['devices'][number]>(READY_DEVICES, [agentId, after, limit + 1]);
  return { devices: rows.slice(0, limit), complete: rows.length <= limit, admin_state_up: true };
}
