import { migratedDatabase } from '@lbaas/server/testing';
import { expect } from 'chai';
import { previousRelease } from '../../scripts/releases/release-packages.ts';
import { CONTRACTED } from './support/contracted.ts';
import { type DescribedSchema, describeSchema } from './support/describe-schema.ts';
import { judgeUpgrade } from './support/judge-upgrade.ts';
import { keptSchema } from './support/kept-schema.ts';

const SAYS_WHAT_IT_NEEDS = /_Needs_\d+_\d+_\d{13}$/;

describe('the schema, for programs of the version before', function () {
  this.timeout(120_000);
  const { version } = previousRelease();
  const old = keptSchema(version);
  let upgraded: DescribedSchema;

  before(async () => {
    upgraded = await describeSchema(await migratedDatabase());
  });

  it('lacks nothing that they use, and demands nothing that they do not give', () => {
    expect(old.columns.length).to.be.above(100);
    const [before, after] = [old.columns, upgraded.columns];
    expect(judgeUpgrade({ before, after, contracted: CONTRACTED, version })).to.deep.equal([]);
  });

  it('goes on from theirs', () => {
    expect(upgraded.migrations.slice(0, old.migrations.length)).to.deep.equal(old.migrations);
  });

  it('says which version it needs, where it lacks something that older ones use', () => {
    const added = upgraded.migrations.slice(old.migrations.length);
    const says = added.some((name) => SAYS_WHAT_IT_NEEDS.test(name));
    expect(says, 'a migration with _Needs_ in its name, and an entry in CONTRACTED').to.equal(
      CONTRACTED.length > 0,
    );
  });
});
