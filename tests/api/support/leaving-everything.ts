import { expect } from 'chai';
import type { LbaasApi } from './lbaas-v1-fixture.ts';

/** Every row of the database, by table. */
async function everything({ query }: Pick<LbaasApi, 'query'>): Promise<unknown> {
  const tables = await query<{ name: string }>(
    `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1`,
  );
  const texts = tables.map(
    ({ name }) => `SELECT '${name}' AS name, count(*)::int AS rows,
      md5(string_agg(t::text, '' ORDER BY t::text)) AS hash FROM "${name}" t`,
  );
  return query(texts.join(' UNION ALL '));
}

/** What a call answers that has changed no row of any table: no object, generation, event, audit entry or key. */
export async function leavingEverything<T>(api: Pick<LbaasApi, 'query'>, call: () => Promise<T>): Promise<T> {
  const before = await everything(api);
  const answer = await call();
  expect(await everything(api)).to.deep.equal(before);
  return answer;
}
