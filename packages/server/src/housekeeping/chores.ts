import { KEY_LIFETIME_S } from '../usecases/idempotency.ts';
import type { Chore } from './housekeeping.ts';

/** They count for nothing any more. A key that is in use again is locked, and left. */
export const expiredKeys: Chore = {
  name: 'idempotency keys',
  sql: `DELETE FROM idempotency_keys k USING (
    SELECT project_id, user_id, key FROM idempotency_keys WHERE created_at < now() - $1 * interval '1 s'
    ORDER BY created_at LIMIT $2 FOR UPDATE SKIP LOCKED
  ) old WHERE (k.project_id, k.user_id, k.key) = (old.project_id, old.user_id, old.key) RETURNING 1`,
  keepSeconds: KEY_LIFETIME_S,
};

/** An hour is shown, in steps that a report may reach into. */
const TRAFFIC_KEPT_S = 3720;

/** A row that is gone is nobody's baseline: each says by itself what was carried. */
export const oldTraffic: Chore = {
  name: 'traffic',
  sql: `DELETE FROM traffic WHERE (pool_id, at) IN (
    SELECT pool_id, at FROM traffic WHERE at < now() - $1 * interval '1 s' ORDER BY at LIMIT $2
  ) RETURNING 1`,
  keepSeconds: TRAFFIC_KEPT_S,
};

const DAY_S = 24 * 3600;

/** Ids rise with time, so that the oldest are found without looking through the others. */
export const oldAuditEntries = (keepDays: number): Chore => ({
  name: 'audit log',
  sql: `DELETE FROM audit_log WHERE id IN (
    SELECT id FROM (SELECT id, at FROM audit_log ORDER BY id LIMIT $2) oldest WHERE at < now() - $1 * interval '1 s'
  ) RETURNING 1`,
  keepSeconds: keepDays === 0 ? undefined : keepDays * DAY_S,
});
