import type { Member, Status } from '../../api/objects.ts';

/** How a part of the picture stands out. */
export type Look = 'up' | 'down' | 'pending' | 'off' | 'plain';

export function lookOfStatus(status: Status): Look {
  if (status === 'ACTIVE') return 'up';
  if (status.startsWith('PENDING')) return 'pending';
  return 'down';
}

/** A member that is disabled, or has no weight, is not down: nobody wants it to serve. */
export function lookOfMember({ admin_state_up: isEnabled, weight, status }: Member): Look {
  if (!isEnabled) return 'off';
  const look = lookOfStatus(status);
  return look === 'up' && weight === 0 ? 'off' : look;
}
