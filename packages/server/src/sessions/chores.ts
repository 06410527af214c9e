import type { Chore } from '../housekeeping/index.ts';

/** Nobody can use them any more. */
export const endedSessions: Chore = {
  name: 'sessions of the web page',
  sql: `DELETE FROM page_sessions WHERE id IN (
    SELECT id FROM page_sessions WHERE expires_at < now() - $1 * interval '1 s'
    ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED
  ) RETURNING 1`,
  keepSeconds: 0,
};
