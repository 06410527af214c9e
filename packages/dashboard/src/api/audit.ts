import { queryOptions } from '@tanstack/react-query';
import { call } from './call.ts';
import type { Query } from './query-text.ts';

export interface AuditEntry {
  readonly id: number;
  readonly at: string;
  readonly request_id: string | null;
  readonly tenant_id: string;
  readonly user_id: string | null;
  readonly action: string;
  readonly resource_type: string;
  readonly resource_id: string;
  readonly body: Readonly<Record<string, unknown>> | null;
}

/** For admins. */
export const auditQuery = (query: Query) =>
  queryOptions({
    queryKey: ['events', 'audit', query],
    queryFn: async ({ signal }) => {
      const answer = await call<{ audit_log: readonly AuditEntry[] }>('GET', '/v2.0/audit-log', {
        query,
        signal,
      });
      return answer.audit_log;
    },
  });
