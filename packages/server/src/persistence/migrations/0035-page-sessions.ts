import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = `
CREATE TABLE page_sessions (
  id text NOT NULL,
  user_id text NOT NULL,
  project_id text NOT NULL,
  sealed bytea NOT NULL,
  all_projects boolean NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  CONSTRAINT page_sessions_pkey PRIMARY KEY (id)
);
CREATE INDEX page_sessions_expiry ON page_sessions (expires_at);
`;

/** Who is signed in at the web page. */
export class PageSessions1700000000035 implements MigrationInterface {
  readonly name = 'PageSessions1700000000035';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE page_sessions;');
  }
}
