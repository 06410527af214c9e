import type { Tx } from '../persistence/index.ts';
import type { RequestContext } from './request-context.ts';

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

/** Who did what: one row in the transaction of every write. */
export function audit(tx: Tx, context: RequestContext, entry: AuditEntry): void {
  const { action, resourceType, resourceId, body } = entry;
  const json = body === undefined ? null : JSON.stringify(body);
  const { requestId, projectId, userId = null } = context;
  tx.send(INSERT_AUDIT, [requestId, projectId, userId, action, resourceType, resourceId, json]);
}
