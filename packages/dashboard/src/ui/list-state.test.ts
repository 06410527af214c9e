import { expect } from 'chai';
import { queryOf } from './list-state.ts';

const LIST = { sortKey: 'severity', sortDirection: 'desc', filters: ['q', 'problem'] } as const;
const query = (search: string): object =>
  JSON.parse(JSON.stringify(queryOf(new URLSearchParams(search), LIST))) as object;

describe('what a list asks the API for', () => {
  it('is what the list begins with, where the address says nothing', () => {
    expect(query('')).to.deep.equal({ sort_key: ['severity'], sort_dir: ['desc'], limit: 50 });
  });

  it('is what the address says', () => {
    const search = '?q=web&sort_key=name&sort_dir=asc&limit=20&marker=a&page_reverse=true&other=1';
    expect(query(search)).to.deep.equal({
      q: 'web',
      sort_key: ['name'],
      sort_dir: ['asc'],
      limit: 20,
      marker: 'a',
      page_reverse: 'true',
    });
  });
});
