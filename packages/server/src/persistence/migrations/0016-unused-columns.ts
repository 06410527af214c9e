import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = `
ALTER TABLE devices DROP COLUMN replicas;
ALTER TABLE agents DROP COLUMN inventory_digest, DROP COLUMN tunnel_ip;
ALTER TABLE networks DROP COLUMN segmentation_id;
`;

const DOWN = `
ALTER TABLE devices ADD COLUMN replicas smallint NOT NULL DEFAULT 1;
ALTER TABLE agents ADD COLUMN inventory_digest text NOT NULL DEFAULT '', ADD COLUMN tunnel_ip text;
ALTER TABLE networks ADD COLUMN segmentation_id integer;
`;

/** Columns that no statement reads. */
export class UnusedColumns1700000000016 implements MigrationInterface {
  readonly name = 'UnusedColumns1700000000016';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}
