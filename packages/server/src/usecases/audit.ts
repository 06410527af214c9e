import type { Tx } from '../persistence/index.ts';
import type { CallContext } from './call-context.ts';

export interface AuditEntry {
  readonly action: 'create' | 'update' | 'delete';
  readonly resourceType: string;
  readonly resourceId: string;
  /** What the caller asked for, after validation. Never a secret. */
  readonly body?: unknown;
}

const INSERT_AUDIT = `
INSERT INTO audit_log (request_id, project_id, user_id, action, resource_type, resource_id, body)
VALUES ($1, $2, $3, $4, $5, $6, $7)`;

const INSERT_AUDITS = `
INSERT INTO audit_log (request_id, project_id, user_id, action, resource_type, resource_id, body)
SELECT $1, $2, $3, 'create', $4, e.id, e.body::jsonb
FROM unnest($5::text[], $6::text[]) WITH ORDINALITY AS e (id, body, n) ORDER BY e.n`;

/** Who did what: one row in the transaction of every write. */
export function audit(tx: Tx, context: CallContext, entry: AuditEntry): void {
  const { action, resourceType, resourceId, body } = entry;
  const json = body === undefined ? null : JSON.stringify(body);
  const { requestId, projectId, userId = null } = context;
  tx.send(INSERT_AUDIT, [requestId, projectId, userId, action, resourceType, resourceId, json]);
}

/** The same for objects that one call has created together, in one statement. */
export function auditCreates(
  tx: Tx,
  context: CallContext,
  resourceType: string,
  created: readonly { readonly resourceId: string; readonly body: unknown }[],
): void {
  const { requestId, projectId, userId = null } = context;
  const ids = created.map(({ resourceId }) => resourceId);
  const bodies = created.map(({ body }) => JSON.stringify(body));
  tx.send(INSERT_AUDITS, [requestId, projectId, userId, resourceType, ids, bodies]);
}
