import { freshDatabase } from '@lbaas/lab';
import { expect } from 'chai';
import type { DataSource, QueryRunner } from 'typeorm';
import { createDataSource } from '../data-source.ts';
import { migrate } from '../migrate.ts';
import { WordsOfTheModel1700000000014 } from './0014-words-of-the-model.ts';

describe('the migration to the words of the model', () => {
  const migration = new WordsOfTheModel1700000000014();
  let dataSource: DataSource;
  let runner: QueryRunner;

  before(async () => {
    const url = await freshDatabase();
    await migrate({ url });
    dataSource = await createDataSource({ url }).initialize();
    runner = dataSource.createQueryRunner();
  });
  after(async () => {
    await runner.release();
    await dataSource.destroy();
  });

  const audited = () =>
    runner.query('SELECT resource_type, body FROM audit_log ORDER BY id') as Promise<unknown[]>;
  const quotas = () => runner.query('SELECT resource FROM quotas ORDER BY resource') as Promise<unknown[]>;
  const charge = (resource: string) => runner.query(`SELECT charge_quota('p', $1, 1, 0)`, [resource]);
  const problemOf = (work: Promise<unknown>): Promise<string> =>
    work.then(
      () => '',
      (error: Error) => error.message,
    );

  it('renames what is stored, and what is charged, and can be taken back', async () => {
    await migration.down(runner);
    await runner.query(
      `INSERT INTO audit_log (request_id, project_id, action, resource_type, resource_id, body) VALUES
       ('req-1', 'p', 'create', 'vip', 'x', '{"name": "vip"}'), ('req-2', 'p', 'create', 'pool', 'y', NULL),
       ('req-3', 'p', 'update', 'quota', 'p', '{"vip": 3, "pool": 4}')`,
    );
    await runner.query(
      `INSERT INTO quotas (project_id, resource, max_count) VALUES ('q', 'vip', 3), ('q', 'pool', 4)`,
    );
    const old = await audited();
    expect(await problemOf(charge('vip'))).to.equal('quota of vip for p is used up');

    await migration.up(runner);
    expect(await audited()).to.deep.equal([
      { resource_type: 'listener', body: { name: 'vip' } },
      { resource_type: 'pool', body: null },
      { resource_type: 'quota', body: { listener: 3, pool: 4 } },
    ]);
    expect(await quotas()).to.deep.equal([{ resource: 'listener' }, { resource: 'pool' }]);
    expect(await problemOf(charge('listener'))).to.equal('quota of listener for p is used up');
    expect(await problemOf(charge('vip'))).to.equal('case not found');

    await migration.down(runner);
    expect(await audited()).to.deep.equal(old);
    expect(await quotas()).to.deep.equal([{ resource: 'pool' }, { resource: 'vip' }]);
    await migration.up(runner);
  });
});
