import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whether a load balancer has a member that takes connections, from an index alone. */
const UP = 'CREATE INDEX members_taking ON members (pool_id) WHERE admin_state_up AND weight > 0;';

const DOWN = 'DROP INDEX members_taking;';

export class MembersThatTake1700000000048 implements MigrationInterface {
  readonly name = 'MembersThatTake1700000000048';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}
