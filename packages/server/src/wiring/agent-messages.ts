import type { RpcHandlers } from '@lbaas/common/amqp';
import type { ServerMethod } from '@lbaas/common/contract';
import { getLogicalDevice } from '../dispatch/get-logical-device.ts';
import { getReadyDevices } from '../dispatch/get-ready-devices.ts';
import type { PlacedContext } from '../dispatch/placed-context.ts';
import type { ReportContext } from '../reports/report-context.ts';
import { checkHost, refusedWithoutDatabase, retriedWithDatabase } from '../agents/index.ts';
import { reportState } from '../agents/record-heartbeat.ts';
import { ReportBatcher } from '../reports/report-batcher.ts';
import { updateDeviceStats } from '../reports/update-device-stats.ts';
import { updateMemberStatus } from '../reports/update-member-status.ts';
import { updateStatus } from '../reports/update-status.ts';

/** What the servers do with each message of an agent. Every handler may see a message twice. */
export function createAgentMessageHandlers(
  parts: Omit<ReportContext, 'batcher'> & PlacedContext,
): RpcHandlers<ServerMethod> {
  const context: ReportContext & PlacedContext = { ...parts, batcher: new ReportBatcher(parts.unitOfWork) };
  return {
    report_state: ({ args, sentAt }) => retriedWithDatabase(reportState(context, args, sentAt)),
    update_status: ({ args }) => retriedWithDatabase(updateStatus(context, args)),
    update_member_status: ({ args }) => retriedWithDatabase(updateMemberStatus(context, args)),
    update_device_stats: ({ args }) => retriedWithDatabase(updateDeviceStats(context, args)),
    check_host: ({ args }) => refusedWithoutDatabase(checkHost(context, args)),
    get_ready_devices: ({ args }) => refusedWithoutDatabase(getReadyDevices(context, args)),
    get_logical_device: ({ args }) => refusedWithoutDatabase(getLogicalDevice(context, args)),
  };
}
