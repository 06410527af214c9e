import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = 'CREATE INDEX members_address ON members (address);';

const DOWN = 'DROP INDEX members_address;';

/** What is allocated for a VIP is not the address of a member. */
export class AddressesOfMembers1700000000026 implements MigrationInterface {
  readonly name = 'AddressesOfMembers1700000000026';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}
