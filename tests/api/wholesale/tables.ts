import type { LbaasApi } from '../support/lbaas-v1-fixture.ts';

/** A hash of the rows of one table and owner, by `table owner`. */
export type Digest = ReadonlyMap<string, string>;

interface Table {
  readonly name: string;
  readonly columns: readonly string[];
}

const COLUMNS = `
SELECT table_name AS name, array_agg(column_name::text) AS columns FROM information_schema.columns
WHERE table_schema = 'public' AND table_name <> 'migrations' GROUP BY table_name ORDER BY table_name`;

const TRUNCATE_EVERY = 50;

/** The whole database: the rows of each owner, and a copy to restore. */
export class Tables {
  readonly #api: LbaasApi;
  readonly #digestSql: string;
  readonly #names: readonly string[];
  #restores = 0;

  private constructor(api: LbaasApi, tables: readonly Table[], foreignIds: readonly string[]) {
    this.#api = api;
    this.#names = tables.map(({ name }) => name);
    const parts = tables.map((table) => digestOf(table, foreignIds));
    this.#digestSql = parts.join(' UNION ALL ');
  }

  /** Rows of tables without a project belong to project two if they contain the id of one of its objects. */
  static async of(api: LbaasApi, foreignIds: readonly string[]): Promise<Tables> {
    return new Tables(api, await api.query<Table>(COLUMNS), foreignIds);
  }

  async digest(): Promise<Digest> {
    const rows = await this.#api.query<{ part: string; hash: string }>(this.#digestSql);
    return new Map(rows.map(({ part, hash }) => [part, hash]));
  }

  async save(): Promise<void> {
    const copies = this.#names.map((name) => `CREATE TABLE saved.${name} AS TABLE public.${name};`);
    await this.#run(`DROP SCHEMA IF EXISTS saved CASCADE; CREATE SCHEMA saved; ${copies.join('')}`);
  }

  /** Deleting is faster than truncating, but dead rows slow scans down until somebody truncates. */
  async restore(): Promise<void> {
    this.#restores += 1;
    const all = this.#names.join(', ');
    const empty =
      this.#restores % TRUNCATE_EVERY === 0
        ? [`TRUNCATE ${all};`]
        : this.#names.map((name) => `DELETE FROM ${name};`);
    const back = this.#names.map((name) => `INSERT INTO ${name} TABLE saved.${name};`);
    await this.#run(['SET LOCAL session_replication_role = replica;', ...empty, ...back].join(''));
  }

  /** All or nothing, as one message. */
  async #run(statements: string): Promise<void> {
    await this.#api.pool.query(statements);
  }
}

/** The sum of the hashes does not depend on the order of the rows. */
function digestOf({ name, columns }: Table, foreignIds: readonly string[]): string {
  const owner = ownerSql(columns, foreignIds);
  return `SELECT '${name} ' || ${owner} AS part, count(*) || ':' || sum(hashtextextended(t::text, 0)) AS hash
    FROM ${name} t GROUP BY 1`;
}

function ownerSql(columns: readonly string[], foreignIds: readonly string[]): string {
  if (columns.includes('project_id')) return 't.project_id';
  const isPart = columns.some((column) => column !== 'run_id' && column.endsWith('_id'));
  if (!isPart) return `'nobody'`;
  return `CASE WHEN t::text ~ '${foreignIds.join('|')}' THEN 'two' ELSE '' END`;
}

/** Parts that differ. */
export const changes = (before: Digest, after: Digest): readonly string[] =>
  [...new Set([...before.keys(), ...after.keys()])].filter((part) => before.get(part) !== after.get(part));
