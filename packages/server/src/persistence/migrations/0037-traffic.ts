import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What pools have carried in the last hour: one row for each report of an agent in which something was carried, or that
 * followed a silence (`silent_since`, until `since` nothing is known). Housekeeping removes the rows.
 */
const UP = `
ALTER TABLE statistics ADD COLUMN traffic_at timestamptz;
CREATE TABLE traffic (
  pool_id uuid NOT NULL,
  at timestamptz NOT NULL,
  since timestamptz NOT NULL,
  silent_since timestamptz,
  requests bigint,
  sessions bigint NOT NULL,
  bytes_in bigint NOT NULL,
  bytes_out bigint NOT NULL,
  active bigint NOT NULL,
  responses jsonb,
  members jsonb NOT NULL,
  CONSTRAINT traffic_pkey PRIMARY KEY (pool_id, at),
  CONSTRAINT traffic_pool_fkey FOREIGN KEY (pool_id) REFERENCES pools ON DELETE CASCADE
);
CREATE INDEX traffic_at ON traffic (at);
`;

const DOWN = `
DROP TABLE traffic;
ALTER TABLE statistics DROP COLUMN traffic_at;
`;

export class Traffic1700000000037 implements MigrationInterface {
  readonly name = 'Traffic1700000000037';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}
