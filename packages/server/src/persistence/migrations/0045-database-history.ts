import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What tells a restored database from what it was, and what agents keep because of it (ADR 35). */
export class DatabaseHistory1700000000045 implements MigrationInterface {
  readonly name = 'DatabaseHistory1700000000045';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE database_history (
        id boolean NOT NULL DEFAULT true,
        restores integer NOT NULL DEFAULT 0,
        CONSTRAINT database_history_pkey PRIMARY KEY (id),
        CONSTRAINT database_history_one CHECK (id)
      )`);
    await runner.query('INSERT INTO database_history DEFAULT VALUES');
    await runner.query('ALTER TABLE agents ADD COLUMN kept_devices jsonb');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE agents DROP COLUMN kept_devices');
    await runner.query('DROP TABLE database_history');
  }
}
