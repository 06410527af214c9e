import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Since when agents are drained: their devices are moved away one by one. */
export class Drains1700000000040 implements MigrationInterface {
  readonly name = 'Drains1700000000040';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE agents ADD COLUMN drain_at timestamptz');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE agents DROP COLUMN drain_at');
  }
}
