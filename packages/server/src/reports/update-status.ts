import type { Args } from '@lbaas/common/contract';
import { asDeviceId } from '@lbaas/common/domain';
import { levelOfRequest } from '@lbaas/common/runtime';
import type { Tx } from '../persistence/index.ts';
import { removeFinishedDevices } from '../persistence/remove-finished-devices.ts';
import { type Judgement, judgeReport } from './judge-report.ts';
import {
  type HeldPlacement,
  applyReport,
  deletePlacement,
  lockPlacement,
  overtake,
  releaseHolds,
  resetLost,
} from './placement-queries.ts';
import type { ReportContext } from './report-context.ts';

type Report = Args<'update_status'>;

/** What became of one attempt on a host: judged, written, and answered when the host runs what is not its own. */
export async function updateStatus(context: ReportContext, report: Report): Promise<void> {
  const judgement = await context.unitOfWork.write((tx) => record(tx, report));
  const { device_id: device, host: agent, epoch, generation } = report;
  const about = { device, agent, epoch, generation, outcome: report.outcome, how: report.how };
  if (judgement.kind === 'apply') context.logger[levelOfRequest()](about, 'report applied');
  if (judgement.kind === 'removed') context.logger[levelOfRequest()](about, 'removal confirmed');
  if (judgement.kind === 'stray') await context.strays.takeDown(report, 'status');
  if (judgement.kind === 'ahead')
    context.logger.warn(about, 'host shows a generation that was never given out');
  if (judgement.kind === 'ignore') context.logger.debug({ ...about, why: judgement.why }, 'report ignored');
}

async function record(tx: Tx, report: Report): Promise<Judgement> {
  const placement = await lockPlacement(tx, report);
  if (placement === 'foreign')
    return { kind: 'ignore', why: 'another installation holds the name of the host' };
  const judgement = judgeReport(placement, report);
  if (placement !== undefined) await write(tx, placement, judgement, report);
  return judgement;
}

async function write(
  tx: Tx,
  { agentId }: HeldPlacement,
  judgement: Judgement,
  report: Report,
): Promise<void> {
  const deviceId = asDeviceId(report.device_id);
  switch (judgement.kind) {
    case 'apply':
      await applyReport(tx, agentId, report);
      return releaseHolds(tx, deviceId);
    case 'removed':
      await deletePlacement(tx, deviceId, agentId);
      await releaseHolds(tx, deviceId);
      await removeFinishedDevices(tx, deviceId);
      return;
    case 'lost':
      await resetLost(tx, agentId, report);
      return releaseHolds(tx, deviceId, agentId);
    case 'ahead':
      return overtake(tx, deviceId, report.observed_generation);
    case 'stray':
    case 'ignore':
  }
}
