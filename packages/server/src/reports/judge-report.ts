import type { Args } from '@lbaas/common/contract';
import type { Wanted } from '../devices/index.ts';
import type { RowOf } from '../persistence/index.ts';

type Placement = RowOf<'placements'>;

/** What the database knows of the placement that a report is about. */
export interface ReportedPlacement extends Pick<Placement, 'epoch'> {
  readonly wanted: Wanted;
  readonly deviceGeneration: RowOf<'devices'>['generation'];
  readonly observedGeneration: Placement['observed_generation'];
  /** The agent's time of the newest accepted report; that of its last start, if the report is older than the run. */
  readonly reportedAtMs: number | undefined;
  /** How long ago this server side accepted it. */
  readonly receivedAgoMs: number | undefined;
}

export type StatusReport = Pick<
  Args<'update_status'>,
  'epoch' | 'generation' | 'observed_generation' | 'outcome' | 'at'
>;

export type Judgement =
  | { readonly kind: 'apply' }
  /** Nothing is left of a device that this host was asked to take down. */
  | { readonly kind: 'removed' }
  /** Nothing is left of a device that this host should run: its agent is disabled, or has lost it. */
  | { readonly kind: 'lost' }
  /** The host shows a generation that this database never gave out: it has been restored from a backup. */
  | { readonly kind: 'ahead' }
  /** The host runs something that is not its own any more. */
  | { readonly kind: 'stray' }
  | { readonly kind: 'ignore'; readonly why: string };

/** Messages cannot overtake each other by more than this; an older time beyond it is a clock that was set back. */
const REORDER_WINDOW_MS = 30_000;

/**
 * Whether a report counts. Only the holder's word does, under the very epoch of its placement. Within an epoch the
 * agent's clock orders the reports, so that the observed generation goes down only by newer news (HAProxy died).
 */
export function judgeReport(placement: ReportedPlacement | undefined, report: StatusReport): Judgement {
  if (placement === undefined) return withoutPlacement(report);
  if (report.epoch !== placement.epoch) return ignore(`epoch ${report.epoch} is not ${placement.epoch}`);
  if (report.outcome === 'removed' && placement.wanted === 'absent') return { kind: 'removed' };
  if (isOutdated(placement, report)) return ignore('a newer report is known');
  if (report.outcome === 'removed') return { kind: 'lost' };
  return report.observed_generation > placement.deviceGeneration ? { kind: 'ahead' } : { kind: 'apply' };
}

const ignore = (why: string): Judgement => ({ kind: 'ignore', why });

/** A confirmed removal needs no answer; anything else means that the host still runs the device. */
const withoutPlacement = (report: StatusReport): Judgement =>
  report.outcome === 'removed' ? ignore('already removed') : { kind: 'stray' };

function isOutdated(placement: ReportedPlacement, report: StatusReport): boolean {
  const { reportedAtMs, receivedAgoMs, observedGeneration } = placement;
  if (reportedAtMs === undefined) return false;
  const atMs = Date.parse(report.at);
  if (atMs > reportedAtMs) return false;
  if (atMs === reportedAtMs) return report.observed_generation < observedGeneration;
  const clockWasSetBack = (receivedAgoMs ?? 0) > REORDER_WINDOW_MS;
  return !(clockWasSetBack && report.observed_generation > observedGeneration);
}
