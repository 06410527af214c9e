import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * An epoch names one placement of its device, so a read may join the newest one, and PostgreSQL may leave the join out
 * where nothing is read from it. The ids of the members of a pool come from an index alone.
 */
const UP = `
ALTER TABLE placements ADD CONSTRAINT placements_epoch_key UNIQUE (device_id, epoch);
CREATE INDEX members_pool ON members (pool_id, id);
`;

const DOWN = `
DROP INDEX members_pool;
ALTER TABLE placements DROP CONSTRAINT placements_epoch_key;
`;

export class ReadPaths1700000000006 implements MigrationInterface {
  readonly name = 'ReadPaths1700000000006';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}
