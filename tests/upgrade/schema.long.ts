import { freshDatabase } from '@lbaas/lab';
import { migrate } from '@lbaas/server/persistence';
import { migratedDatabase } from '@lbaas/server/testing';
import { expect } from 'chai';
import { mustRun } from '../../scripts/engine/run.ts';
import { type DescribedSchema, describeSchema } from './support/describe-schema.ts';
import { keepSchema, keptSchema } from './support/kept-schema.ts';
import { type PreviousPrograms, previousPrograms } from './support/previous-programs.ts';

describe('the schema, with programs of the version before', function () {
  this.timeout(120_000);
  let url: string;
  let previous: PreviousPrograms;
  let upgraded: DescribedSchema;

  before(async function () {
    // From nothing the packages of that version are built first.
    this.timeout(900_000);
    previous = await previousPrograms();
    url = await freshDatabase();
  });

  const migrateAsBefore = () =>
    mustRun([...previous.server, '--migrate', '--log-level=info'], {
      env: { LBAAS_DATABASE_URL: url, LBAAS_AMQP_URL: 'amqp://127.0.0.1:1/' },
    });

  it('is what was written down of them', async () => {
    await migrateAsBefore();
    const made = await describeSchema(url);
    if (process.env['UPDATE_GOLDEN'] === '1') await keepSchema(previous.version, made);
    expect(made).to.deep.equal(keptSchema(previous.version));
  });

  it('is one that they start with', async () => {
    await migrate({ url });
    upgraded = await describeSchema(url);
    expect(await migrateAsBefore()).to.contain('the schema is up to date');
    expect(await describeSchema(url)).to.deep.equal(upgraded);
  });

  it('is the same whether it was upgraded or made anew', async () => {
    expect(await describeSchema(await migratedDatabase())).to.deep.equal(upgraded);
  });
});
