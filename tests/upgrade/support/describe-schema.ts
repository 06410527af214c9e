import { createConnectionPool } from '@lbaas/server/persistence';
import type { Column } from './judge-upgrade.ts';

const COLUMNS = `
SELECT table_name AS "table", column_name AS name, udt_name AS type, is_nullable = 'YES' AS "isNullable",
  column_default IS NOT NULL OR is_identity = 'YES' OR is_generated = 'ALWAYS' AS "hasDefault"
FROM information_schema.columns WHERE table_schema = 'public' ORDER BY table_name, ordinal_position`;

export interface DescribedSchema {
  readonly columns: readonly Column[];
  /** Names of the migrations that it has had. */
  readonly migrations: readonly string[];
}

export async function describeSchema(url: string): Promise<DescribedSchema> {
  const pool = createConnectionPool({ url, poolSize: 1 });
  try {
    const { rows: columns } = await pool.query<Column>(COLUMNS);
    const { rows } = await pool.query<{ name: string }>('SELECT name FROM migrations ORDER BY id');
    return { columns, migrations: rows.map(({ name }) => name) };
  } finally {
    await pool.end();
  }
}
