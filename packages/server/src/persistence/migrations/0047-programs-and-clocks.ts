import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What serves the devices of a host, and how far its clock is off, as its agent says; NULL for agents that do not. */
export class ProgramsAndClocks1700000000047 implements MigrationInterface {
  readonly name = 'ProgramsAndClocks1700000000047';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE agents ADD COLUMN programs jsonb, ADD COLUMN clock_ahead_s real');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE agents DROP COLUMN programs, DROP COLUMN clock_ahead_s');
  }
}
