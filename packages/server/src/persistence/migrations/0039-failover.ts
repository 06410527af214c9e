import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = `
ALTER TABLE agents
  ADD COLUMN lease_s real,
  ADD COLUMN lease_lapsed boolean NOT NULL DEFAULT false,
  ADD COLUMN failed_over boolean NOT NULL DEFAULT false,
  ADD COLUMN failures integer NOT NULL DEFAULT 0,
  ADD COLUMN failed_at timestamptz,
  ADD COLUMN left_out_until timestamptz;

ALTER TABLE placements
  ADD COLUMN fenced boolean NOT NULL DEFAULT false,
  ADD COLUMN moved_from text,
  ADD COLUMN moved_why text;

CREATE TABLE failover_brake (
  id boolean NOT NULL DEFAULT true,
  engaged_at timestamptz NOT NULL DEFAULT now(),
  alive integer NOT NULL,
  agents uuid[] NOT NULL,
  lifted_at timestamptz,
  CONSTRAINT failover_brake_pkey PRIMARY KEY (id),
  CONSTRAINT failover_brake_one CHECK (id)
);
`;

const DOWN = `
DROP TABLE failover_brake;
ALTER TABLE placements DROP COLUMN fenced, DROP COLUMN moved_from, DROP COLUMN moved_why;
ALTER TABLE agents DROP COLUMN lease_s, DROP COLUMN lease_lapsed, DROP COLUMN failed_over, DROP COLUMN failures,
  DROP COLUMN failed_at, DROP COLUMN left_out_until;
`;

/** Leases of agents, placements that are fenced, and the brake of the failover. */
export class Failover1700000000039 implements MigrationInterface {
  readonly name = 'Failover1700000000039';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}
