import {
  bigint,
  boolean,
  bytea,
  integer,
  jsonb,
  nullable,
  primary,
  smallint,
  table,
  text,
  timestamp,
  timestampNow,
} from './table.ts';

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
    body: nullable(jsonb<unknown>()),
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

export const PAGE_SESSIONS = table(
  'page_sessions',
  {
    /** Derived from the secret in the cookie. */
    id: primary(text()),
    user_id: text(),
    project_id: text(),
    /** The credentials, to be opened with the secret in the cookie only. */
    sealed: bytea(),
    all_projects: boolean(),
    created_at: timestampNow(),
    expires_at: timestamp(),
  },
  { indices: [{ name: 'page_sessions_expiry', columns: ['expires_at'] }] },
);
