import type { MigrationInterface, QueryRunner } from 'typeorm';

const CHARGE_QUOTA = `SELECT pg_get_functiondef('charge_quota(text, text, integer, integer)'::regprocedure) AS definition`;

const rename = (from: string, to: string): string => `
UPDATE audit_log SET resource_type = '${to}' WHERE resource_type = '${from}';
UPDATE audit_log SET body = body - '${from}' || jsonb_build_object('${to}', body->'${from}')
WHERE resource_type = 'quota' AND body ? '${from}';
UPDATE quotas SET resource = '${to}' WHERE resource = '${from}';
`;

async function renameResource(runner: QueryRunner, from: string, to: string): Promise<void> {
  await runner.query(rename(from, to));
  const [row] = (await runner.query(CHARGE_QUOTA)) as readonly { readonly definition: string }[];
  const changed = row?.definition.replace(`WHEN '${from}' THEN`, `WHEN '${to}' THEN`);
  if (changed === undefined || changed === row?.definition) throw new Error(`charge_quota knows no ${from}`);
  await runner.query(changed);
}

/** The audit log and the quotas speak of listeners, as the tables do; what an API calls them is the API's to say. */
export class WordsOfTheModel1700000000014 implements MigrationInterface {
  readonly name = 'WordsOfTheModel1700000000014';

  async up(runner: QueryRunner): Promise<void> {
    await renameResource(runner, 'vip', 'listener');
  }

  async down(runner: QueryRunner): Promise<void> {
    await renameResource(runner, 'listener', 'vip');
  }
}
