import {
  bigint,
  integer,
  jsonb,
  nullable,
  primary,
  smallint,
  table,
  text,
  timestamp,
  timestampNow,
  uuid,
} from './table.ts';

export const MEMBER_HEALTH = table(
  'member_health',
  {
    member_id: primary(uuid()),
    epoch: bigint(),
    health: text(),
    check_text: nullable(text()),
    changed_at: timestamp(),
    reported_at: timestamp(),
  },
  {
    references: [
      { name: 'member_health_member_fkey', column: 'member_id', to: 'members', onDelete: 'CASCADE' },
    ],
  },
);

export const STATISTICS = table(
  'statistics',
  {
    pool_id: primary(uuid()),
    epoch: primary(bigint()),
    bytes_in: bigint(),
    bytes_out: bigint(),
    active_connections: bigint(),
    total_connections: bigint(),
    reported_at: timestamp(),
  },
  { references: [{ name: 'statistics_pool_fkey', column: 'pool_id', to: 'pools', onDelete: 'CASCADE' }] },
);

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
