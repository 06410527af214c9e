import { createDataSource } from './data-source.ts';
import type { Migrations } from './schema-state.ts';

const IS_THERE = `SELECT to_regclass('migrations') IS NOT NULL AS "isThere"`;
const APPLIED = 'SELECT name FROM migrations ORDER BY id';

type Query = <Row>(sql: string) => Promise<readonly Row[]>;

/** Those of the database that answers, beside those of this program. */
export async function readMigrations(query: Query): Promise<Migrations> {
  const [table] = await query<{ isThere: boolean }>(IS_THERE);
  const applied = table?.isThere === true ? await query<{ name: string }>(APPLIED) : [];
  return { applied: applied.map(({ name }) => name), known: knownMigrations() };
}

/** By the names under which TypeORM writes them down. */
function knownMigrations(): string[] {
  const { migrations } = createDataSource({ url: 'postgres://localhost/' }).options;
  return Object.values(migrations ?? []).flatMap((migration) => {
    if (typeof migration !== 'function') return [];
    const { name } = new (migration as new () => { readonly name?: string })();
    return [name ?? migration.name];
  });
}
