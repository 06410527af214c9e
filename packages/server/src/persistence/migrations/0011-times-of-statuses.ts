import type { MigrationInterface, QueryRunner } from 'typeorm';

const STAMPED = ['pools', 'listeners', 'members', 'pool_health_monitors'] as const;

/** The name comes behind that of the trigger that raises revisions, which is to see no change in this. */
const stampTable = (table: (typeof STAMPED)[number]): string => `
ALTER TABLE ${table} ADD COLUMN changed_at timestamptz NOT NULL DEFAULT now();
CREATE TRIGGER ${table}_since BEFORE UPDATE OF changed_generation ON ${table}
  FOR EACH ROW WHEN (OLD.changed_generation <> NEW.changed_generation) EXECUTE FUNCTION note_change();`;

const UP = `
CREATE FUNCTION note_change() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  NEW.changed_at := now();
  RETURN NEW;
END $body$;
${STAMPED.map(stampTable).join('\n')}

ALTER TABLE placements ADD COLUMN failed_at timestamptz, ADD COLUMN lost_at timestamptz;
CREATE FUNCTION note_failure() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  NEW.failed_at := CASE WHEN NEW.failed_generation > 0 THEN coalesce(NEW.reported_at, now()) END;
  RETURN NEW;
END $body$;
CREATE TRIGGER placements_fail BEFORE UPDATE OF failed_generation ON placements
  FOR EACH ROW WHEN ((OLD.failed_generation > 0) <> (NEW.failed_generation > 0)) EXECUTE FUNCTION note_failure();
CREATE FUNCTION note_loss() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  NEW.lost_at := coalesce(NEW.reported_at, now());
  RETURN NEW;
END $body$;
CREATE TRIGGER placements_lose BEFORE UPDATE OF observed_generation ON placements
  FOR EACH ROW WHEN (NEW.observed_generation < OLD.observed_generation) EXECUTE FUNCTION note_loss();
`;

const DOWN = `
DROP FUNCTION note_loss() CASCADE;
DROP FUNCTION note_failure() CASCADE;
ALTER TABLE placements DROP COLUMN lost_at, DROP COLUMN failed_at;
DROP FUNCTION note_change() CASCADE;
${STAMPED.map((table) => `ALTER TABLE ${table} DROP COLUMN changed_at;`).join('\n')}
`;

/**
 * Since when something is pending or in error: the last change of each object, and of each placement what went wrong.
 */
export class TimesOfStatuses1700000000011 implements MigrationInterface {
  readonly name = 'TimesOfStatuses1700000000011';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}
