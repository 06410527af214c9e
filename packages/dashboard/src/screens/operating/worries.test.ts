import { expect } from 'chai';
import type { Diagnostics } from '../../api/operating.ts';
import { worriesOf } from './worries.ts';

const FINE: Diagnostics = {
  dead_letters: 0,
  devices: { total: 3, unplaced: 0, held_back: 0, failed: 0, incidents: 0, kept: 0 },
  agents: { total: 2, silent: 0, disabled: 0 },
  since: '2026-11-29T10:00:00Z',
  counters: [],
};

const bad = (found: Partial<Diagnostics>): readonly (readonly [string, number | undefined])[] =>
  worriesOf({ ...FINE, ...found })
    .filter(({ isBad }) => isBad)
    .map(({ id, count }) => [id, count] as const);

describe('what an operator should worry about', () => {
  it('is nothing while all numbers are 0', () => expect(bad({})).to.deep.equal([]));

  it('is what has come to lie somewhere, first in the table', () => {
    const found = { dead_letters: 2, agents: { ...FINE.agents, silent: 1 } };
    expect(bad(found)).to.deep.equal([
      ['dead_letters', 2],
      ['silent', 1],
    ]);
    expect(worriesOf({ ...FINE, ...found }).slice(0, 2)).to.deep.include({
      id: 'silent',
      count: 1,
      isBad: true,
    });
  });

  it('is what agents keep after a restore', () =>
    expect(bad({ devices: { ...FINE.devices, kept: 2 } })).to.deep.equal([['kept', 2]]));

  it('is what nobody can say', () =>
    expect(bad({ dead_letters: null })).to.deep.equal([['dead_letters', undefined]]));

  it('is calls that were refused, by their reason, but not what is usual', () => {
    const counters = [
      { name: 'lbaas_api_refused_total', labels: { reason: 'full' }, value: 7 },
      { name: 'lbaas_api_refused_total', labels: { reason: 'gone' }, value: 9 },
      { name: 'lbaas_api_waiting', labels: {}, value: 3 },
    ];
    expect(bad({ counters, agents: { ...FINE.agents, disabled: 1 } })).to.deep.equal([['full', 7]]);
    expect(worriesOf({ ...FINE, counters })).to.deep.include({ id: 'waiting', count: 3, isBad: false });
  });
});
