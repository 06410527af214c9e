import { type Args, type Result, RpcError } from '@lbaas/common/contract';
import { HISTORY_ID, type RowOf, type Tx } from '../persistence/index.ts';
import { aliveSql, receivesSql, waitsSql } from '../devices/index.ts';
import { foreignSql, installationOf } from '../agents/installation.ts';
import { driverOf } from '../devices/providers.ts';
import type { PlacedContext } from './placed-context.ts';

type Page = Result<'get_ready_devices'>;

/** What is shown of a host that has reported nothing, such as a pool before its first VIP, is not known to it. */
const LAST_SENT =
  'greatest(p.dispatched_generation, CASE WHEN p.reported_at IS NULL THEN 0 ELSE p.observed_generation END)';

const WAITS = waitsSql({ device: 'd', placement: 'p', downAfterMs: '$4' });

/**
 * A device that waits is named with the generation that its host already knows, so that the host does
 * not fetch the next one early; one that its host has never been sent is not named at all, nor is one that has nothing
 * to run.
 */
const READY_DEVICES = `
SELECT p.device_id, d.kind, d.provider, p.epoch,
  CASE WHEN ${WAITS} THEN ${LAST_SENT} ELSE d.generation END AS generation
FROM placements p JOIN devices d ON d.id = p.device_id
WHERE p.agent_id = $1 AND p.wanted = 'present'
  AND p.device_id > coalesce($2::uuid, '00000000-0000-0000-0000-000000000000')
  AND NOT (${LAST_SENT} = 0 AND ${WAITS})
ORDER BY p.device_id
LIMIT $3`;

const READ_AGENT = `
SELECT id, admin_state_up, failed_over, ${foreignSql('a', '$2')} AS "isForeign",
  ${aliveSql('a', '$3')} AS alive, ${receivesSql('a', '$3')} AS receives, ${HISTORY_ID} AS history
FROM agents a WHERE host = $1`;

interface AgentRow extends Pick<RowOf<'agents'>, 'id' | 'admin_state_up' | 'failed_over'> {
  readonly isForeign: boolean;
  readonly alive: boolean;
  readonly receives: boolean;
  readonly history: string;
}

/**
 * What a host must run, one page in the order of the ids. A disabled host must run nothing. A host that has not
 * reported yet gets an error and not an empty list, since it removes whatever a complete list does not name; so does
 * one whose devices were moved away, until a heartbeat has told whether it has served them all the time. So does an
 * installation that the name does not belong to; that the one it belongs to is alive is said by the code of the error.
 */
export async function getReadyDevices(
  context: PlacedContext,
  args: Args<'get_ready_devices'>,
): Promise<Page> {
  return context.unitOfWork.statements(async (tx) => {
    const asking = [args.host, installationOf(args), context.agentDownAfterMs];
    const [agent] = await tx.query<AgentRow>(READ_AGENT, asking);
    if (agent === undefined) throw new RpcError('not_found', `agent ${args.host} has not reported yet`);
    if (agent.isForeign) throw refusal(args.host, agent);
    if (agent.failed_over)
      throw new RpcError('not_found', `agent ${args.host} has not reported since it failed`);
    const { receives, history: history_id } = agent;
    if (!agent.admin_state_up)
      return { devices: [], complete: true, admin_state_up: false, receives, history_id };
    return { ...(await readPage(tx, agent.id, { ...context, ...args })), receives, history_id };
  });
}

const refusal = (host: string, { alive }: AgentRow): RpcError =>
  alive
    ? new RpcError('foreign_installation', `another installation holds the name ${host}, and is alive`)
    : new RpcError(
        'not_found',
        `the installation that holds the name ${host} is silent, but not for long enough`,
      );

type DeviceRow = Pick<RowOf<'placements'>, 'device_id' | 'epoch'> &
  Pick<RowOf<'devices'>, 'kind' | 'provider' | 'generation'>;

type PageWanted = Args<'get_ready_devices'> & Pick<PlacedContext, 'agentDownAfterMs' | 'providers'>;

async function readPage(
  tx: Tx,
  agentId: string,
  { after, limit, agentDownAfterMs, providers }: PageWanted,
): Promise<Page> {
  const rows = await tx.query<DeviceRow>(READY_DEVICES, [agentId, after, limit + 1, agentDownAfterMs]);
  const devices = rows.slice(0, limit).map(({ provider, ...device }) => ({
    ...device,
    driver: driverOf(providers, provider),
  }));
  return { devices, complete: rows.length <= limit, admin_state_up: true };
}
