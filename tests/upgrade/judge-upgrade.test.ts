import { expect } from 'chai';
import { type Column, judgeUpgrade } from './support/judge-upgrade.ts';

const column = (name: string, changes: Partial<Column> = {}): Column => ({
  table: 'agents',
  name,
  type: 'text',
  isNullable: false,
  hasDefault: false,
  ...changes,
});
const BEFORE = [column('host'), column('load', { hasDefault: true }), column('note', { isNullable: true })];
const [HOST, LOAD, NOTE] = BEFORE as [Column, Column, Column];
const OTHER = column('id', { table: 'pools' });

describe('the rule for schemas: expand first, contract one version later', () => {
  const judge = (after: readonly Column[], unused: Readonly<Record<string, string>> = {}): string[] =>
    judgeUpgrade({
      before: [...BEFORE, OTHER],
      after,
      contracted: Object.entries(unused).map(([what, unusedSince]) => ({ what, unusedSince })),
      version: '0.9.2',
    });

  for (const [what, after, words] of [
    ['nothing has changed', [...BEFORE, OTHER], []],
    [
      'there is more',
      [
        ...BEFORE,
        OTHER,
        column('a', { isNullable: true }),
        column('b', { hasDefault: true }),
        column('c', { table: 'more' }),
      ],
      [],
    ],
    [
      'a column may be left out that had to be given',
      [column('host', { isNullable: true }), LOAD, NOTE, OTHER],
      [],
    ],
    ['a column is gone', [HOST, LOAD, OTHER], ['agents.note is gone']],
    [
      'a column has another name',
      [HOST, LOAD, column('remark', { isNullable: true }), OTHER],
      ['agents.note is gone'],
    ],
    ['a table is gone', BEFORE, ['pools is gone']],
    [
      'a column has another type',
      [HOST, { ...LOAD, type: 'real' }, NOTE, OTHER],
      ['agents.load was text and is real'],
    ],
    [
      'a default is gone',
      [HOST, column('load'), NOTE, OTHER],
      ['agents.load could be left out and must be given'],
    ],
    [
      'null is refused',
      [HOST, LOAD, column('note', { hasDefault: true }), OTHER],
      ['agents.note could be null and cannot'],
    ],
    [
      'a further column must be given',
      [...BEFORE, OTHER, column('rack')],
      ['agents.rack must be given, which programs of 0.9.2 do not do'],
    ],
  ] as const) {
    it(`${words.length === 0 ? 'is kept' : 'is broken'} when ${what}`, () => {
      expect(judge(after)).to.deep.equal(words);
    });
  }

  it('lets go what the version before did not use any more', () => {
    const after = [HOST, LOAD];
    expect(judge(after, { 'agents.note': '0.9', pools: '0.8' })).to.deep.equal([]);
    expect(judge(after, { 'agents.note': '0.10', pools: '0.9' })).to.deep.equal(['agents.note is gone']);
  });
});
