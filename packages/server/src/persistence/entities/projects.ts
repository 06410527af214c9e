import { bigint, integer, jsonb, nullable, primary, smallint, table, text, timestampNow } from './table.ts';

export const QUOTAS = table('quotas', {
  project_id: primary(text()),
  resource: primary(text()),
  max_count: integer(),
});

export const AUDIT_LOG = table(
  'audit_log',
  {
    id: { ...primary(bigint()), generated: 'increment' },
    at: timestampNow(),
    request_id: text(),
    project_id: text(),
    user_id: nullable(text()),
    action: text(),
    resource_type: text(),
    resource_id: text(),
    body: nullable(jsonb()),
  },
  { indices: [{ name: 'audit_log_resource', columns: ['resource_id'] }] },
);

export const IDEMPOTENCY_KEYS = table(
  'idempotency_keys',
  {
    project_id: primary(text()),
    user_id: primary(text()),
    key: primary(text()),
    fingerprint: text(),
    status: nullable(smallint()),
    body: nullable(text()),
    created_at: timestampNow(),
  },
  { indices: [{ name: 'idempotency_keys_age', columns: ['created_at'] }] },
);
