import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = 'CREATE TABLE former_hosts (host text NOT NULL, CONSTRAINT former_hosts_pkey PRIMARY KEY (host));';

const DOWN = 'DROP TABLE former_hosts;';

/** Hosts whose agents were deleted, until their queues are gone from the broker. */
export class FormerHosts1700000000025 implements MigrationInterface {
  readonly name = 'FormerHosts1700000000025';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}
