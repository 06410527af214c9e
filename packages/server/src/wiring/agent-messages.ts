import { RetryLater, type RpcHandlers } from '@lbaas/common/amqp';
import { type MessageOf, RpcError, type ServerMethod } from '@lbaas/common/contract';
import { DatabaseUnavailable } from '../persistence/index.ts';
import { getLogicalDevice } from '../dispatch/get-logical-device.ts';
import { getReadyDevices } from '../dispatch/get-ready-devices.ts';
import type { ReportContext } from '../reports/report-context.ts';
import { reportState } from '../agents/record-heartbeat.ts';
import { ReportBatcher } from '../reports/report-batcher.ts';
import { updateDeviceStats } from '../reports/update-device-stats.ts';
import { updateMemberStatus } from '../reports/update-member-status.ts';
import { updateStatus } from '../reports/update-status.ts';

/** A cast that came while the database was away stays on its queue and comes again after this. */
const RETRY_AFTER_MS = 1000;

/** What the servers do with each message of an agent. Every handler may see a message twice. */
export function createAgentMessageHandlers(parts: Omit<ReportContext, 'batcher'>): RpcHandlers<ServerMethod> {
  const context: ReportContext = { ...parts, batcher: new ReportBatcher(parts.unitOfWork) };
  return {
    report_state: ({ args, sentAt }) => putOff(reportState(context, args, sentAt)),
    update_status: ({ args }) => putOff(updateStatus(context, args)),
    update_member_status: ({ args }) => putOff(updateMemberStatus(context, args)),
    update_device_stats: ({ args }) => putOff(updateDeviceStats(context, args)),
    get_ready_devices: ({ args }: MessageOf<'get_ready_devices'>) => refuse(getReadyDevices(context, args)),
    get_logical_device: ({ args }: MessageOf<'get_logical_device'>) =>
      refuse(getLogicalDevice(context, args)),
  };
}

async function putOff(work: Promise<void>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof DatabaseUnavailable)) throw error;
    throw new RetryLater(error.message, RETRY_AFTER_MS, { cause: error });
  }
}

async function refuse<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof DatabaseUnavailable)) throw error;
    throw new RpcError('handler_failed', error.message, { cause: error });
  }
}
