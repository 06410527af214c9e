import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What these functions say of placements that are present holds for idle ones too: a device is held by both. */
const REWRITTEN = ['record_statuses_of_placement', 'record_statuses_on_agent', 'tell_of_agents'] as const;

const PRESENT = "wanted = 'present'";
const HELD = "wanted <> 'absent'";

const rewrite = (from: string, to: string): string => `
DO $do$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['${REWRITTEN.join("', '")}'] LOOP
    EXECUTE replace(pg_get_functiondef(name::regproc), $from$${from}$from$, $to$${to}$to$);
  END LOOP;
END $do$;

DROP TRIGGER placements_are_deleted ON placements;
CREATE TRIGGER placements_are_deleted AFTER DELETE ON placements
  FOR EACH ROW WHEN (OLD.${to}) EXECUTE FUNCTION record_statuses_of_placement();
`;

const wantedIs = (...values: readonly string[]): string => `
ALTER TABLE placements DROP CONSTRAINT placements_wanted_check,
  ADD CONSTRAINT placements_wanted_check CHECK (wanted IN (${values.map((value) => `'${value}'`).join(', ')}));
`;

/** What has been written for placements that are present, for idle ones too. */
export const HOLD_IDLE = rewrite(PRESENT, HELD);

/** The rows after the functions, which would take the change for the loss of a placement. */
const UP = `
${HOLD_IDLE}
${wantedIs('present', 'absent', 'idle')}
UPDATE placements SET wanted = 'idle'
WHERE wanted = 'present' AND dispatched_generation > 0 AND dispatched_at IS NULL;
`;

const DOWN = `
UPDATE placements SET wanted = 'present' WHERE wanted = 'idle';
${wantedIs('present', 'absent')}
${rewrite(HELD, PRESENT)}
`;

/** A device that has never had anything to run is placed all the same: that is a value, not a mark in other columns. */
export class IdlePlacements1700000000012 implements MigrationInterface {
  readonly name = 'IdlePlacements1700000000012';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}
