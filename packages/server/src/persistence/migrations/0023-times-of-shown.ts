import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A device is back when it shows something after a loss, or for the first time; that it shows a newer generation is no
 * new beginning. What runs nowhere has no placement to keep the time when it lost its last one.
 */
const UP = `
ALTER TABLE placements ADD COLUMN shown_at timestamptz;
CREATE FUNCTION note_return() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  NEW.shown_at := coalesce(NEW.reported_at, now());
  RETURN NEW;
END $body$;
CREATE TRIGGER placements_return BEFORE UPDATE OF observed_generation ON placements
  FOR EACH ROW WHEN (NEW.observed_generation > OLD.observed_generation
    AND (OLD.observed_generation = 0 OR OLD.lost_at > coalesce(OLD.shown_at, '-infinity')))
  EXECUTE FUNCTION note_return();

ALTER TABLE devices ADD COLUMN unplaced_at timestamptz;
UPDATE devices d SET unplaced_at = d.changed_at
WHERE NOT EXISTS (SELECT 1 FROM placements p WHERE p.device_id = d.id AND p.wanted <> 'absent');
CREATE FUNCTION note_unplaced() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  UPDATE devices SET unplaced_at = now() WHERE id = OLD.device_id;
  RETURN NULL;
END $body$;
CREATE TRIGGER placements_leave AFTER UPDATE OF wanted ON placements
  FOR EACH ROW WHEN (OLD.wanted <> 'absent' AND NEW.wanted = 'absent') EXECUTE FUNCTION note_unplaced();
CREATE TRIGGER placements_vanish AFTER DELETE ON placements
  FOR EACH ROW WHEN (OLD.wanted <> 'absent') EXECUTE FUNCTION note_unplaced();

ALTER TABLE agents ADD COLUMN admin_changed_at timestamptz;
CREATE FUNCTION note_admin_state() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  NEW.admin_changed_at := now();
  RETURN NEW;
END $body$;
CREATE TRIGGER agents_admin_state BEFORE UPDATE OF admin_state_up ON agents
  FOR EACH ROW WHEN (OLD.admin_state_up <> NEW.admin_state_up) EXECUTE FUNCTION note_admin_state();
`;

const DOWN = `
DROP FUNCTION note_admin_state(), note_unplaced(), note_return() CASCADE;
ALTER TABLE agents DROP COLUMN admin_changed_at;
ALTER TABLE devices DROP COLUMN unplaced_at;
ALTER TABLE placements DROP COLUMN shown_at;
`;

/** Since when something is shown, placed nowhere, or on a disabled agent: with 0011 every status has its time. */
export class TimesOfShown1700000000023 implements MigrationInterface {
  readonly name = 'TimesOfShown1700000000023';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}
