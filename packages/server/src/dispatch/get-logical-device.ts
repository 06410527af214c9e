import { type Args, type LogicalDevice, type Result, RpcError } from '@lbaas/common/contract';
import type { RowOf } from '../persistence/index.ts';
import { logicalDeviceSql, waitsSql } from '../devices/index.ts';
import { foreignSql, installationOf } from '../agents/installation.ts';
import { driverOf } from '../devices/providers.ts';
import type { PlacedContext } from './placed-context.ts';

const READ_LOGICAL_DEVICE = `
SELECT ${logicalDeviceSql('d', 'p.epoch')} AS device, d.provider,
  ${waitsSql({ device: 'd', placement: 'p', downAfterMs: '$4' })} AS waits,
  ${foreignSql('a', '$3')} AS "isForeign"
FROM placements p JOIN agents a ON a.id = p.agent_id JOIN devices d ON d.id = p.device_id
WHERE p.device_id = $1 AND a.host = $2 AND p.wanted = 'present' AND a.admin_state_up`;

interface Row extends Pick<RowOf<'devices'>, 'provider'> {
  readonly device: LogicalDevice | null;
  readonly waits: boolean;
  readonly isForeign: boolean;
}

/**
 * One device as its host must run it; null when the host must not. A retryable error while it waits for another host.
 */
export async function getLogicalDevice(
  context: PlacedContext,
  args: Args<'get_logical_device'>,
): Promise<Result<'get_logical_device'>> {
  const { host, device_id } = args;
  const [row] = await context.unitOfWork.statements((tx) =>
    tx.query<Row>(READ_LOGICAL_DEVICE, [device_id, host, installationOf(args), context.agentDownAfterMs]),
  );
  if (row?.isForeign === true) throw new RpcError('foreign_installation', `${host} is another installation`);
  if (row?.waits === true)
    throw new RpcError('handler_failed', `device ${device_id} waits until another host has let go`);
  if (row === undefined || row.device === null) return { device: null };
  const driver = driverOf(context.providers, row.provider);
  return { device: { ...row.device, driver } };
}
