import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = 'ALTER TABLE agents ADD COLUMN echo_beat bigint, ADD COLUMN echo_at timestamptz;';

const DOWN = 'ALTER TABLE agents DROP COLUMN echo_beat, DROP COLUMN echo_at;';

/** The heartbeat whose echo an agent has to name, and since when; NULL for agents that are older than echoes. */
export class HeartbeatEchoes1700000000022 implements MigrationInterface {
  readonly name = 'HeartbeatEchoes1700000000022';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}
