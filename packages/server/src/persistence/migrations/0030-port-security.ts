import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whether the hosts of agents filter what ports send, as they report it; NULL for agents that do not say. */
export class PortSecurity1700000000030 implements MigrationInterface {
  readonly name = 'PortSecurity1700000000030';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE agents ADD COLUMN port_security boolean');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE agents DROP COLUMN port_security');
  }
}
