import { freshDatabase } from '@lbaas/lab';
import { migrate } from '@lbaas/server/persistence';
import { migratedDatabase } from '@lbaas/server/testing';
import { expect } from 'chai';
import { mustRun } from '../../scripts/engine/run.ts';
import { CONTRACTED } from './support/contracted.ts';
import { type DescribedSchema, describeSchema } from './support/describe-schema.ts';
import { judgeUpgrade } from './support/judge-upgrade.ts';
import { type PreviousPrograms, previousPrograms } from './support/previous-programs.ts';

const SAYS_WHAT_IT_NEEDS = /_Needs_\d+_\d+_\d{13}$/;

describe('the schema, beside programs of the version before', function () {
  this.timeout(120_000);
  let url: string;
  let previous: PreviousPrograms;
  let old: DescribedSchema;
  let upgraded: DescribedSchema;

  before(async function () {
    // From nothing the packages of that version are built first.
    this.timeout(900_000);
    previous = await previousPrograms();
    url = await freshDatabase();
    await migrateAsBefore();
    old = await describeSchema(url);
    await migrate({ url });
    upgraded = await describeSchema(url);
  });

  const migrateAsBefore = () =>
    mustRun([...previous.server, '--migrate', '--log-level=info'], {
      env: { LBAAS_DATABASE_URL: url, LBAAS_AMQP_URL: 'amqp://127.0.0.1:1/' },
    });

  it('lacks nothing that they use, and demands nothing that they do not give', () => {
    expect(old.columns.length).to.be.above(100);
    const { version } = previous;
    const verdict = judgeUpgrade({
      before: old.columns,
      after: upgraded.columns,
      contracted: CONTRACTED,
      version,
    });
    expect(verdict).to.deep.equal([]);
  });

  it('says which version it needs, where it lacks something that older ones use', () => {
    const added = upgraded.migrations.slice(old.migrations.length);
    const says = added.some((name) => SAYS_WHAT_IT_NEEDS.test(name));
    expect(says, 'a migration with _Needs_ in its name, and an entry in CONTRACTED').to.equal(
      CONTRACTED.length > 0,
    );
  });

  it('is one that they start with', async () => {
    expect(await migrateAsBefore()).to.contain('the schema is up to date');
    expect(await describeSchema(url)).to.deep.equal(upgraded);
  });

  it('is the same whether it was upgraded or made anew', async () => {
    expect(await describeSchema(await migratedDatabase())).to.deep.equal(upgraded);
  });
});
