import type { Args } from '@lbaas/common/contract';
import { asDeviceId } from '@lbaas/common/domain';
import {
  type AcceptedReport,
  applyReports,
  confirmRemoved,
  overtake,
  releaseHolds,
  removeFinishedDevices,
  resetLost,
} from '../devices/index.ts';
import type { Tx } from '../persistence/index.ts';
import { type Judgement, judgeReport } from './judge-report.ts';
import { type HeldPlacement, type Known, lockPlacements } from './reported-placements.ts';

type Report = Args<'update_status'>;

interface Judged {
  readonly report: Report;
  readonly placement: Known;
  readonly judgement: Judgement;
}

/** Judges reports of different devices and writes what follows. Returns the judgements, in the order of the reports. */
export async function recordReports(tx: Tx, reports: readonly Report[]): Promise<readonly Judgement[]> {
  const placements = await lockPlacements(tx, reports);
  const judged = reports.map((report, index) => judge(report, placements[index]));
  applyReports(tx, judged.flatMap(accepted));
  for (const each of judged) await write(tx, each);
  return judged.map(({ judgement }) => judgement);
}

const WHY_IGNORED = {
  foreign: 'another installation holds the name of the host',
  past: 'the database was restored, which the agent does not know yet',
} as const;

function judge(report: Report, placement: Known): Judged {
  const judgement: Judgement =
    placement === 'foreign' || placement === 'past'
      ? { kind: 'ignore', why: WHY_IGNORED[placement] }
      : judgeReport(placement, report);
  return { report, placement, judgement };
}

const accepted = ({ report, placement, judgement }: Judged): AcceptedReport[] =>
  judgement.kind === 'apply' && isHeld(placement) ? [{ agentId: placement.agentId, report }] : [];

const isHeld = (placement: Known): placement is HeldPlacement => typeof placement === 'object';

/** What a judgement leads to, apart from what the host shows. */
async function write(tx: Tx, { report, placement, judgement }: Judged): Promise<void> {
  if (!isHeld(placement)) return;
  const { agentId, holdsAddresses } = placement;
  const deviceId = asDeviceId(report.device_id);
  switch (judgement.kind) {
    case 'apply':
      return holdsAddresses ? releaseHolds(tx, deviceId) : undefined;
    case 'removed':
      await confirmRemoved(tx, deviceId, agentId);
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
