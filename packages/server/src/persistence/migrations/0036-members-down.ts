import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which load balancers have a member that is down, without a look at all members. */
const UP = `CREATE INDEX member_health_down ON member_health (member_id) WHERE health = 'down';`;

const DOWN = 'DROP INDEX member_health_down;';

export class MembersDown1700000000036 implements MigrationInterface {
  readonly name = 'MembersDown1700000000036';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}
