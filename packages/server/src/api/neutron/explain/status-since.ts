import type { Status } from '@lbaas/common/domain';

/** When what a status is derived from has last changed: ISO 8601, UTC, in one form; null = never. */
export interface StatusTimes {
  /** The last change of the object that its device has to show. */
  readonly changed_at: string;
  /** The last change of a member's health. */
  readonly health_changed_at: string | null;
  readonly failed_at: string | null;
  /** Since when the device shows anything again, after a loss or at all. */
  readonly shown_at: string | null;
  /** When the device was last seen to show less than before. */
  readonly lost_at: string | null;
  /** When it was last taken from an agent, and given to one. */
  readonly unplaced_at: string | null;
  readonly placed_at: string | null;
  /** When its agent was last enabled or disabled. */
  readonly admin_changed_at: string | null;
}

/** Why an object is pending. */
export interface PendingFacts {
  readonly agentAdminStateUp: boolean;
  /** Whether the object, as it is now, has never been shown. */
  readonly isNew: boolean;
}

/**
 * Since when an object has its status: the last of the changes that can have led to it. A loss on a disabled agent, or
 * before the device was taken from its agent, only follows from what made the object pending.
 */
export function statusSince(status: Status, times: StatusTimes, pending: PendingFacts): string {
  const { changed_at } = times;
  switch (status) {
    case 'ERROR':
      return latest(changed_at, times.failed_at);
    case 'ACTIVE':
    case 'INACTIVE':
    case 'DISABLED':
      return latest(changed_at, times.health_changed_at, times.shown_at, times.admin_changed_at);
    case 'PENDING_CREATE':
    case 'PENDING_UPDATE':
      return pending.isNew ? changed_at : pendingSince(times, pending);
  }
}

function pendingSince(times: StatusTimes, { agentAdminStateUp }: PendingFacts): string {
  const { admin_changed_at, unplaced_at, lost_at, placed_at, changed_at } = times;
  if (!agentAdminStateUp && admin_changed_at !== null) return latest(changed_at, admin_changed_at);
  return unplaced_at === null && lost_at === null ? (placed_at ?? changed_at) : latest(unplaced_at, lost_at);
}

/** The last of times in one form. */
const latest = (...times: readonly (string | null)[]): string =>
  times.reduce<string>((last, time) => (time !== null && time > last ? time : last), '');
