import { expect } from 'chai';
import { type DatabaseFacts, databaseRefusal } from '../persistence/index.ts';
import { judgeSchema, judgeServer } from './database-items.ts';

const FACTS: DatabaseFacts = {
  version: 150_004,
  versionText: '15.4',
  isReadOnly: false,
  mayCreate: true,
  applied: ['a', 'b'],
  known: ['a', 'b'],
  tables: 20,
  clockOffsetMs: 0,
};

describe('what a server needs of its database', () => {
  it('is version 14 or newer, and takes writes', () => {
    expect(judgeServer(FACTS)).to.deep.equal({
      verdict: 'ok',
      words: 'PostgreSQL 15.4 takes the account, and writes',
    });
    expect(judgeServer({ ...FACTS, version: 130_011, versionText: '13.11' }).words).to.contain(
      '13.11 is too old',
    );
    expect(judgeServer({ ...FACTS, isReadOnly: true })).to.deep.include({ verdict: 'failed' });
  });

  for (const [what, facts, verdict, words] of [
    ['up to date', {}, 'ok', 'up to date'],
    ['empty', { applied: [], tables: 0 }, 'note', 'empty'],
    ['older', { applied: ['a'] }, 'note', '1 migrations are pending'],
    ['older, and closed to the account', { applied: ['a'], mayCreate: false }, 'failed', 'GRANT CREATE'],
    ['of a newer server', { applied: ['a', 'b', 'c'] }, 'note', 'good for this one (c)'],
    [
      'of a server that is too new',
      { applied: ['a', 'b', 'C_Needs_99_1_1700000000099'] },
      'failed',
      'needs lbaas-server 99.1 or newer',
    ],
    ['of something else', { applied: [] }, 'failed', 'none of which this server has made'],
  ] as const) {
    it(`has a schema that is ${what}: ${verdict}`, () => {
      const finding = judgeSchema({ ...FACTS, ...facts });
      expect(finding.verdict).to.equal(verdict);
      expect(finding.words).to.contain(words);
    });
  }

  it('is refused in words that say what to do, and never tell the password', () => {
    const url = 'postgres://lbaas:hidden@db.example:5432/prod';
    for (const code of [
      '28P01',
      '28000',
      '3D000',
      '42501',
      '53100',
      '53300',
      '57P03',
      'ECONNREFUSED',
      'ENOTFOUND',
      'X',
    ]) {
      const words = databaseRefusal(Object.assign(new Error('words of PostgreSQL'), { code }), url);
      expect(words, code)
        .to.match(/db\.example:5432|prod/)
        .and.not.to.contain('hidden');
    }
    const onSocket = Object.assign(new Error('no'), { code: '3D000' });
    expect(databaseRefusal(onSocket, 'postgres://lbaas@/prod?host=/run/pg')).to.equal(
      '/run/pg has no database "prod": CREATE DATABASE "prod" OWNER "lbaas"',
    );
  });
});
