import { freshDatabase } from '@lbaas/lab';
import { expect } from 'chai';
import type { DataSource } from 'typeorm';
import { createDataSource } from './data-source.ts';
import { migrate } from './migrate.ts';

describe('the schema', () => {
  let dataSource: DataSource;

  before(async () => {
    const url = await freshDatabase();
    await Promise.all([migrate({ url }), migrate({ url }), migrate({ url })]);
    dataSource = await createDataSource({ url }).initialize();
  });
  after(() => dataSource.destroy());

  it('of the migrations is the one of the entities', async () => {
    const log = await dataSource.driver.createSchemaBuilder().log();
    expect(log.upQueries.map((query) => query.query)).to.deep.equal([]);
  });

  it('has an entity for every table', async () => {
    const tables = await dataSource.query<{ name: string }[]>(
      `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'`,
    );
    const known = dataSource.entityMetadatas.map((entity) => entity.tableName);
    expect(tables.map((table) => table.name)).to.have.members([...known, 'migrations']);
  });

  it('can be taken back', async () => {
    await dataSource.undoLastMigration();
    await dataSource.runMigrations();
  });
});
