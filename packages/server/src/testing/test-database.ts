import { freshDatabase } from '@lbaas/lab';
import { type ConnectionPool, UnitOfWork, createConnectionPool, migrate } from '../persistence/index.ts';

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
  const pool: ConnectionPool = createConnectionPool({ url, poolSize });
  const unitOfWork = new UnitOfWork({ pool });
  return {
    url,
    unitOfWork,
    query: (sql, params) => unitOfWork.statements((tx) => tx.query(sql, params)),
    close: () => pool.end(),
  };
}
