import { type Args, type LogicalDevice, type Result, RpcError } from '@lbaas/common/contract';
import { waitsForAddressSql } from '../persistence/device-hold-sql.ts';
import { logicalDeviceSql } from '../persistence/logical-device-sql.ts';
import type { ReportContext } from './report-context.ts';

const READ_LOGICAL_DEVICE = `
SELECT ${logicalDeviceSql('d', 'p.epoch')} AS device, ${waitsForAddressSql('d')} AS waits
FROM placements p JOIN agents a ON a.id = p.agent_id JOIN devices d ON d.id = p.device_id
WHERE p.device_id = $1 AND a.host = $2 AND p.wanted = 'present' AND a.admin_state_up`;

/** One device as its host must run it; null when the host must not. A retryable error while its address is held elsewhere. */
export async function getLogicalDevice(
  context: ReportContext,
  { host, device_id }: Args<'get_logical_device'>,
): Promise<Result<'get_logical_device'>> {
  const [row] = await context.unitOfWork.read((tx) =>
    tx.query<{ device: LogicalDevice | null; waits: boolean }>(READ_LOGICAL_DEVICE, [device_id, host]),
  );
  if (row?.waits === true) throw new RpcError('handler_failed', `device ${device_id} waits for its address`);
  return { device: row?.device ?? null };
}
