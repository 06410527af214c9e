import type { Args } from '@lbaas/common/contract';
import { levelOfRequest } from '@lbaas/common/runtime';
import type { ReportContext } from './report-context.ts';

type Report = Args<'update_status'>;

/** What became of one attempt on a host: judged, written, and answered when the host runs what is not its own. */
export async function updateStatus(context: ReportContext, report: Report): Promise<void> {
  const judgement = await context.batcher.write(report);
  const { device_id: device, host: agent, epoch, generation } = report;
  const about = { device, agent, epoch, generation, outcome: report.outcome, how: report.how };
  if (judgement.kind === 'apply') context.logger[levelOfRequest()](about, 'report applied');
  if (judgement.kind === 'removed') context.logger[levelOfRequest()](about, 'removal confirmed');
  if (judgement.kind === 'stray') await context.strays.takeDown(report, 'status');
  if (judgement.kind === 'ahead')
    context.logger.warn(about, 'host shows a generation that was never given out');
  if (judgement.kind === 'ignore') context.logger.debug({ ...about, why: judgement.why }, 'report ignored');
}
