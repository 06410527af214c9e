import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which run of an agent is the newest is told by when servers heard of it, not by the clock of its host. */
export class RunsOfAgents1700000000046 implements MigrationInterface {
  readonly name = 'RunsOfAgents1700000000046';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE agents
        ADD COLUMN run_since timestamptz,
        ADD COLUMN former_runs uuid[]`);
    await runner.query('ALTER TABLE member_health ADD COLUMN received_at timestamptz');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE member_health DROP COLUMN received_at');
    await runner.query('ALTER TABLE agents DROP COLUMN run_since, DROP COLUMN former_runs');
  }
}
