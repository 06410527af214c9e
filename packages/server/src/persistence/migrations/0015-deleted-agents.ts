import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = `
ALTER TABLE agents ADD COLUMN deleted_at timestamptz;
CREATE INDEX placements_leaving ON placements (device_id) WHERE wanted = 'absent';
`;

const DOWN = `
DROP INDEX placements_leaving;
ALTER TABLE agents DROP COLUMN deleted_at;
`;

/**
 * A deleted agent stays, hidden, until it has taken down what it runs. The index finds the devices that wait for that,
 * each second, without reading all placements.
 */
export class DeletedAgents1700000000015 implements MigrationInterface {
  readonly name = 'DeletedAgents1700000000015';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}
