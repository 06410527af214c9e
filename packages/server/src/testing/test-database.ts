import { freshDatabase } from '@lbaas/lab';
import { type Pool, UnitOfWork, createPool, migrate } from '../persistence/index.ts';

export interface TestDatabase {
  readonly url: string;
  readonly unitOfWork: UnitOfWork;
  query<R>(sql: string, params?: readonly unknown[]): Promise<R[]>;
  close(): Promise<void>;
}

/** An empty, migrated database of its own. */
export async function openTestDatabase(poolSize = 10): Promise<TestDatabase> {
  const url = await freshDatabase();
  await migrate(url);
  const pool: Pool = createPool({ url, poolSize });
  const unitOfWork = new UnitOfWork({ pool });
  return {
    url,
    unitOfWork,
    query: (sql, params) => unitOfWork.read((tx) => tx.query(sql, params)),
    close: () => pool.end(),
  };
}
