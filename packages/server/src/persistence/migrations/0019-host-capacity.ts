import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = 'ALTER TABLE agents ADD COLUMN capacity jsonb, ADD COLUMN carries bigint;';

const DOWN = 'ALTER TABLE agents DROP COLUMN capacity, DROP COLUMN carries;';

/** What the hosts of agents can carry, as they report it; NULL for agents that do not say. */
export class HostCapacity1700000000019 implements MigrationInterface {
  readonly name = 'HostCapacity1700000000019';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}
