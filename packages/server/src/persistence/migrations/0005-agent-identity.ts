import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The zero id is what an agent has that says none; every other installation may follow it at once. A challenger is
 * another installation that asks for the name: since when without a pause, and when it did last.
 */
const AGENTS = `
ALTER TABLE agents
  ADD COLUMN installation_id uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000',
  ADD COLUMN challenger_id uuid,
  ADD COLUMN challenged_at timestamptz,
  ADD COLUMN challenger_at timestamptz;
`;

/** The last time that the HAProxy of a placement ended by itself, and the generation that it showed. */
const INCIDENTS = `
ALTER TABLE placements
  ADD COLUMN incident_at timestamptz,
  ADD COLUMN incident text,
  ADD COLUMN incident_generation bigint;
`;

const DOWN = `
ALTER TABLE agents DROP COLUMN installation_id, DROP COLUMN challenger_id, DROP COLUMN challenged_at,
  DROP COLUMN challenger_at;
ALTER TABLE placements DROP COLUMN incident_at, DROP COLUMN incident, DROP COLUMN incident_generation;
`;

/** Which of several agents a host name belongs to, and what happened to a balancer that runs again. */
export class AgentIdentity1700000000005 implements MigrationInterface {
  readonly name = 'AgentIdentity1700000000005';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(AGENTS);
    await runner.query(INCIDENTS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}
