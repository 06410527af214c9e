import type { PersistenceType, Protocol } from '@lbaas/common/domain';
import { apiError } from '../errors.ts';

export interface SessionPersistence {
  readonly type: PersistenceType;
  /** Set for APP_COOKIE only. */
  readonly cookieName?: string;
}

/** `none` clears it; undefined keeps it. */
export type PersistenceChange = SessionPersistence | 'none' | undefined;

/** HAProxy reads cookies in HTTP only: anywhere else they would silently have no effect. */
export function refuseCookies(protocol: Protocol, persistence: PersistenceChange): void {
  if (persistence === undefined || persistence === 'none') return;
  if (protocol === 'HTTP' || persistence.type === 'SOURCE_IP') return;
  throw apiError('CookiesNeedHttp', { persistence: persistence.type, protocol });
}

/** How pools.session_persistence holds it; SQL NULL for none. */
export const persistenceColumn = (persistence: SessionPersistence | 'none'): string | null =>
  persistence === 'none'
    ? null
    : JSON.stringify({ type: persistence.type, cookie_name: persistence.cookieName ?? null });

export function samePersistence(
  one: SessionPersistence | 'none',
  other: SessionPersistence | 'none',
): boolean {
  if (one === 'none' || other === 'none') return one === other;
  return one.type === other.type && one.cookieName === other.cookieName;
}
